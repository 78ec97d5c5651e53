/** What the poller's steps take and give: the machine and the flow agree on it here. */

import type { FactOf } from '../health/fact.ts';
import type { FailureRecord } from '../health/failure.ts';
import type { GateName, GateNumbers } from '../papers/gates.ts';

/** What the store remembers of earlier polls. */
export type Known = Omit<FactOf<'poll.known'>, 'type' | 'component' | 'at'>;

/** `standby`: this process does not lead. */
export type Begun =
  | { readonly type: 'standby' }
  | {
      readonly type: 'begun';
      /** The fence of this incarnation; every later step carries it. */
      readonly epoch: string;
      /** From 0 to below 1; the machine draws all its chance from it. */
      readonly seed: number;
      readonly known: Known;
    };

/** An operator lets a rejected index pass: by the first 12 hex digits of its sha256. */
export interface Acceptance {
  readonly hash: string;
  readonly by: string;
}

export interface TurnInput {
  readonly epoch: string;
  /** 0 for the first try of a poll. */
  readonly retries: number;
  readonly accept: Acceptance | null;
}

/** A gate said no, and nothing lets the index pass: the poll has failed. */
export interface Refusal {
  readonly type: 'rejected';
  readonly failure: FailureRecord;
  readonly gate: GateName;
  readonly hash: string;
  readonly numbers: GateNumbers;
}

/** `same`: 304, or the bytes of last time. */
export type Fetched = { readonly type: 'same' | 'body' } | Refusal;

export type Validated = { readonly type: 'same' | 'differs' } | Refusal;

/** `fenced`: somebody else has taken over, nothing was written. */
export type PollEnd =
  | { readonly type: 'fenced' }
  | {
      readonly type: 'committed';
      readonly poll: Omit<FactOf<'poll.succeeded'>, 'type' | 'component' | 'at' | 'retries'>;
      readonly seeded: { readonly entries: number; readonly papers: number } | null;
      readonly accepted: { readonly gate: GateName; readonly by: string } | null;
    };

export interface FailInput extends TurnInput {
  readonly failure: FailureRecord;
}

/** `unrecorded`: the database did not take it; the poll has failed all the same. */
export type Recorded =
  | { readonly type: 'fenced' }
  | {
      readonly type: 'recorded' | 'unrecorded';
      readonly cycle: string;
      readonly durationMs: number;
    };
