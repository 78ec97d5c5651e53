/** When more messages wait than should. Nothing is dropped for it; people are told. */

import type { PressureCause, QueueState } from '../../health/fact.ts';

const OPS_AGE_MS = 60_000;
const AGE_MS = 10 * 60_000;
const RELIEF = 0.6;

const olderThan = (ageMs: number | null, limitMs: number): boolean =>
  ageMs !== null && ageMs > limitMs;

const tooOld = (state: QueueState): PressureCause | null => {
  if (olderThan(state.oldestAgeByLane.ops, OPS_AGE_MS)) return 'ops_age';
  return olderThan(state.oldestAgeMs, AGE_MS) ? 'age' : null;
};

/**
 * Why the queue is under pressure, or null: deeper than the threshold, an alert due for over 60 s,
 * or any message due for over 10 minutes.
 */
export const pressureOf = (state: QueueState, threshold: number): PressureCause | null =>
  state.depth > threshold ? 'depth' : tooOld(state);

/** Whether it may be over: depth at most 60 % of the threshold, rounded down, and nothing too old. */
export const isCalm = (state: QueueState, threshold: number): boolean =>
  state.depth <= Math.floor(threshold * RELIEF) && tooOld(state) === null;
