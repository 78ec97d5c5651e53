/** One driver with its connections. A pool has one at a time; recycling puts a new one in its place. */

import type { Socket } from 'node:net';
import postgres from 'postgres';
import type { Sql, Value } from './db.ts';
import { type Course, createDial } from './dial.ts';
import type { Pace } from './pace.ts';
import { storable } from './rows.ts';
import type { PoolLimits, ServerSettings } from './settings.ts';

/** What a generation works with. */
export interface GenerationParts {
  readonly server: ServerSettings;
  readonly limits: PoolLimits;
  readonly pace: Pace;
  /** A connection was made. */
  readonly onConnect: () => void;
}

/** Every option that the driver has, so that it asks neither a URL nor the environment. */
const profile = ({ server, limits }: GenerationParts, socket: () => Promise<unknown>) => ({
  host: 'database', // the dial knows better; this name stands in the driver's messages only
  port: server.port,
  user: server.user,
  pass: () => server.password, // as text an empty one would be looked for in PGPASSWORD
  database: server.database,
  max: limits.max,
  max_pipeline: 0,
  max_lifetime: null,
  fetch_types: false,
  prepare: server.prepare,
  backoff: () => 0,
  connect_timeout: limits.greetingMs / 1_000,
  idle_timeout: 0,
  keep_alive: 30,
  ssl: false,
  sslnegotiation: null,
  target_session_attrs: undefined,
  publications: '',
  debug: false,
  onnotice() {},
  socket,
  connection: {
    application_name: 'paperscout',
    ...(server.prepare
      ? {
          statement_timeout: limits.statementMs,
          lock_timeout: limits.lockMs,
          idle_in_transaction_session_timeout: limits.idleInTransactionMs,
        }
      : {}), // a pooler refuses what it does not know
  },
});

const value = (one: Value | PromiseLike<unknown>) =>
  typeof one === 'string' ? storable(one) : one;

/** A driver, its sockets, and how many calls use it. */
export class Generation {
  readonly #parts: GenerationParts;
  readonly #driver;
  readonly #sockets = new Set<Socket>();
  readonly #sql: Sql;
  readonly #waiting: (() => void)[] = [];
  #dying = 0;
  #inUse = 0;
  #connecting = 0;
  #open = 0;
  #retired = false;
  #ending = false;
  readonly #gone = Promise.withResolvers<void>();

  constructor(parts: GenerationParts) {
    this.#parts = parts;
    const dial = createDial({
      ...parts,
      isRetired: () => this.#retired,
      track: (socket) => this.#track(socket),
      begin: () => this.#begin(),
    });
    this.#driver = postgres(profile(parts, dial));
    const driver = this.#driver as unknown as (...args: readonly unknown[]) => never; // narrowed to `Sql`
    this.#sql = (text, ...values) => driver(text, ...values.map(value));
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** Dials underway, up to the first byte of the server. */
  get connecting(): number {
    return this.#connecting;
  }

  get open(): number {
    return this.#open;
  }

  get isFull(): boolean {
    return this.#inUse >= this.#parts.limits.max;
  }

  /** Takes a slot; what comes back gives it free, once. */
  take(): () => void {
    this.#inUse += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#inUse -= 1;
      if (this.#retired && this.#inUse === 0) void this.end();
    };
  }

  /** Does `work`, though not while the driver still believes in a connection that has ended. */
  async start<T>(work: (sql: Sql) => PromiseLike<T>): Promise<T> {
    if (this.#dying > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return await work(this.#sql);
  }

  /** No new connections. Those in use go on; with the last of them all are closed. */
  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    if (this.#inUse === 0) void this.end();
  }

  /** When the last connection is closed, after `retire` or `end`. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Closes all connections, those in use too: their calls fail as `lost`. Settles when all are closed. */
  async end(): Promise<void> {
    this.#retired = true;
    if (this.#ending) return await this.gone;
    this.#ending = true;
    await this.#driver.end({ timeout: 0 });
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy(); // into a black hole `end` never gets through
    }, this.#parts.limits.graceMs);
    this.#goneIfEmpty();
    await this.gone;
    clearTimeout(timer);
  }

  #goneIfEmpty(): void {
    if (this.#ending && this.#sockets.size === 0) this.#gone.resolve();
  }

  #track(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket
      .on('error', () => socket.destroy()) // why it ended is told to the dial or the wire
      .once('close', () => {
        this.#sockets.delete(socket);
        this.#goneIfEmpty();
      });
  }

  #begin(): Course {
    let spoken = false;
    this.#connecting += 1;
    return {
      connected: this.#parts.onConnect,
      spoke: () => {
        spoken = true;
        this.#connecting -= 1;
        this.#open += 1;
      },
      dying: () => {
        if (spoken) this.#open -= 1;
        else this.#connecting -= 1;
        this.#dying += 1;
      },
      closed: () => {
        this.#dying -= 1;
        if (this.#dying === 0) for (const begin of this.#waiting.splice(0)) begin();
      },
    };
  }
}
