/** The connections of a pool. Recycling puts a new generation in the place of the old one. */

import { Connection, type ConnectionParts } from './connection.ts';
import type { Sql } from './db.ts';

/** A right to use one connection. */
export interface Slot {
  readonly generation: Generation;
  /** Does `work` on a connection that is idle, or on a new one. */
  use<T>(work: (sql: Sql) => PromiseLike<T>): Promise<T>;
  /** Gives the right back, once. A connection that is still busy ends. */
  free(): void;
}

/** Up to `max` connections, made when they are needed. */
export class Generation {
  readonly #parts: ConnectionParts;
  readonly #connections = new Set<Connection>();
  readonly #idle = new Set<Connection>();
  #inUse = 0;
  #retired = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  get inUse(): number {
    return this.#inUse;
  }

  get isFull(): boolean {
    return this.#inUse >= this.#parts.limits.max;
  }

  /** Retired, and nothing is left of it. */
  get isOver(): boolean {
    return this.#retired && this.#inUse === 0 && this.#connections.size === 0;
  }

  /** How many connections are in a state. */
  count(state: Connection['state']): number {
    return [...this.#connections].filter((one) => one.state === state).length;
  }

  take(): Slot {
    this.#inUse += 1;
    let taken = true;
    let busy: Connection | null = null;
    return {
      generation: this,
      use: async (work) => {
        const connection = this.#pick();
        busy = connection;
        try {
          return await connection.use(work);
        } finally {
          busy = null;
          this.#putBack(connection);
        }
      },
      free: () => {
        if (!taken) return;
        taken = false;
        this.#inUse -= 1;
        void busy?.end();
      },
    };
  }

  /** No new calls; what is idle ends now, what is busy when its call does. */
  retire(): void {
    this.#retired = true;
    for (const connection of this.#idle) void connection.end();
    this.#idle.clear();
  }

  /** Ends all connections, busy ones too: their calls fail as `lost`. Settles when all are closed. */
  async end(): Promise<void> {
    this.retire();
    await Promise.all([...this.#connections].map((connection) => connection.end()));
  }

  #pick(): Connection {
    for (const connection of this.#idle) {
      this.#idle.delete(connection);
      if (connection.isUsable) return connection;
    }
    const connection = new Connection(this.#parts);
    this.#connections.add(connection);
    void connection.gone.then(() => {
      this.#connections.delete(connection);
      this.#idle.delete(connection);
    });
    return connection;
  }

  #putBack(connection: Connection): void {
    if (this.#retired) void connection.end();
    else if (connection.isUsable) this.#idle.add(connection);
  }
}
