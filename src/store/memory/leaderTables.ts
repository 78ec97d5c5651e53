/** Tables of the lease, in memory. */

/** A row of `standby`. */
export interface StandbyRow {
  readonly holder: string;
  readonly since: number;
  readonly seenAt: number;
}

/** The one row of `leader`. */
export interface LeaderRow {
  readonly holder: string;
  readonly instance: string;
  readonly epoch: number;
  readonly expiresAt: number;
}
