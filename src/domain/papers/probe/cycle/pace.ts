/** How fast, and when again. */

import { growingRestMs } from '../../../polling/rhythm.ts';
import type { ProbeMemory } from './memory.ts';

const SLOWEST = 0.1;
const MOST_PAUSED_CYCLES = 48;

/** Requests per second after a 429 or 503: half, but not under one in ten seconds. 0 stays: no pacing. */
export const slower = (rate: number): number => (rate === 0 ? 0 : Math.max(SLOWEST, rate / 2));

/** After a cycle that was not slowed down: a tenth of the configured rate more, up to all of it. */
export const faster = (rate: number, configured: number): number =>
  Math.min(configured, Math.round((rate + configured / 10) * 1e6) / 1e6);

/** The stored rate, as far as the configuration allows it. */
export const rateNow = (stored: number | null, configured: number): number =>
  stored === null || stored === 0 ? configured : Math.min(stored, configured);

/** Why a cycle stopped before its end, as far as that decides what follows. */
export type Stop =
  | { readonly type: 'blocked' }
  | { readonly type: 'limited'; readonly retryAfterMs: number };

/** When the next cycle may begin. */
export interface Rest {
  readonly state: 'waiting' | 'backingOff' | 'blocked';
  /** From the end of this cycle. */
  readonly ms: number;
  /** Holds across a restart of the process. */
  readonly memory: ProbeMemory;
}

/** What decides how long to rest. */
export interface EndedCycle {
  readonly memory: ProbeMemory;
  readonly stop: Stop | null;
  /** It looked at more than the canaries, and nobody stopped it. */
  readonly whole: boolean;
  /** Failed cycles in a row, this one included. */
  readonly failures: number;
  readonly tookMs: number;
  readonly nowMs: number;
}

/** The shortest time between two cycles, for one that took longer than its interval. */
const SHORTEST_MS = 1_000;

/** 2, 4, 8 … 48 cycles for the 1st, 2nd, 3rd … time in a row. */
const pausedCycles = (blocks: number): number => Math.min(2 ** blocks, MOST_PAUSED_CYCLES);

/** From the end of a cycle to the next. */
export function restAfter(intervalMs: number, ended: EndedCycle): Rest {
  const { memory, stop, whole, failures, tookMs, nowMs } = ended;
  if (stop?.type === 'blocked') {
    const blocks = memory.blocks + 1;
    const ms = pausedCycles(blocks) * intervalMs;
    const paused = { ...memory, blocks, canariesAlone: true, notBefore: nowMs + ms };
    return { state: 'blocked', ms, memory: paused };
  }
  if (stop?.type === 'limited') {
    // As asked; but a server that asks for a second each time is not asked every second.
    const ms =
      failures === 1
        ? stop.retryAfterMs
        : Math.max(stop.retryAfterMs, growingRestMs(intervalMs, failures));
    return { state: 'backingOff', ms, memory: { ...memory, notBefore: nowMs + ms } };
  }
  const ms = Math.max(SHORTEST_MS, intervalMs - tookMs);
  const blocks = whole ? 0 : memory.blocks;
  return { state: 'waiting', ms, memory: { ...memory, blocks, notBefore: null } };
}

/** Before the first cycle of a process: what is left of the interval, or of a pause. */
export function restBefore(
  intervalMs: number,
  sinceLastMs: number | null,
  { notBefore, blocks }: ProbeMemory,
  nowMs: number,
): Pick<Rest, 'state' | 'ms'> {
  const left = sinceLastMs === null ? 0 : Math.max(0, intervalMs - Math.max(0, sinceLastMs));
  const longest = MOST_PAUSED_CYCLES * intervalMs;
  const pause = notBefore === null ? 0 : Math.min(longest, Math.max(0, notBefore - nowMs));
  if (pause === 0) return { state: 'waiting', ms: left };
  return { state: blocks > 0 ? 'blocked' : 'backingOff', ms: pause };
}
