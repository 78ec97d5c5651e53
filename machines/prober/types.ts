import type { FailureRecord } from '../../src/domain/health/failure.ts';
import type { ChildContext, ChildInput, ChildOrder } from '../childActions.ts';

/** What the prober is started with. */
export interface ProberInput extends ChildInput {
  readonly intervalMs: number;
  /** Whether this process leads at the moment. */
  readonly leading: boolean;
}

/** A cycle that an operator wants: what is due, or one number's URLs. */
export interface Wanted {
  readonly number: number | null;
}

/** What the prober keeps; spans in ms. */
export interface ProberContext extends ChildContext {
  readonly intervalMs: number;
  /** As it was at the start; later the facts of the lease decide. */
  readonly leading: boolean;
  /** The fence of this incarnation; null until it was taken. */
  readonly epoch: string | null;
  /** Failed cycles in a row, those of earlier processes included. */
  readonly failures: number;
  /** Why the last cycle came to nothing; null after a good one. */
  readonly failure: FailureRecord | null;
  /** What is left of the wait. */
  readonly restMs: number;
  /** The order that the next cycle fulfils. */
  readonly wanted: Wanted | null;
}

/** What the prober takes. `leader.*` and `index.seeded` are facts, the rest are orders. */
export type ProberEvent =
  | ChildOrder
  | ({ readonly type: 'probe.now' } & Wanted)
  | { readonly type: 'probe.pause' | 'probe.resume' }
  | { readonly type: 'leader.acquired' | 'leader.lost' | 'index.seeded' }
  | { readonly type: 'step.progress' };
