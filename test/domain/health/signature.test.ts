import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../../src/domain/health/fact.ts';
import { Failure, type FailureInit } from '../../../src/domain/health/failure.ts';
import { frameOf } from '../../../src/domain/health/frame.ts';
import { noSignatures, withFact } from '../../../src/domain/health/signature.ts';

const refused: FailureInit = {
  category: 'NETWORK',
  reason: 'refused',
  operation: 'index.fetch',
  message: 'no',
};

/** A failed poll with this failure. */
const failed = (failure: Failure, at: number): Fact => ({
  type: 'poll.failed',
  component: 'poller',
  at,
  cycle: 'c',
  durationMs: 1,
  retries: 0,
  failure: failure.toRecord(1, { component: 'poller', at }),
});

const test = suite('signatures of failures');

test('the same failure is one row: how often, since when, the last words', () => {
  const first = withFact(noSignatures, failed(new Failure(refused), 10), 'trace-1');
  const second = withFact(
    first,
    failed(new Failure({ ...refused, message: 'again' }), 20),
    'trace-2',
  );
  assert.equal(
    [...second.values()],
    [
      {
        category: 'NETWORK',
        reason: 'refused',
        component: 'poller',
        operation: 'index.fetch',
        frame: null,
        count: 2,
        firstAt: 10,
        lastAt: 20,
        lastMessage: 'again',
        lastTraceId: 'trace-2',
      },
    ],
  );
});

test('a fact without a failure changes nothing', () => {
  const fact: Fact = { type: 'store.checked', component: 'store', at: 1, tookMs: 2 };
  assert.is(withFact(noSignatures, fact, null), noSignatures);
});

test('bugs are told apart by the line that threw', () => {
  const at = (line: number): Failure => {
    const bug = new TypeError('x is not a function');
    bug.stack = `TypeError: x\n    at f (file:///app/src/flows/pollPapers.ts:${line}:9)`;
    return Failure.from(bug, 'poll.fetch');
  };
  const book = [at(42), at(42), at(43)].reduce(
    (all, one, n) => withFact(all, failed(one, n), null),
    noSignatures,
  );
  assert.equal(
    [...book.values()].map(({ frame, count }) => [frame, count]),
    [
      ['src/flows/pollPapers.ts:42', 2],
      ['src/flows/pollPapers.ts:43', 1],
    ],
  );
});

test('two hundred are kept; the one that was quiet for longest goes first', () => {
  const one = (n: number): Fact => failed(new Failure({ ...refused, operation: `op.${n}` }), n);
  let book = noSignatures;
  for (let n = 0; n < 200; n += 1) book = withFact(book, one(n), null);
  book = withFact(book, one(0), null);
  book = withFact(book, one(200), null);
  const operations = [...book.values()].map(({ operation }) => operation);
  assert.is(book.size, 200);
  assert.not.ok(operations.includes('op.1'));
  assert.ok(operations.includes('op.0') && operations.includes('op.200'));
});

const stacks: readonly (readonly [what: string, stack: string, frame: string | null])[] = [
  [
    'a package first',
    'Error\n at a (file:///w/node_modules/undici/lib/src/x.js:1:2)\n at b (file:///w/machines/poller.ts:7:1)',
    'machines/poller.ts:7',
  ],
  ['the bundle', 'Error\n    at c (file:///app/dist/src/main.js:820:492)', 'src/main.js:820'],
  ['nothing of ours', 'Error\n    at node:internal/timers:1:1', null],
];

for (const [what, stack, frame] of stacks)
  test(`the line that threw: ${what}`, () => assert.is(frameOf(stack), frame));

test.run();
