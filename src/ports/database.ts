/** The database as the watchdog and health see it. Types only. */

/** Why the database failed last; the words of `reasons.DB`. */
export interface PoolError {
  readonly reason: string;
  readonly code: string;
  readonly at: number;
}

/** The pool as numbers. Reading it never throws. Idle = open − inUse. */
export interface PoolStatus {
  readonly max: number;
  readonly open: number;
  readonly connecting: number;
  readonly inUse: number;
  readonly waiting: number;
  /** How long all slots have been taken with a line, in ms; null when they are not. */
  readonly waitingMs: number | null;
  readonly connects: number;
  readonly earlyCloses: number;
  readonly deadlineHits: number;
  readonly recycles: number;
  readonly repeats: number;
  /** The last statement that says something about the database has failed. */
  readonly failing: boolean;
  readonly lastOkAt: number | null;
  readonly lastCheckMs: number | null;
  readonly lastError: PoolError | null;
}

/** The database as the watchdog sees it. */
export interface StoreCheck {
  /** `select 1` within 2 s; how long it took, in ms. */
  check(): Promise<number>;
  status(): PoolStatus;
}
