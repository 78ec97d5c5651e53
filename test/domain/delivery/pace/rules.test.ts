import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { laneName, laneRule, methodOf } from '../../../../src/domain/delivery/lanes.ts';
import { isCalm, pressureOf } from '../../../../src/domain/delivery/pace/backpressure.ts';
import { afterTurn, noStreak, opensBreaker } from '../../../../src/domain/delivery/pace/breaker.ts';
import {
  afterGoing,
  conversationPace,
  mayGoAt,
  type Pace,
  rateAfterLimit,
  workspacePace,
} from '../../../../src/domain/delivery/pace/pacing.ts';
import { state } from '../../../machines/queue/support.ts';

const test = suite('pace, breaker and pressure');

/** How many may go in `ms`, asking every 10 ms. */
function gone(pace: Pace, ms: number): number {
  let tat = 0;
  let count = 0;
  for (let now = 100_000; now < 100_000 + ms; now += 10)
    while (mayGoAt(tat, pace) <= now) {
      tat = afterGoing(tat, pace, now);
      count++;
    }
  return count;
}

test('a conversation gets one post a second; an alert may follow another message at once', () => {
  assert.is(gone(conversationPace(2), 10_000), 10);
  assert.is(gone(conversationPace(0), 10_000), 11);
});

test('a workspace gets 200 posts a minute after a burst; the last four of it are for alerts', () => {
  assert.is(gone(workspacePace(0, 1), 10), 20);
  assert.is(gone(workspacePace(2, 1), 10), 16);
  assert.is(gone(workspacePace(0, 1), 60_000), 219);
});

test('after a limit the workspace runs at half rate, and gains a tenth a minute', () => {
  assert.is(rateAfterLimit(0), 0.5);
  assert.is(rateAfterLimit(59_999), 0.5);
  assert.is(rateAfterLimit(60_000), 0.6);
  assert.is(rateAfterLimit(300_000), 1);
  assert.is(rateAfterLimit(Number.POSITIVE_INFINITY), 1);
});

test('five failures in a row over two conversations, or over the only one that waits', () => {
  const after = (dests: string) =>
    [...dests].reduce((streak, dest) => afterTurn(streak, 'trouble', dest), noStreak);
  assert.is(opensBreaker(after('ABAB'), 2), false);
  assert.is(opensBreaker(after('AAAAB'), 2), true);
  assert.is(opensBreaker(after('AAAAA'), 2), false);
  assert.is(opensBreaker(after('AAAAA'), 1), true);
  assert.is(opensBreaker(after('AAAAA'), 0), true, 'what waits now came after the measurement');
  assert.equal(afterTurn(after('AAAA'), 'success', 'A'), noStreak);
  assert.is(afterTurn(after('AAAA'), 'none', 'A').length, 4);
});

const ops = (ageMs: number) => ({ ...state().oldestAgeByLane, ops: ageMs });

test('pressure: deeper than the threshold, an old alert, or anything over ten minutes', () => {
  assert.is(pressureOf(state({ depth: 100 }), 100), null);
  assert.is(pressureOf(state({ depth: 101 }), 100), 'depth');
  assert.is(pressureOf(state({ depth: 2 }), 1), 'depth');
  assert.is(pressureOf(state({ oldestAgeByLane: ops(60_000) }), 100), null);
  assert.is(pressureOf(state({ oldestAgeByLane: ops(60_001) }), 100), 'ops_age');
  assert.is(pressureOf(state({ oldestAgeMs: 600_000 }), 100), null);
  assert.is(pressureOf(state({ oldestAgeMs: 600_001 }), 100), 'age');
});

test('calm: at most 60 % of the threshold, rounded down, and nothing too old', () => {
  assert.is(isCalm(state({ depth: 60 }), 100), true);
  assert.is(isCalm(state({ depth: 61 }), 100), false);
  assert.is(isCalm(state({ depth: 3 }), 5), true);
  assert.is(isCalm(state({ depth: 1 }), 1), false);
  assert.is(isCalm(state({ depth: 0 }), 1), true);
  assert.is(isCalm(state({ oldestAgeMs: 600_001 }), 100), false);
  assert.is(isCalm(state({ oldestAgeByLane: ops(60_001) }), 100), false);
});

test('each lane has its name and its time to live', () => {
  const DAY = 86_400_000;
  const lanes = ([0, 1, 2, 3] as const).map((lane) => [
    laneName(lane),
    laneRule(lane).expiresAfterMs / DAY,
  ]);
  assert.equal(lanes, [
    ['ops', 1],
    ['answers', 30 / 1440],
    ['news', 14],
    ['bulk', 14],
  ]);
});

test('each kind of row has its method', () => {
  assert.equal(
    (['post', 'update', 'delete', 'react', 'ephemeral', 'home'] as const).map(methodOf),
    [
      'chat.postMessage',
      'chat.update',
      'chat.delete',
      'reactions.add',
      'chat.postEphemeral',
      'views.publish',
    ],
  );
});

test.run();
