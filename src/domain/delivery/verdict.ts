import type { Failure } from '../health/failure.ts';

/** What Slack did not do, and why. */
export type Refusal =
  | 'transient'
  | 'auth'
  | 'scope'
  | 'destination'
  | 'payload'
  | 'thread'
  | 'anchor'
  /** The only reader of an ephemeral message is not in the channel. */
  | 'unseen'
  | 'bug'
  | 'unknown';

/** What became of one call to Slack. The machine-readable half of `Failure` rides along. */
export type Verdict =
  | { readonly type: 'sent'; readonly channel: string | null; readonly ts: string | null }
  | {
      readonly type: 'limited';
      readonly scope: 'destination' | 'method' | 'workspace';
      readonly retryAfterMs: number;
      readonly failure: Failure;
    }
  | { readonly type: 'refused'; readonly kind: Refusal; readonly failure: Failure }
  | { readonly type: 'ambiguous'; readonly failure: Failure };

/** A verdict that is not `sent`: it has a failure. */
export type Trouble = Exclude<Verdict, { readonly type: 'sent' }>;
