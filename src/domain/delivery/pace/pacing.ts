/**
 * How fast messages may follow each other. A bucket is kept as one moment, the theoretical arrival
 * time (`tat`): when the next one would be due if all came at an even pace.
 */

import { laneRule } from '../lanes.ts';
import type { Lane } from '../outbox.ts';

/** One each `everyMs`; `capacity` of them may come at once after a pause. */
export interface Pace {
  readonly everyMs: number;
  readonly capacity: number;
}

/** When the next one may go: `tat`, less what the capacity lends. */
export const mayGoAt = (tat: number, pace: Pace): number =>
  tat - (pace.capacity - 1) * pace.everyMs;

/** The bucket after one has gone at `now`. */
export const afterGoing = (tat: number, pace: Pace, now: number): number =>
  Math.max(now, tat) + pace.everyMs;

/** Posts into one conversation: one a second, and an alert may follow another message at once. */
export const conversationPace = (lane: Lane): Pace => ({
  everyMs: 1_000,
  capacity: laneRule(lane).burst,
});

const POST_EVERY_MS = 300; // 200 a minute
const POSTS_AT_ONCE = 20;
const KEPT_FOR_OPS = 4;

/** Posts into the whole workspace at `rate` (1: full speed). The last of a burst are for alerts. */
export const workspacePace = (lane: Lane, rate: number): Pace => ({
  everyMs: POST_EVERY_MS / rate,
  capacity: lane === 0 ? POSTS_AT_ONCE : POSTS_AT_ONCE - KEPT_FOR_OPS,
});

const SLOW = 45;
const FAST = 90;
const CALLS_AT_ONCE = 10;

/** Calls a minute; Slack allows a few more of each. */
const perMinute: Readonly<Record<string, number>> = {
  'chat.update': SLOW,
  'chat.delete': SLOW,
  'conversations.open': SLOW,
  'conversations.info': SLOW,
  'conversations.history': SLOW,
  'conversations.replies': SLOW,
  'reactions.add': SLOW,
  'users.info': FAST,
  'chat.postEphemeral': FAST,
  'views.publish': FAST,
};

/**
 * The pace of a method at `rate` (1: full speed); null where others decide, as for posts. What may
 * come at once shrinks with the rate: else slowing down would lend calls for that very moment.
 */
export function methodPace(method: string, rate: number): Pace | null {
  const calls = perMinute[method];
  if (calls === undefined) return null;
  return { everyMs: 60_000 / calls / rate, capacity: 1 + (CALLS_AT_ONCE - 1) * rate };
}

/** The home tab of one person is made anew at most so often. */
export const homeEveryMs = 5_000;

const AFTER_LIMIT = 0.5;
const GAIN_PER_MINUTE = 0.1;

/** The rate after Slack has limited us `sinceMs` ago: half, then a tenth more each minute. */
export const rateAfterLimit = (sinceMs: number): number =>
  Math.min(1, AFTER_LIMIT + GAIN_PER_MINUTE * Math.floor(sinceMs / 60_000));
