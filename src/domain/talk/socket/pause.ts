/** How long to wait before the socket is opened (again). Pure: time and chance come in. */

import { backoffMs } from '../../health/backoff.ts';

/** Why there is a pause. */
export type PauseKind =
  /** Before an opening that nothing speaks against. */
  | 'pace'
  /** After a failure. */
  | 'backoff'
  /** There are too many connections: somebody has to go first. */
  | 'crowded';

/** What a pause depends on. */
export interface PauseOrder {
  readonly kind: PauseKind;
  /** Failures in a row; 1 after the first, and without one there is no back-off. */
  readonly tries: number;
  /** What Slack asked for; null when it asked for nothing. */
  readonly retryAfterMs: number | null;
}

/** Openings so far, as one moment: the bucket is full again from then on. */
export interface OpenPace {
  readonly fullAt: number;
}

const BURST = 3;
/** Three at once, then seven a minute: never more than ten within any minute. */
const EACH_MS = 8_600;
const backoff = { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 1 };
const CROWDED_MS = 60_000;
const CROWDED_SPREAD_MS = 30_000;

/** Before the first opening. */
export const freshPace: OpenPace = { fullAt: Number.NEGATIVE_INFINITY };

/** The pace after an opening at `now`. */
export const afterOpening = ({ fullAt }: OpenPace, now: number): OpenPace => ({
  fullAt: Math.max(now, fullAt) + EACH_MS,
});

/** The pause in ms; `random` is from 0 to below 1. */
export function pauseMs(order: PauseOrder, pace: OpenPace, now: number, random: number): number {
  const paced = Math.max(0, Math.ceil(pace.fullAt - (BURST - 1) * EACH_MS - now));
  return Math.max(paced, order.retryAfterMs ?? 0, ofKind(order, random));
}

function ofKind({ kind, tries }: PauseOrder, random: number): number {
  switch (kind) {
    case 'pace':
      return 0;
    case 'backoff':
      return tries === 0 ? 0 : backoffMs(backoff, tries - 1, random);
    case 'crowded':
      return Math.round(CROWDED_MS + CROWDED_SPREAD_MS * random);
  }
}
