/** What operators may see of the store. Types only; no text of a message is in any of it. */

/** One message. Moments are RFC 3339 texts. */
export interface OutboxLine {
  readonly id: string;
  readonly lane: number;
  readonly kind: string;
  /** A channel, or the hash of a person. */
  readonly dest: string;
  readonly state: string;
  readonly attempts: number;
  readonly createdAt: string;
  readonly notBefore: string | null;
  readonly sentAt: string | null;
  readonly failureCategory: string | null;
  readonly failureReason: string | null;
}

/** What keeps messages from being sent. */
export interface QueueHolds {
  readonly gates: readonly {
    readonly method: string;
    readonly dest: string;
    readonly until: string;
  }[];
  readonly suspended: readonly {
    readonly dest: string;
    readonly state: string;
    readonly reason: string | null;
    readonly since: string | null;
    readonly nextProbe: string | null;
  }[];
  /** When the next message of each lane is due; by the number of the lane. */
  readonly next: readonly { readonly lane: number; readonly at: string }[];
}

/** One turn of the poller, the prober or the retention, as `cycle_run` keeps it. */
export interface CycleLine {
  readonly id: string;
  readonly kind: string;
  readonly cycle: string | null;
  readonly started: string;
  readonly ended: string;
  readonly result: string;
  readonly requests: number;
  readonly counts: Readonly<Record<string, unknown>>;
  readonly failureCategory: string | null;
  readonly failureReason: string | null;
}

/** Who leads, and which tables there are. */
export interface StoreFacts {
  readonly schema: string | null;
  readonly lease: {
    readonly holder: string;
    readonly instance: string;
    readonly epoch: string;
    readonly expiresAt: string;
    readonly takenAt: string;
  } | null;
}

/** One firing of an alert. */
export interface EpisodeLine {
  readonly id: string;
  readonly key: string;
  readonly rule: string;
  readonly started: string;
  readonly ended: string | null;
  readonly value: unknown;
  readonly category: string | null;
  readonly reason: string | null;
  readonly traceId: string | null;
  readonly acked: boolean;
  readonly endReason: string | null;
}

/** Reads for operators. Each throws DB failures. */
export interface StoreView {
  /** The newest messages, newest first. */
  outbox(most: number): Promise<readonly OutboxLine[]>;
  holds(): Promise<QueueHolds>;
  /** The newest turns of polls and cycles, newest first. */
  cycles(most: number): Promise<readonly CycleLine[]>;
  facts(): Promise<StoreFacts>;
  /** The newest episodes of alerts, newest first. */
  episodes(most: number): Promise<readonly EpisodeLine[]>;
}
