import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  afterOpening,
  freshPace,
  type OpenPace,
  type PauseOrder,
  pauseMs,
} from '../../../../src/domain/talk/socket/pause.ts';

const SECOND = 1_000;
const order = (some: Partial<PauseOrder>): PauseOrder => ({
  kind: 'backoff',
  tries: 0,
  retryAfterMs: null,
  ...some,
});
const most = 1 - Number.EPSILON;

const test = suite('pauses of the socket');

test('grows from one second to a minute, and may be anything below: full jitter', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((tries) =>
    pauseMs(order({ tries }), freshPace, 0, most),
  );
  assert.equal(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assert.is(pauseMs(order({ tries: 7 }), freshPace, 0, 0), 0);
  assert.is(pauseMs(order({ tries: 0 }), freshPace, 0, most), 0);
});

test('minds what Slack asked for', () => {
  assert.is(pauseMs(order({ tries: 1, retryAfterMs: 30_000 }), freshPace, 0, most), 30_000);
});

test('with too many connections it is 60 to 90 s', () => {
  const crowded = order({ kind: 'crowded' });
  assert.equal(
    [0, most].map((random) => pauseMs(crowded, freshPace, 0, random)),
    [60_000, 90_000],
  );
});

test('three openings in a row, then one at a time: never more than ten within a minute', () => {
  const opened: number[] = [];
  let pace: OpenPace = freshPace;
  for (let now = 0; now < 600 * SECOND; ) {
    const wait = pauseMs(order({ kind: 'pace' }), pace, now, 0);
    now += wait;
    opened.push(now);
    pace = afterOpening(pace, now);
    now += 1;
  }
  assert.equal(opened.slice(0, 4), [0, 1, 2, 8_600]);
  const within = opened.map(
    (from) => opened.filter((at) => at >= from && at < from + 60 * SECOND).length,
  );
  assert.is(Math.max(...within), 9);
});

test('after a quiet while three are free again', () => {
  let pace = freshPace;
  for (let n = 0; n < 3; n += 1) pace = afterOpening(pace, 0);
  assert.is(pauseMs(order({ kind: 'pace' }), pace, 0, 0), 8_600);
  assert.is(pauseMs(order({ kind: 'pace' }), pace, 8_600, 0), 0);
});

test.run();
