import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRulesFile } from '../../src/commands/rules/file.ts';
import { play } from '../../src/commands/rules/play.ts';
import { checkRules } from '../../src/domain/alerts/check.ts';
import { always, anyText, damaged } from './support.ts';

const span = fc.oneof(
  fc.constantFrom('0s', '1ms', '10s', '5m', '999999999h', '', '-1s', '1e9s'),
  fc.tuple(fc.nat(9_999), fc.constantFrom('ms', 's', 'm', 'h')).map(([n, unit]) => `${n}${unit}`),
);

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -1, 1e308, Number.MAX_SAFE_INTEGER),
);
const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'queue.sent');
const bound = fc.oneof(
  fc.tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), number).map(([of, to]) => ({ [of]: to })),
  fc.jsonValue(),
);

const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5 },
    fc.record({ kind: fc.constant('state'), of: key, is: fc.array(anyText, { maxLength: 2 }) }),
    fc.record({
      kind: fc.constant('value'),
      of: key,
      windowMs: number,
      to: bound,
      fold: fc.constantFrom('last', 'avg', 'min', 'max', 'p50', 'p95', 'p99'),
    }),
    fc.record({
      kind: fc.constant('ratio'),
      part: key,
      whole: key,
      windowMs: number,
      minWhole: number,
      to: bound,
    }),
    fc.record({ kind: fc.constant('age'), of: key, to: bound }),
    fc.record({ kind: fc.constant('count'), of: key, windowMs: number, to: bound }),
    fc.record({
      kind: fc.constantFrom('all', 'any'),
      parts: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not'), part: tie('condition') }),
  ),
}));

const rule = fc.record(
  {
    id: key,
    when: condition,
    clear: condition,
    forMs: number,
    keepMs: number,
    scope: fc.array(key, { maxLength: 2 }),
    dependsOn: fc.array(key, { maxLength: 2 }),
    severity: fc.constantFrom('P1', 'P2', 'P3'),
    noData: fc.constantFrom('keep', 'ok', 'fire'),
  },
  { requiredKeys: ['id', 'when'] },
);

const file = fc.record(
  {
    every: span,
    until: span,
    rules: fc.array(rule, { maxLength: 3 }),
    series: fc.array(
      fc.record(
        {
          key,
          labels: fc.dictionary(key, anyText, { maxKeys: 2 }),
          count: fc.boolean(),
          points: fc.array(fc.tuple(span, fc.oneof(number, anyText)), { maxLength: 4 }),
        },
        { requiredKeys: ['key', 'points'] },
      ),
      { maxLength: 3 },
    ),
    expect: fc.array(
      fc.record({ at: span, rule: key, state: fc.constantFrom('firing', 'inactive', 'x') }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['until', 'series'] },
);

/** As the command does it: every problem in a line, or what the rules did. */
function tried(text: string): void {
  const read = readRulesFile(text);
  if (read.type === 'wrong') {
    assert.ok(read.problems.length > 0);
    for (const one of read.problems) assert.not.match(one, /\n|undefined/);
    return;
  }
  const { rules = [] } = read.file;
  if (checkRules(rules).length > 0) return;
  const { changes, wrong, checked } = play(rules, read.file);
  assert.is(checked, read.file.expect.length);
  for (const line of [...changes, ...wrong]) assert.not.match(line, /NaN|undefined|\[object/);
}

const good = JSON.stringify({
  rules: [
    { id: 'a', when: { kind: 'value', of: 'a', fold: 'last', windowMs: 60_000, to: { gt: 1 } } },
  ],
  every: '10s',
  until: '5m',
  series: [{ key: 'a', points: [['1m', 2]] }],
  expect: [{ at: '1m', rule: 'a', state: 'firing' }],
});

const test = suite('any file of rules');

test('it is played, or every problem is a line', () => {
  always(file, (value) => tried(JSON.stringify(value)));
});

test('a damaged file and any text at all', () => {
  always(
    fc.oneof(
      anyText,
      fc.json(),
      damaged(good).map((bytes) => Buffer.from(bytes).toString()),
    ),
    tried,
  );
});

test('found before: a scope that every object has, a text with a line break', () => {
  const of = { kind: 'not', part: { kind: 'state', of: 'a', is: [] } };
  for (const scope of ['__proto__', 'constructor'])
    tried(
      JSON.stringify({
        until: '0ms',
        rules: [{ id: 'a', when: of, scope: [scope], noData: 'fire' }],
        series: [],
      }),
    );
  tried('\n\u0000');
});

test('a condition that is nested without end is a line, too', () => {
  const deep = (depth: number): string =>
    `${'{"kind":"not","part":'.repeat(depth)}{"kind":"age","of":"a","to":{"gt":1}}${'}'.repeat(depth)}`;
  for (const depth of [4, 100, 20_000])
    tried(`{"until":"1m","series":[],"rules":[{"id":"a","when":${deep(depth)}}]}`);
});

test.run();
