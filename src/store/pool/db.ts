/** How statements reach PostgreSQL: every one goes through `Db.run`. For `src/store` only. */

import type { PoolStatus } from '../../ports/database.ts';

/** Who asks, such as `outbox.claim`: the `operation` of a failure. Never made from data. */
export type StatementName = string;

/** What may stand in a statement as a parameter. Rows go in as JSON text, see `rows.ts`. */
export type Value = string | number | boolean | null;

/** Rows of an answer; `count` is how many rows the statement read or wrote. */
export type Rows<Row extends object> = readonly Row[] & { readonly count: number };

/** A statement. It is sent when it is awaited; put into another one it becomes a part of that. */
export interface Statement<Row extends object> extends PromiseLike<Rows<Row>> {}

/**
 * Makes a statement from a template; what stands in `${}` is a parameter, or another
 * statement's text. NUL and lone surrogates in strings become U+FFFD, as the server refuses
 * them. `Row` is a promise of whoever wrote the SQL: nothing checks it.
 */
export type Sql = <Row extends object = Readonly<Record<string, unknown>>>(
  text: TemplateStringsArray,
  ...values: readonly (Value | Statement<object>)[]
) => Statement<Row>;

/** What a pool must know of a call. */
export interface Call {
  readonly name: StatementName;
  /** Run twice it does the same as once. Only then a broken connection is tried again. */
  readonly repeatable: boolean;
  /** Waiting and running together, in ms; else the deadline of the pool. */
  readonly deadlineMs?: number;
  /** Goes to the head of the line: checks, the lease, epochs. */
  readonly urgent?: boolean;
  /**
   * Aborted: a waiting call leaves the line unexecuted, a running one is let go and may still
   * take effect. Either way `run` rejects with the reason of the signal.
   */
  readonly signal?: AbortSignal;
}

/** A guarded pool of connections. */
export interface Db {
  /**
   * Waits for a slot and does `work`, which makes and returns one statement. Throws DB failures,
   * UNKNOWN/`bug` for what only a bug can cause, and the reason of an aborted signal.
   */
  run<T>(call: Call, work: (sql: Sql) => PromiseLike<T>): Promise<T>;
  /** `select 1` ahead of the line, within 2 s, never repeated; how long it took, in ms. */
  check(): Promise<number>;
  /** Numbers for health and metrics. Never throws, never asks the database. */
  status(): PoolStatus;
  /** New and waiting calls fail as `lost`, running ones get `withinMs`. Then every socket is closed. */
  close(withinMs: number): Promise<void>;
}
