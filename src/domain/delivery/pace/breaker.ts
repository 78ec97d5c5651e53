/** When sending has failed so often in a row that the trouble is not the message's. */

import type { Signal } from '../turn.ts';

/** Deliveries that failed, or may have, since the last good one. */
export interface Streak {
  readonly length: number;
  /** The conversations they went to; two say all there is to know. */
  readonly dests: readonly string[];
}

/** Nothing has failed. */
export const noStreak: Streak = { length: 0, dests: [] };

const LONGEST = 5;
const SEVERAL = 2;

/** The streak after one more turn; refusals that are the row's own fault leave it as it is. */
export function afterTurn(streak: Streak, signal: Signal, dest: string): Streak {
  if (signal === 'success') return noStreak;
  if (signal !== 'trouble') return streak;
  const dests = streak.dests.includes(dest) ? streak.dests : [...streak.dests, dest];
  return { length: streak.length + 1, dests: dests.slice(0, SEVERAL) };
}

/**
 * Whether to stop sending: five in a row, over two conversations or over the only one that waits.
 * One conversation that fails while others wait is not Slack's trouble.
 */
export const opensBreaker = (streak: Streak, waitingConversations: number): boolean =>
  streak.length >= LONGEST && (streak.dests.length >= SEVERAL || waitingConversations <= 1);
