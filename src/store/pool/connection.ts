/** One driver with one connection. They are used up together. */

import type { Socket } from 'node:net';
import postgres from 'postgres';
import type { Sql, Value } from './db.ts';
import { type DialParts, dial } from './dial/dial.ts';
import { deadWire, type Wire } from './dial/wire.ts';
import { DialError } from './failure.ts';
import { storable } from './rows.ts';
import type { PoolLimits, ServerSettings } from './settings.ts';

/** What a connection works with. */
export interface ConnectionParts extends DialParts {
  readonly server: ServerSettings;
  readonly limits: PoolLimits;
  /** The socket stands; TLS and the server's greeting come next. */
  readonly onConnect: () => void;
}

/** Every option that the driver has, so that it asks neither a URL nor the environment. */
const profile = ({ server, limits }: ConnectionParts, socket: () => Promise<Wire>) => ({
  host: 'database', // the dial knows better; this name stands in the driver's messages only
  port: server.port,
  user: server.user,
  pass: () => server.password, // as text an empty one would be looked for in PGPASSWORD
  database: server.database,
  max: 1,
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

const parameter = (one: Value | PromiseLike<unknown>) =>
  typeof one === 'string' ? storable(one) : one;

const severityOf = (thrown: unknown): unknown =>
  thrown instanceof Error ? Reflect.get(thrown, 'severity') : undefined;

/**
 * A connection that is made with its first statement. The driver would use its slots again after
 * their connection broke, but it does not clear them: the error or the half answer that a dead
 * connection left comes with the next statement, and a close at the wrong moment leaves a slot
 * mute. So a driver has one slot, dials once, and is given up with its connection.
 */
export class Connection {
  readonly #driver;
  readonly #sql: Sql;
  readonly #graceMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #gone = Promise.withResolvers<void>();
  #state: 'new' | 'connecting' | 'open' | 'dead' = 'new';
  #isEnding = false;
  #fail: ((error: Error) => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.#graceMs = parts.limits.graceMs;
    this.#driver = postgres(profile(parts, () => this.#dial(parts)));
    const driver = this.#driver as unknown as (...args: readonly unknown[]) => never; // narrowed to `Sql`
    this.#sql = (text, ...values) => driver(text, ...values.map(parameter));
  }

  /** `connecting` up to the first byte of the server. */
  get state(): 'new' | 'connecting' | 'open' | 'dead' {
    return this.#state;
  }

  /** Whether it may do another piece of work. */
  get isUsable(): boolean {
    return this.#state === 'open' && !this.#isEnding;
  }

  /** When every socket is closed, after it broke or `end`. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Does `work`, at most until the connection breaks. After a fatal failure it ends itself. */
  async use<T>(work: (sql: Sql) => PromiseLike<T>): Promise<T> {
    const { promise: broke, reject } = Promise.withResolvers<never>();
    this.#fail = reject;
    const begin = async (): Promise<T> => await work(this.#sql);
    try {
      return await Promise.race([begin(), broke]);
    } catch (thrown) {
      if (severityOf(thrown) !== 'ERROR') void this.end(); // only such an error leaves it usable
      throw thrown;
    } finally {
      this.#fail = null;
    }
  }

  /** Closes it, though something may run; settles when it is closed. */
  async end(): Promise<void> {
    if (this.#isEnding) return await this.gone;
    this.#isEnding = true;
    await this.#driver.end({ timeout: 0 });
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy(); // into a black hole `end` never gets through
    }, this.#graceMs);
    this.#died();
    await this.gone;
    clearTimeout(timer);
  }

  #dial(parts: ConnectionParts): Promise<Wire> {
    if (this.#state !== 'new') {
      const nobody = { spoke() {}, ended() {} };
      return Promise.resolve(deadWire(new DialError('CONNECTION_ENDED'), nobody));
    }
    this.#state = 'connecting';
    const isEnding = () => this.#isEnding;
    return dial(parts, {
      get isEnding() {
        return isEnding();
      },
      track: (socket) => this.#track(socket),
      connected: parts.onConnect,
      spoke: () => {
        this.#state = 'open';
      },
      ended: (error) => {
        this.#died();
        setImmediate(() => this.#fail?.(error)); // what the driver itself says of it goes first
      },
    });
  }

  #track(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket
      .on('error', () => socket.destroy()) // why it ended is told to the dial or the wire
      .once('close', () => {
        this.#sockets.delete(socket);
        if (this.#state === 'dead') this.#died();
      });
  }

  #died(): void {
    this.#state = 'dead';
    if (this.#sockets.size === 0) this.#gone.resolve();
  }
}
