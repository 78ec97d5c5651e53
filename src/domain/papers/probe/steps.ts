/** What the prober's steps take and give: the machine and the flow agree on it here. */

import type { FailureRecord } from '../../health/failure.ts';
import type { CycleFacts } from './cycle/facts.ts';
import type { Rest } from './cycle/pace.ts';
import type { FailedRequest } from './cycle/tally.ts';

/** What the store remembers of earlier cycles. */
export interface KnownCycles {
  readonly lastSuccessAt: number | null;
  readonly consecutiveFailures: number;
  readonly last: CycleFacts | null;
}

/** `standby`: this process does not lead. `unseeded`: there is no index yet to make a plan from. */
export type ProbeBegun =
  | { readonly type: 'standby' | 'unseeded' }
  | {
      readonly type: 'begun';
      /** The fence of this incarnation; every later step carries it. */
      readonly epoch: string;
      /** Before the first cycle: what is left of an interval, or of a pause. */
      readonly rest: Pick<Rest, 'state' | 'ms'>;
      readonly known: KnownCycles;
    };

export interface CycleInput {
  readonly epoch: string;
  /** An operator wants this number's URLs, due or not; null: what is due. */
  readonly number: number | null;
}

/** A draft that is news. */
export interface DraftNews {
  readonly type: 'draft.found' | 'draft.updated';
  readonly number: number;
  readonly revision: number;
  readonly url: string;
  /** It has lain there for long: history. */
  readonly older: boolean;
}

/** `fenced`: somebody else has taken over, nothing more was written. */
export type CycleOutcome =
  | { readonly type: 'fenced' }
  | {
      readonly type: 'ended';
      /** uuid of the cycle. */
      readonly id: string;
      readonly facts: CycleFacts;
      readonly rest: Pick<Rest, 'state' | 'ms'>;
      /** Null unless the result is `FAILED`. */
      readonly failure: FailureRecord | null;
      readonly drafts: readonly DraftNews[];
      readonly failed: readonly FailedRequest[];
    };
