import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTraceparent, writeTraceparent } from '../../../src/domain/trace/traceparent.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const good = `00-${trace}-${span}-01`;

const taken: readonly (readonly [what: string, header: string, sampled: boolean])[] = [
  ['as it should be', good, true],
  ['not sampled', `00-${trace}-${span}-00`, false],
  ['sampled among other flags', `00-${trace}-${span}-ff`, true],
  ['other flags without that bit', `00-${trace}-${span}-02`, false],
  ['a version nobody knows yet', `cc-${trace}-${span}-01`, true],
  ['such a version with more fields', `cc-${trace}-${span}-01-what-the-future-brings`, true],
];

const ignored: readonly (readonly [what: string, header: string | null])[] = [
  ['no header', null],
  ['nothing', ''],
  ['upper case', good.toUpperCase()],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${span}-01`],
  ['a span id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
  ['version ff', `ff-${trace}-${span}-01`],
  ['version 00 with more fields', `${good}-more`],
  ['a short trace id', `00-${trace.slice(1)}-${span}-01`],
  ['no flags', `00-${trace}-${span}`],
  ['blanks around it', ` ${good}`],
];

const test = suite('traceparent');

for (const [what, header, sampled] of taken) {
  test(`is taken: ${what}`, () => {
    assert.equal(readTraceparent(header), { traceId: trace, spanId: span, sampled });
  });
}

for (const [what, header] of ignored) {
  test(`is ignored as a whole: ${what}`, () => assert.is(readTraceparent(header), null));
}

test('what is written is read again', () => {
  const turn = { traceId: trace, spanId: span, sampled: false };
  assert.is(writeTraceparent(turn), `00-${trace}-${span}-00`);
  assert.equal(readTraceparent(writeTraceparent(turn)), turn);
});

test.run();
