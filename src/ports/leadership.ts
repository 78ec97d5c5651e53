/** Who may work: lease, epochs and fenced commits. Types only. */

/** The roles whose commits are fenced. */
export type Role = 'poller' | 'prober' | 'messageQueue' | 'alerts';

/** The fence of one incarnation of a role; bigint stays text. */
export interface Epoch {
  readonly role: Role;
  readonly epoch: string;
}

/** `fenced`: another process or a newer incarnation has taken over; nothing was written. */
export type Committed<T> =
  | { readonly type: 'done'; readonly value: T }
  | { readonly type: 'fenced' };

export type Bid =
  | {
      readonly type: 'leading';
      readonly epoch: string;
      readonly fresh: boolean;
      /** Who has stood by for long, and still does; null for nobody. */
      readonly beside: string | null;
    }
  | { readonly type: 'standby'; readonly holder: string; readonly freeInMs: number };

/** The lease: who may poll, probe and send. */
export interface Leadership {
  bid(first: boolean): Promise<Bid>;
  /** The next epoch of a role; null when this process does not lead. */
  take(role: Role): Promise<Epoch | null>;
  release(): Promise<void>;
}
