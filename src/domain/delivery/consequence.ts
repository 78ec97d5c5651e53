/** The verdict table: what becomes of a row, and what follows beyond it. */

import { backoffMs } from '../health/backoff.ts';
import type { FailureRecord } from '../health/failure.ts';
import { laneRule, methodOf } from './lanes.ts';
import type { OutboxRow } from './outbox.ts';
import type { Limit } from './pace/gates.ts';
import type { RowResult } from './result.ts';
import type { Signal } from './turn.ts';
import type { Refusal, Trouble, Verdict } from './verdict.ts';

/** What a verdict does. */
export interface Consequence {
  readonly result: RowResult;
  /** Null when the verdict was `sent`. */
  readonly failure: FailureRecord | null;
  readonly signal: Signal;
  /** Asks for gates. */
  readonly limit: Limit | null;
  /** Why the conversation is suspended; null when it is not. */
  readonly suspend: string | null;
  /** Why the row was set aside or given up, for people; null when it was not. */
  readonly reason: string | null;
}

/** What a verdict is read by. */
export interface Circumstances {
  /** In ms since the epoch. */
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: number;
  /** The first row after the breaker was open. */
  readonly trial: boolean;
  /** The method that was called; without it the one of the row. */
  readonly method?: string;
}

const FIRST_LOOK_MS = 3_000;
const SCOPE_GATE_MS = 5 * 60_000;
const HOUR = 3_600_000;
const EXHAUSTED_AFTER = 12;
const UNKNOWN_AFTER = 3;
const SHORTEST_MS = 200;
const retry = { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 1 };

/** How long a row waits after its attempt `n` (1, 2, …): anything up to 1 s, 2 s … 60 s. */
export const rowBackoffMs = (n: number, random: number): number =>
  Math.max(SHORTEST_MS, backoffMs(retry, n - 1, random));

/** Reads the table for one row. */
export function consequenceOf(
  row: OutboxRow,
  verdict: Verdict,
  around: Circumstances,
): Consequence {
  if (verdict.type !== 'sent') return ofTrouble(row, verdict, around);
  const { channel, ts } = verdict;
  const { missed } = row;
  const result = { type: 'sent', channel, ts, ...(missed > 0 && { missed }) } as const;
  return { ...nothing, result, failure: null, signal: 'success' };
}

function ofTrouble(row: OutboxRow, trouble: Trouble, around: Circumstances): Consequence {
  const failure = trouble.failure
    .within({ component: 'message-queue', at: around.now })
    .toRecord(row.attempts);
  if (trouble.type === 'ambiguous') return ambiguous(row, failure, around);
  if (trouble.type === 'refused') return refusals[trouble.kind](row, failure, around);
  const { scope, retryAfterMs: waitMs } = trouble;
  const method = around.method ?? methodOf(row.kind);
  const limit = { method, dest: row.dest, scope, waitMs };
  return { ...again(failure, around), limit };
}

const nothing = { signal: 'none', limit: null, suspend: null, reason: null } as const;

/** Waits for what is not its fault; the attempt does not count. */
const again = (failure: FailureRecord, { now }: Circumstances): Consequence => ({
  ...nothing,
  result: { type: 'pending', notBefore: now, giveBackAttempt: true, failure },
  failure,
});

/** Repeating anything but a post does no harm. */
function ambiguous(row: OutboxRow, failure: FailureRecord, around: Circumstances): Consequence {
  if (row.kind !== 'post') return transient(row, failure, around);
  const notBefore = around.now + FIRST_LOOK_MS;
  return {
    ...nothing,
    failure,
    signal: 'trouble',
    result: { type: 'ambiguous', notBefore, failure },
  };
}

function transient(row: OutboxRow, failure: FailureRecord, around: Circumstances): Consequence {
  const { now, random, trial } = around;
  const trouble = { ...nothing, failure, signal: 'trouble' } as const;
  if (!trial && isExhausted(row, now)) {
    const result = { type: 'parked', failure, notBefore: now + HOUR } as const;
    return { ...trouble, result, reason: 'exhausted' };
  }
  const notBefore = now + rowBackoffMs(row.attempts, random);
  return { ...trouble, result: { type: 'pending', notBefore, giveBackAttempt: trial, failure } };
}

const isExhausted = (row: OutboxRow, now: number): boolean =>
  laneRule(row.lane).exhausts && row.attempts >= EXHAUSTED_AFTER && now - row.createdAt >= HOUR;

const dead = (_: OutboxRow, failure: FailureRecord): Consequence => ({
  ...nothing,
  failure,
  reason: failure.reason,
  result: { type: 'dead', failure },
});

/** The row goes once more, changed. */
const changed = (
  failure: FailureRecord,
  now: number,
  change: { readonly plain: true } | { readonly asPost: true } | { readonly asDirect: true },
): Consequence => ({
  ...nothing,
  failure,
  result: { type: 'pending', notBefore: now, giveBackAttempt: false, failure, ...change },
});

const asPost = (_: OutboxRow, failure: FailureRecord, { now }: Circumstances): Consequence =>
  changed(failure, now, { asPost: true });

type Read = (row: OutboxRow, failure: FailureRecord, around: Circumstances) => Consequence;

const refusals: Readonly<Record<Refusal, Read>> = {
  transient,
  auth: (_, failure, around) => ({ ...again(failure, around), signal: 'auth' }),
  scope: (row, failure, around) => ({
    ...again(failure, around),
    limit: {
      method: around.method ?? methodOf(row.kind),
      dest: '*',
      scope: 'method',
      waitMs: SCOPE_GATE_MS,
    },
  }),
  destination: (_, failure) => ({
    ...nothing,
    failure,
    suspend: failure.reason,
    reason: failure.reason,
    result: { type: 'parked', failure },
  }),
  payload: (row, failure, { now }) => {
    if (row.content.template === 'digest')
      return { ...nothing, failure, result: { type: 'unfolded', failure } };
    return row.plain ? dead(row, failure) : changed(failure, now, { plain: true });
  },
  thread: asPost,
  anchor: asPost,
  unseen: (row, failure, { now }) =>
    row.user === null ? dead(row, failure) : changed(failure, now, { asDirect: true }),
  bug: dead,
  unknown: (row, failure, around) =>
    row.attempts >= UNKNOWN_AFTER
      ? dead(row, failure)
      : { ...transient(row, failure, around), signal: 'none' },
};
