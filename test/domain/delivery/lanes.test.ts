import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isLate, laneRule, preferredLane } from '../../../src/domain/delivery/lanes.ts';
import {
  conversationPace,
  methodPace,
  workspacePace,
} from '../../../src/domain/delivery/pace/pacing.ts';

const test = suite('lanes and the pace of methods');

const HOUR = 3_600_000;
const lanes = [0, 1, 2, 3] as const;

test('of ten turns six prefer answers, three news, one bulk, and no two of news follow each other', () => {
  const turns = Array.from({ length: 20 }, (_, n) => preferredLane(n));
  assert.equal(turns.slice(0, 10), turns.slice(10));
  const count = (lane: number) => turns.slice(0, 10).filter((one) => one === lane).length;
  assert.equal([count(0), count(1), count(2), count(3)], [0, 6, 3, 1]);
  assert.not.match(turns.join(''), /22|23|32/);
});

test('only news and bulk are set aside when they keep failing; only alerts may follow at once', () => {
  assert.equal(
    lanes.map((lane) => [laneRule(lane).exhausts, laneRule(lane).burst]),
    [
      [false, 2],
      [false, 1],
      [true, 1],
      [true, 1],
    ],
  );
});

test('news are late after 72 hours; nothing else is ever late', () => {
  const now = 1_000 * HOUR;
  const late = (lane: 0 | 1 | 2 | 3, ms: number) => isLate({ lane, createdAt: now - ms }, now);
  assert.equal([late(2, 72 * HOUR), late(2, 72 * HOUR + 1)], [false, true]);
  assert.equal(
    lanes.map((lane) => late(lane, 100 * HOUR)),
    [false, false, true, false],
  );
});

test('edits and look-ups go 45 a minute, answers and homes 90, after ten at once', () => {
  for (const [method, perMinute] of [
    ['chat.update', '45.000'],
    ['chat.delete', '45.000'],
    ['conversations.open', '45.000'],
    ['conversations.info', '45.000'],
    ['conversations.history', '45.000'],
    ['conversations.replies', '45.000'],
    ['reactions.add', '45.000'],
    ['users.info', '90.000'],
    ['chat.postEphemeral', '90.000'],
    ['views.publish', '90.000'],
  ] as const) {
    const pace = methodPace(method, 1);
    assert.equal([(60_000 / (pace?.everyMs ?? 0)).toFixed(3), pace?.capacity], [perMinute, 10]);
  }
});

test('at half rate there is half as much of a method, and less of it at once', () => {
  const pace = methodPace('views.publish', 0.5);
  assert.equal([Math.round(pace?.everyMs ?? 0), pace?.capacity], [1_333, 5.5]);
});

test('posts have no pace by method: conversation and workspace decide', () => {
  assert.is(methodPace('chat.postMessage', 1), null);
  assert.equal(conversationPace(1), { everyMs: 1_000, capacity: 1 });
  assert.equal(workspacePace(1, 0.5), { everyMs: 600, capacity: 16 });
});

test.run();
