/** Which server, and the limits of a pool, as plain values. */

/** How far TLS is wanted and believed; the words of libpq. A Unix socket never has TLS. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where a PostgreSQL server is and how to enter it. */
export interface ServerSettings {
  /** A name or an address; a path with a leading `/` is the directory of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: {
    readonly mode: TlsMode;
    /** Certificates in PEM that are believed; null for those that Node brings. */
    readonly ca: readonly string[] | null;
  };
  /** False behind a transaction pooler: no prepared statements, no limits at start-up. */
  readonly prepare: boolean;
}

/** Limits of one pool; spans in ms. */
export interface PoolLimits {
  /** Slots, and connections. */
  readonly max: number;
  /** How many may wait for a slot. */
  readonly line: number;
  /** Waiting and running of a call. */
  readonly deadlineMs: number;
  /** The server's own limits. They end before the deadline, so that the connection survives. */
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
  /** Making a connection: the socket, then TLS, then the server's greeting. */
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly greetingMs: number;
  /** Limit of a check, and how long nothing may have succeeded before its failure recycles. */
  readonly checkMs: number;
  readonly checkQuietMs: number;
  /** From the polite end of a connection to its destruction. */
  readonly graceMs: number;
  /** Pause before the one repeat: from, to. */
  readonly repeatMs: readonly [number, number];
}

/** Limits for the statements of every day. */
export const mainLimits: PoolLimits = {
  max: 8,
  line: 1_000,
  deadlineMs: 10_000,
  statementMs: 8_000,
  lockMs: 5_000,
  idleInTransactionMs: 10_000,
  connectMs: 5_000,
  tlsMs: 5_000,
  greetingMs: 5_000,
  checkMs: 2_000,
  checkQuietMs: 4_000,
  graceMs: 200,
  repeatMs: [50, 150],
};

/** Limits for staging, big commits and pruning: one at a time, and long. */
export const bulkLimits: PoolLimits = {
  ...mainLimits,
  max: 1,
  deadlineMs: 60_000,
  statementMs: 55_000,
};
