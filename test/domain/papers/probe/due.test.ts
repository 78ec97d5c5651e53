import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dueUrls } from '../../../../src/domain/papers/probe/plan/due.ts';
import { allowance, inOrder, ofNumber } from '../../../../src/domain/papers/probe/plan/pick.ts';
import type { PlannedUrl, ProbeClass } from '../../../../src/domain/papers/probe/plan/plan.ts';
import {
  type ProbeRow,
  probeLine,
  readProbe,
} from '../../../../src/domain/papers/probe/plan/rows.ts';
import { BASE } from '../../../support/probing/index.ts';

const test = suite('due probes');

const planned = (name: ProbeClass, period: number, n = 1): PlannedUrl => ({
  url: `${BASE}D${String(n).padStart(4, '0')}R0.pdf`,
  number: n,
  class: name,
  period,
});

const row = (from: PlannedUrl, more: Partial<ProbeRow> = {}): ProbeRow => ({
  ...from,
  dueSince: null,
  lastAsked: 1,
  lastStatus: 404,
  missed: true,
  firstPlan: false,
  ...more,
});

const known = (rows: readonly ProbeRow[], cycle: number, interrupted: number | null = null) => ({
  rows: new Map(rows.map((one) => [one.url, one])),
  cycle,
  interrupted,
});

/** The cycles from `from` to `to` in which a known URL that was always asked in time becomes due. */
const turns = (one: PlannedUrl, from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n).filter(
    (cycle) => dueUrls([one], known([row(one)], cycle)).targets[0]?.dueSince === cycle,
  );

test('a URL is due once in each period, for ever in the same rhythm', () => {
  for (const period of [2, 4, 12, 24, 336]) {
    const [first = 0, ...rest] = turns(planned('C', period), 1, 3 * period);
    assert.equal(rest, [first + period, first + 2 * period]);
  }
});

test('the load is even: of 5,000 weekly URLs between 5 and 28 in each cycle', () => {
  const many = Array.from({ length: 5_000 }, (_, n) => planned('C', 336, n + 1));
  const rows = many.map((one) => row(one));
  for (let cycle = 1; cycle <= 336; cycle++) {
    const due = dueUrls(many, known(rows, cycle)).targets.filter((one) => one.dueSince !== null);
    assert.ok(due.length >= 3 && due.length <= 32, `${due.length} in cycle ${cycle}`);
  }
});

test('new URLs of the watched, of F and A are due at once, others in their turn', () => {
  const cycle = turns(planned('C', 336), 1, 336)[0] === 5 ? 6 : 5; // not its own turn
  const dueAt = (name: ProbeClass) =>
    dueUrls([planned(name, 336)], known([row(planned('C', 336, 2))], cycle)).targets[0]?.dueSince;
  assert.equal([dueAt('watched'), dueAt('F'), dueAt('A')], [cycle, cycle, cycle]);
  assert.equal([dueAt('re-check'), dueAt('B'), dueAt('C'), dueAt('G')], [null, null, null, null]);
});

test('papers 14.9: a URL that comes to be watched is due in the next cycle', () => {
  const before = row(planned('C', 336));
  for (const cycle of [100, 101])
    assert.is(dueUrls([planned('watched', 2)], known([before], cycle)).targets[0]?.dueSince, cycle);
});

test('the rows of the first plan say so, later ones do not', () => {
  assert.is(dueUrls([planned('F', 4)], known([], 1)).targets[0]?.firstPlan, true);
  const later = dueUrls([planned('F', 4)], known([row(planned('C', 336, 2))], 9));
  assert.is(later.targets[0]?.firstPlan, false);
});

test('what was due and not asked stays due', () => {
  const late = row(planned('F', 4), { dueSince: 3 });
  assert.is(dueUrls([planned('F', 4)], known([late], 9)).targets[0]?.dueSince, 3);
});

test('after an interrupted cycle what it may have asked waits for its turn, but not for days', () => {
  const after = (period: number) => {
    const doubtful = row(planned('C', period), { lastAsked: 6, lastStatus: null });
    const cycle = turns(planned('C', period), 7, 7).length === 0 ? 7 : 8; // not its own turn
    const { targets } = dueUrls([planned('C', period)], known([doubtful], cycle, 6));
    return targets[0]?.dueSince === cycle;
  };
  assert.equal([after(4), after(24), after(336)], [false, false, true]);
});

test('writes only the rows that differ', () => {
  const [one, two] = [planned('B', 24), planned('B', 24, 2)];
  const cycle = turns(one, 1, 24)[0] ?? 0;
  const { changed } = dueUrls([one, two], known([row(one), row(two)], cycle));
  assert.ok(changed.some(({ url }) => url === one.url));
  const moved = dueUrls([{ ...one, class: 'A', period: 24 }], known([row(one)], cycle + 1));
  assert.equal(
    moved.changed.map((changedRow) => changedRow.class),
    ['A'],
  );
});

test('a row that is planned no more and was never asked is given a date to be pruned by', () => {
  const gone = row(planned('C', 336), { lastAsked: null, lastStatus: null });
  const { changed } = dueUrls([], known([gone], 9));
  assert.equal(changed, [{ ...gone, dueSince: 9 }]);
});

const due = (name: ProbeClass, n: number, dueSince: number | null, period = 4) => ({
  ...row(planned(name, period, n), { dueSince }),
  class: name,
});

test('asks by class, within a class the longest overdue first', () => {
  const targets = [
    due('G', 1, 9),
    due('A', 2, 9),
    due('F', 3, 9),
    due('F', 4, 7),
    due('C', 5, null),
  ];
  assert.equal(
    inOrder(targets, 9).map(({ number }) => number),
    [4, 3, 2, 1],
  );
});

test('what is overdue by more than two periods goes one class up', () => {
  const at = (cycle: number) =>
    inOrder([due('B', 2, cycle), due('C', 1, 100, 10)], cycle).map(({ number }) => number);
  assert.equal(at(120), [2, 1]);
  assert.equal(at(121), [1, 2]);
});

test('never more than 20,000 requests in a day, nor than the budget of a cycle', () => {
  assert.equal([allowance(700, 0), allowance(700, 19_500), allowance(700, 20_100)], [700, 500, 0]);
  assert.is(allowance(0, 50_000), Number.POSITIVE_INFINITY);
});

test('an operator gets the URLs of one number, due or not', () => {
  assert.equal(
    ofNumber([due('G', 1, null), due('G', 2, 9)], 1).map(({ number }) => number),
    [1],
  );
});

test('a row comes back from its line as it was', () => {
  const full = row(planned('re-check', 12), { dueSince: 7, firstPlan: true });
  const bare = row(planned('C', 336), { lastAsked: null, lastStatus: null, missed: false });
  for (const one of [full, bare]) assert.equal(readProbe(probeLine(one)), one);
});

test('what is planned no more and was never asked gets a date, though as much is new', () => {
  const old = row(planned('C', 336, 1), { lastAsked: null, lastStatus: null, missed: false });
  const { changed } = dueUrls([planned('C', 336, 2)], known([old], 9));
  assert.equal(
    changed.filter(({ number }) => number === 1).map(({ dueSince }) => dueSince),
    [9],
  );
});

test.run();
