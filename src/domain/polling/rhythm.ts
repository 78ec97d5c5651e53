/** When one poll follows another. All spans in ms; what follows from the interval is computed here. */

import { backoffMs } from '../health/backoff.ts';
import type { FailureRecord } from '../health/failure.ts';

/** A waiting machine gives a sign of life at least this often. */
export const SLICE_MS = 30_000;

/** Retries inside one poll wait this long, before chance and the interval have their say. */
const RETRIES_MS = [2_000, 8_000] as const;

/** So many retries, then the poll has failed. */
export const MOST_RETRIES = RETRIES_MS.length;

const GOLDEN = 0.618_033_988_749_895;

/**
 * The n-th number (0, 1, …) from 0 to below 1 that follows from a seed: evenly spread, and the
 * same again for the same seed, since a machine must not ask chance.
 */
export const drawn = (seed: number, n: number): number => (seed + n * GOLDEN) % 1;

/** After a poll that overran its interval; also the shortest time between two polls on order. */
export const shortPauseMs = (intervalMs: number): number => Math.round(intervalMs / 6);

/** From the end of a poll that took `tookMs` to the next: the interval ±10% counts from its start. */
export function regularRestMs(intervalMs: number, tookMs: number, random: number): number {
  const rest = Math.round(intervalMs * (0.9 + 0.2 * random)) - tookMs;
  return rest > 0 ? rest : shortPauseMs(intervalMs);
}

/** Before the n-th retry (1, 2) inside a poll: ±25%, and never over a tenth of the interval. */
export function retryMs(intervalMs: number, n: number, random: number): number {
  const base = RETRIES_MS[Math.min(n, MOST_RETRIES) - 1] ?? RETRIES_MS[0];
  return Math.min(Math.round(base * (0.75 + 0.5 * random)), Math.round(intervalMs / 10));
}

/** After the n-th failed poll in a row: a thirtieth of the interval, doubled each time, up to all of it. */
export const growingRestMs = (intervalMs: number, n: number): number =>
  backoffMs({ firstMs: intervalMs / 30, factor: 2, maxMs: intervalMs, jitter: 0 }, n - 1, 0);

/** What decides how long to rest after a failed poll. */
export interface FailedPoll {
  readonly failure: Pick<FailureRecord, 'category' | 'retryAfterMs'>;
  /** How many in a row, this one included. */
  readonly failures: number;
  readonly tookMs: number;
}

/** From the end of a failed poll to the next. A longer wait that the server asked for wins. */
export function failedRestMs(intervalMs: number, poll: FailedPoll, random: number): number {
  const { failure, failures, tookMs } = poll;
  const asked = failure.retryAfterMs ?? 0;
  switch (failure.category) {
    case 'NETWORK':
    case 'TIMEOUT':
      return Math.max(asked, growingRestMs(intervalMs, failures));
    case 'RATE_LIMIT':
      // As asked; but a server that asks for a second each time is not asked every second.
      return failures === 1 ? asked : Math.max(asked, growingRestMs(intervalMs, 1));
    case 'DATA_INVALID':
    case 'UPSTREAM_CHANGED':
    case 'DB':
    case 'SLACK':
    case 'CONFIG':
    case 'HUNG':
    case 'UNKNOWN':
      return Math.max(asked, regularRestMs(intervalMs, tookMs, random));
  }
}

/** Only these are worth another try within the same poll. */
export const isPassing = ({ category }: Pick<FailureRecord, 'category'>): boolean =>
  category === 'NETWORK' || category === 'TIMEOUT';
