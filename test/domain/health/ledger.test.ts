import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../../src/domain/health/fact.ts';
import type { FailureCategory } from '../../../src/domain/health/failure.ts';
import {
  emptyLedger,
  failuresLastHour,
  foldFact,
  holds,
  type Ledger,
  restartsLastHour,
} from '../../../src/domain/health/ledger.ts';

const MINUTE = 60_000;

const lost = (at: number, category: FailureCategory = 'DB'): Fact => ({
  type: 'db.lost',
  component: 'watchdog',
  at,
  failure: {
    category,
    reason: 'lost',
    operation: 'check',
    component: 'watchdog',
    message: 'gone',
    attempt: 1,
    retryAfterMs: null,
    at,
  },
});

const back = (at: number): Fact => ({ type: 'db.back', component: 'watchdog', at, lostMs: 5 });

const again = (id: string, at: number): Fact => ({
  type: 'actor.restarted',
  component: 'poller',
  at,
  id,
  incarnation: 2,
  byCall: false,
});

const fold = (...facts: readonly Fact[]): Ledger => facts.reduce(foldFact, emptyLedger);

const test = suite('the ledger');

test('counts failures by category, since the start and in a row', () => {
  const { components } = fold(lost(1), lost(2, 'TIMEOUT'), lost(3));
  assert.equal(components.watchdog.failures, { DB: 2, TIMEOUT: 1 });
  assert.is(components.watchdog.consecutive, 3);
  assert.is(components.watchdog.lastFailure?.at, 3);
  assert.equal(components.poller.failures, {});
});

test('a success ends the row and is remembered', () => {
  const { components } = fold(lost(1), back(4));
  assert.equal([components.watchdog.consecutive, components.watchdog.lastSuccessAt], [0, 4]);
  assert.equal(components.watchdog.failures, { DB: 1 });
});

test('the last hour is sixty minutes of buckets', () => {
  const ledger = fold(...Array.from({ length: 200 }, (_, n) => lost(n * MINUTE)));
  assert.is(ledger.components.watchdog.buckets.length, 60);
  const now = 199 * MINUTE;
  assert.equal(failuresLastHour(ledger, now), { DB: 60 });
  assert.equal(failuresLastHour(ledger, now, 'watchdog'), { DB: 60 });
  assert.equal(failuresLastHour(ledger, now, 'poller'), {});
  assert.equal(failuresLastHour(ledger, now + 59 * MINUTE), { DB: 1 });
  assert.equal(failuresLastHour(ledger, now + 60 * MINUTE), {});
  assert.equal(ledger.components.watchdog.failures, { DB: 200 });
});

test('failures of one minute share a bucket', () => {
  const ledger = fold(lost(0), lost(59_999, 'TIMEOUT'), lost(60_000));
  assert.equal(ledger.components.watchdog.buckets, [
    { minute: 0, tally: { DB: 1, TIMEOUT: 1 } },
    { minute: 1, tally: { DB: 1 } },
  ]);
});

test('a crash is a failure of its component, with the category of its exit', () => {
  const ledger = fold({
    type: 'actor.crashed',
    component: 'poller',
    at: 1,
    id: 'poller',
    incarnation: 1,
    attempt: 2,
    exit: { kind: 'normal' },
  });
  assert.equal(ledger.components.poller.failures, { UNKNOWN: 1 });
  assert.is(ledger.components.poller.lastFailure?.attempt, 2);
});

test('restarts are counted by child for an hour', () => {
  const ledger = fold(again('a', 0), again('a', 30 * MINUTE), again('b', 70 * MINUTE));
  assert.equal(restartsLastHour(ledger, 59 * MINUTE), { a: 2, b: 1 });
  assert.equal(restartsLastHour(ledger, 70 * MINUTE), { a: 1, b: 1 });
  assert.equal(restartsLastHour(ledger, 200 * MINUTE), {});
});

test('keeps the last fact of each type', () => {
  const { last } = fold(back(1), back(7), lost(3));
  assert.equal(
    [last['db.back']?.at, last['db.lost']?.at, last['poll.succeeded']],
    [7, 3, undefined],
  );
});

test('what came last counts, also when the clock was set back in between', () => {
  const away = foldFact(emptyLedger, lost(60 * MINUTE));
  assert.is(holds(away, 'db.lost', 'db.back'), true);
  const here = foldFact(away, back(MINUTE));
  assert.is(holds(here, 'db.lost', 'db.back'), false);
  assert.is(holds(foldFact(here, lost(MINUTE)), 'db.lost', 'db.back'), true);
  assert.is(holds(emptyLedger, 'db.lost', 'db.back'), false);
});

test('stays small however many facts there are', () => {
  const ledger = fold(...Array.from({ length: 20_000 }, (_, n) => lost(n * 1_000)));
  assert.ok(JSON.stringify(ledger).length < 10_000);
});

test.run();
