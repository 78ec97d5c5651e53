import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  bidPauseMs,
  CHECK_MS,
  DOUBT_MS,
  FIRST_PRUNE_MS,
  graceMs,
  LOST_AFTER,
  pruneRestMs,
} from '../../../src/domain/watchdog/steps.ts';

const test = suite('rhythm of the watchdog');

const MINUTE = 60_000;

test('three bids fit into the 15 s of a lease, whatever chance says', () => {
  assert.equal([0, 0.5, 1].map(bidPauseMs), [5_000, 4_750, 4_500]);
});

test('a lost database is told within 10 s of the first doubt', () => {
  assert.equal([CHECK_MS, DOUBT_MS, LOST_AFTER], [15_000, 2_000, 3]);
});

test('what ran out meanwhile gets half of its time, two minutes at most', () => {
  assert.equal([60 * MINUTE, 4 * MINUTE, 2 * MINUTE].map(graceMs), [
    2 * MINUTE,
    2 * MINUTE,
    MINUTE,
  ]);
});

test('pruning is looked at when it is due, not in the next second and at least each hour', () => {
  const rest = (dueInMs: number) => pruneRestMs({ type: 'not_due', dueInMs });
  assert.equal(
    [rest(-5), rest(999), rest(1_001), rest(59 * MINUTE), rest(61 * MINUTE)],
    [1_000, 1_000, 1_001, 59 * MINUTE, 60 * MINUTE],
  );
  const pruned = { type: 'pruned', counts: {}, unfinished: true, durationMs: 5 } as const;
  assert.equal([pruneRestMs(pruned), FIRST_PRUNE_MS], [60 * MINUTE, 10 * MINUTE]);
});

test.run();
