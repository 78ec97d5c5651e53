import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { observed, register } from '../../../src/domain/alerts/observe.ts';
import type { Condition, Observations } from '../../../src/domain/alerts/rule.ts';
import { judge, unknownValue } from '../../../src/domain/alerts/verdict.ts';

const test = suite('alert conditions');

const MINUTE = 60_000;

/** What was seen of key `k`, one a minute up to now; newest last. */
const seenOf = (...values: readonly (number | string)[]): Observations =>
  values.reduce<Observations>(
    (seen, value, n) => observed(seen, { key: 'k', value }, (n - values.length + 1) * MINUTE),
    new Map(),
  );

const truth = (condition: Condition, seen: Observations, nowMs = 0) =>
  judge(condition, seen, nowMs).truth;

const isBad: Condition = { kind: 'state', of: 'k', is: ['bad', 'worse'] };
const value = (fold: 'last' | 'avg' | 'min' | 'max' | 'p50' | 'p95' | 'p99') =>
  ({ kind: 'value', of: 'k', fold, windowMs: 10 * MINUTE, to: { gt: 5 } }) as const;

test('a state is the last one seen; never seen, or not to be seen, is unknown', () => {
  assert.is(truth(isBad, seenOf('good', 'worse')), true);
  assert.is(truth(isBad, seenOf('bad', 'good')), false);
  assert.is(truth(isBad, new Map()), null);
  assert.is(truth(isBad, register(new Map(), 'k', 0)), null);
  assert.is(truth(isBad, seenOf('bad', unknownValue)), null);
});

test('numbers of a window become one', () => {
  const seen = seenOf(9, 1, 2, 3, 4);
  const folded = (fold: Parameters<typeof value>[0]) => judge(value(fold), seen, 0).value;
  assert.equal([folded('last'), folded('avg'), folded('min'), folded('max')], [4, 3.8, 1, 9]);
  assert.equal([folded('p50'), folded('p95'), folded('p99')], [3, 9, 9]);
});

test('of numbers the last one counts; where a look saw none, the one before does not hold any more', () => {
  assert.is(truth(value('last'), seenOf(9)), true);
  assert.is(truth(value('last'), seenOf(9, Number.NaN)), null);
  assert.is(truth(value('last'), seenOf(9, unknownValue)), null);
  assert.is(truth(value('last'), seenOf(9, Number.NaN, 8)), true);
  assert.is(truth(value('max'), seenOf(9, Number.NaN)), true);
});

test('a number leaves the window when it is as old as the window; an empty window is unknown', () => {
  const seen = seenOf(9);
  assert.is(judge(value('max'), seen, 0).nextAtMs, 10 * MINUTE);
  assert.is(truth(value('max'), seen, 10 * MINUTE - 1), true);
  assert.is(truth(value('max'), seen, 10 * MINUTE), null);
});

for (const [bound, at, below, beyond] of [
  [{ gt: 5 }, false, false, true],
  [{ gte: 5 }, true, false, true],
  [{ lt: 5 }, false, true, false],
  [{ lte: 5 }, true, true, false],
] as const)
  test(`both sides of the bound ${JSON.stringify(bound)}`, () => {
    const of = (n: number) => truth({ ...value('last'), to: bound }, seenOf(n));
    assert.equal([of(5), of(4.9), of(5.1)], [at, below, beyond]);
  });

test('a ratio needs enough to be one', () => {
  const ratio: Condition = {
    kind: 'ratio',
    part: 'errors',
    whole: 'all',
    windowMs: 30 * MINUTE,
    minWhole: 20,
    to: { gt: 0.5 },
  };
  const seen = (errors: number, all: number) =>
    observed(
      observed(new Map(), { key: 'errors', value: errors }, 0),
      { key: 'all', value: all },
      0,
    );
  assert.is(truth(ratio, seen(11, 20)), true);
  assert.is(truth(ratio, seen(10, 20)), false);
  assert.is(truth(ratio, seen(19, 19)), null);
  assert.is(truth({ ...ratio, minWhole: 0 }, seen(0, 0)), null, 'nothing of nothing');
});

test('an age counts from the last sight, else from the registration', () => {
  const old: Condition = { kind: 'age', of: 'k', to: { gte: 60 * MINUTE } };
  const fresh = register(new Map(), 'k', 0);
  assert.is(truth(old, new Map(), 90 * MINUTE), null);
  assert.is(truth(old, fresh, 60 * MINUTE - 1), false);
  assert.is(truth(old, fresh, 60 * MINUTE), true);
  assert.is(judge(old, fresh, 0).nextAtMs, 60 * MINUTE);
  const seen = observed(fresh, { key: 'k', value: 1 }, 30 * MINUTE);
  assert.is(truth(old, seen, 89 * MINUTE), false);
  assert.is(truth(old, seen, 90 * MINUTE), true);
  const young: Condition = { kind: 'age', of: 'k', to: { gt: 60 * MINUTE } };
  assert.is(judge(young, fresh, 0).nextAtMs, 60 * MINUTE + 1);
  assert.is(truth(young, fresh, 60 * MINUTE), false);
});

test('what is counted adds up in ten seconds and is 0 once the key is known', () => {
  const many: Condition = { kind: 'count', of: 'k', windowMs: 10 * MINUTE, to: { gt: 3 } };
  assert.is(truth(many, new Map()), null);
  let seen = register(new Map(), 'k', 0);
  assert.is(judge(many, seen, 0).value, 0);
  for (let n = 0; n < 4; n++)
    seen = observed(seen, { key: 'k', value: 1, count: true }, 20_000 + n * 3_000);
  assert.is(seen.get('k')?.length, 2, 'registration and one bucket');
  assert.is(truth(many, seen, 30_000), true);
  assert.is(truth(many, seen, 29_000 + 10 * MINUTE), false);
});

const [yes, no, unknown] = [
  { kind: 'state', of: 'k', is: ['bad'] },
  { kind: 'state', of: 'k', is: ['good'] },
  { kind: 'state', of: 'nobody', is: ['bad'] },
] as const;

for (const [kind, parts, expected] of [
  ['all', [yes, yes], true],
  ['all', [yes, unknown], null],
  ['all', [no, unknown], false],
  ['any', [no, no], false],
  ['any', [no, unknown], null],
  ['any', [yes, unknown], true],
] as const)
  test(`${kind} of ${parts.map((part) => (part === yes ? 'yes' : part === no ? 'no' : 'unknown')).join(' and ')} is ${expected}`, () => {
    assert.is(truth({ kind, parts }, seenOf('bad')), expected);
  });

test('not of unknown is unknown', () => {
  const of = (part: Condition) => truth({ kind: 'not', part }, seenOf('bad'));
  assert.equal([of(yes), of(no), of(unknown)], [false, true, null]);
});

test('half an hour is kept, and the last of each kind for ever', () => {
  let seen: Observations = new Map();
  for (let n = 0; n <= 40; n++)
    seen = observed(
      seen,
      { key: 'k', value: n, labels: { host: n === 0 ? 'a' : 'b' } },
      n * MINUTE,
    );
  const kept = seen.get('k') ?? [];
  assert.is(kept.length, 31);
  assert.equal(kept[0]?.labels, { host: 'a' });
  assert.is(kept[1]?.value, 11);
});

test('labels from outside are few and short', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`l${n}`, 'x'.repeat(500)]),
  );
  const [one] = observed(new Map(), { key: 'k', value: 1, labels }, 0).get('k') ?? [];
  assert.is(Object.keys(one?.labels ?? {}).length, 8);
  assert.is(one?.labels['l0']?.length, 120);
});

test.run();
