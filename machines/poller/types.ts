import type { FailureRecord } from '../../src/domain/health/failure.ts';
import type { Acceptance } from '../../src/domain/polling/steps.ts';
import type { ChildContext, ChildInput, ChildOrder } from '../childActions.ts';

/** What the poller is started with. */
export interface PollerInput extends ChildInput {
  readonly intervalMs: number;
  /** Whether this process leads at the moment. */
  readonly leading: boolean;
}

/** What the poller keeps; spans in ms. */
export interface PollerContext extends ChildContext {
  readonly intervalMs: number;
  /** As it was at the start; later the facts of the lease decide. */
  readonly leading: boolean;
  /** The fence of this incarnation; null until it was taken. */
  readonly epoch: string | null;
  readonly seed: number;
  /** How many numbers were drawn from the seed. */
  readonly draws: number;
  /** Failed polls in a row, those of earlier processes included. */
  readonly failures: number;
  /** Retries inside the poll under way. */
  readonly retries: number;
  /** Why the last poll failed; null after a good one. */
  readonly failure: FailureRecord | null;
  /** What is left of the wait. */
  readonly restMs: number;
  /** Closed for a while after a poll on order. */
  readonly orders: 'open' | 'closed';
  /** The rejected index that an operator lets pass, until it comes. */
  readonly accept: Acceptance | null;
}

/** What the poller takes. `leader.*` are facts, the rest are orders. */
export type PollerEvent =
  | ChildOrder
  | { readonly type: 'poll.now' | 'poll.pause' | 'poll.resume' }
  | ({ readonly type: 'index.accept' } & Acceptance)
  | { readonly type: 'leader.acquired' | 'leader.lost' }
  | { readonly type: 'orders.opened' };
