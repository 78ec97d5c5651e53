import type { LaneName } from '../health/fact.ts';
import { type Lane, laneNames, type OutboxKind } from './outbox.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a lane allows its rows. Spans in ms. */
export interface LaneRule {
  /** A row without a time of its own expires this long after it was written. */
  readonly expiresAfterMs: number;
  /** Posts that may follow each other at once in one conversation. */
  readonly burst: number;
  /** A row that keeps failing is set aside, so that the lane goes on with the next one. */
  readonly exhausts: boolean;
}

const rules: Readonly<Record<Lane, LaneRule>> = {
  0: { expiresAfterMs: DAY, burst: 2, exhausts: false },
  1: { expiresAfterMs: 30 * MINUTE, burst: 1, exhausts: false },
  2: { expiresAfterMs: 14 * DAY, burst: 1, exhausts: true },
  3: { expiresAfterMs: 14 * DAY, burst: 1, exhausts: true },
};

/** The rule of a lane. */
export const laneRule = (lane: Lane): LaneRule => rules[lane];

/** A lane as people and facts call it. */
export const laneName = (lane: Lane): LaneName => laneNames[lane];

/** The lanes that go out while the queue is paused, and that the fourth turn is kept for. */
export const urgentLanes: Lane = 1;

/** The last lane: taking lanes up to it takes them all. */
export const allLanes: Lane = 3;

const methods = {
  post: 'chat.postMessage',
  update: 'chat.update',
  delete: 'chat.delete',
  react: 'reactions.add',
  ephemeral: 'chat.postEphemeral',
  home: 'views.publish',
} as const satisfies Record<OutboxKind, string>;

/** Slack's method for a kind of row; gates are kept by it. */
export const methodOf = (kind: OutboxKind): (typeof methods)[OutboxKind] => methods[kind];

/** A row of lane 2 or 3 that has waited so long counts as one of the lane before. */
export const agedAfterMs = 10 * MINUTE;

/** So many foldable rows of one conversation are told together, fewer when the oldest waits for long. */
export const foldAtLeast = 6;
export const foldAfterMs = MINUTE;

/** News that are older are told as a digest only, though it may be of one. */
export const lateAfterMs = 72 * HOUR;

/** Whether a row is news that come late. */
export const isLate = ({ lane, createdAt }: LaneAge, now: number): boolean =>
  lane === 2 && createdAt < now - lateAfterMs;

interface LaneAge {
  readonly lane: Lane;
  readonly createdAt: number;
}

/** Whose turn it is: of ten turns six are for answers, three for news, one for bulk. */
const rotation = [1, 2, 1, 1, 3, 1, 2, 1, 2, 1] as const satisfies readonly Lane[];

/** The lane that the turn `n` (0, 1, …) prefers; alerts go before it all the same. */
export const preferredLane = (n: number): Lane => rotation[n % rotation.length] ?? 1;

/** The method that opens the conversation with a person. */
export const openMethod = 'conversations.open';

/** The method that looks a doubtful message up. */
export const lookMethod = 'conversations.history';
