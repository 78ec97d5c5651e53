import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { observed, register, type Sighting } from '../../../src/domain/alerts/observe.ts';
import type { Observations } from '../../../src/domain/alerts/rule.ts';

const test = suite('what alerts remember');

const MINUTE = 60_000;

type Step = readonly [at: number, sighting: Partial<Sighting>];

const seen = (...steps: readonly Step[]): Observations =>
  steps.reduce<Observations>(
    (so, [at, sighting]) => observed(so, { key: 'k', value: 1, ...sighting }, at),
    new Map(),
  );

const kept = (...steps: readonly Step[]) =>
  (seen(...steps).get('k') ?? []).map(({ at, value }) => [at, value]);

const count = { count: true };

test('counts add up within ten seconds of the clock, under the last moment', () => {
  assert.equal(kept([10_000, count], [19_999, count]), [[19_999, 2]]);
  assert.equal(kept([19_999, count], [20_000, count]), [
    [19_999, 1],
    [20_000, 1],
  ]);
  assert.equal(kept([10_000, { ...count, value: 3 }], [11_000, { ...count, value: 4 }]), [
    [11_000, 7],
  ]);
});

test('counts of other labels are counted apart', () => {
  const of = (host: string): Partial<Sighting> => ({ count: true, labels: { host } });
  assert.equal(kept([1, of('a')], [2, of('b')], [3, of('a')]), [
    [2, 1],
    [3, 2],
  ]);
  const more: Partial<Sighting> = { count: true, labels: { host: 'a', port: '1' } };
  assert.is(kept([1, of('a')], [2, more]).length, 2);
});

test('a sum stands on the last one; on a word it begins anew', () => {
  const sum = { sum: true, value: 5 };
  assert.equal(kept([1, sum], [2, sum]), [
    [1, 5],
    [2, 10],
  ]);
  assert.equal(kept([1, { value: 'x' }], [2, sum]).at(-1), [2, 5]);
});

test('half an hour is kept, and the last of each kind however old', () => {
  const of = (host: string): Partial<Sighting> => ({ labels: { host } });
  assert.equal(
    kept([0, of('a')], [1, of('a')], [2, of('b')], [30 * MINUTE, of('c')]).map(([at]) => at),
    [1, 2, 30 * MINUTE],
  );
  assert.equal(
    kept([0, of('a')], [30 * MINUTE - 1, of('a')]).map(([at]) => at),
    [0, 30 * MINUTE - 1],
  );
  assert.equal(
    kept([0, of('a')], [1, of('a')], [30 * MINUTE, of('a')], [30 * MINUTE + 2, of('b')]).map(
      ([at]) => at,
    ),
    [30 * MINUTE, 30 * MINUTE + 2],
  );
});

test('of very many kinds that are old the newest 200 are kept', () => {
  const old = Array.from({ length: 250 }, (_, n): Step => [n, { labels: { host: String(n) } }]);
  const all = kept(...old, [40 * MINUTE, { labels: { host: 'x' } }]);
  assert.equal([all.length, all[0]?.[0]], [201, 50]);
});

test('labels are at most eight, of 120 characters', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 9 }, (_, n) => [`l${n}`, 'x'.repeat(121)]),
  );
  const one = seen([0, { labels }]).get('k')?.[0]?.labels ?? {};
  assert.equal([Object.keys(one).length, one['l0']?.length, 'l8' in one], [8, 120, false]);
});

test('a key is registered once: what is known of it stays', () => {
  assert.is(register(seen([5, {}]), 'k', 9).get('k')?.[0]?.at, 5);
  assert.is(register(new Map(), 'k', 9).get('k')?.[0]?.at, 9);
});

test.run();
