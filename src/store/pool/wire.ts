/** A connection as the driver sees it. */

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { DialError } from './failure.ts';

/** Who looks after a connection from outside. */
export interface WireWatch {
  /** The first byte of the server. */
  spoke(): void;
  /** It is over, and the driver does not know yet. `byPeer`: the other side closed it. */
  dying(byPeer: boolean): void;
  /** Now the driver knows. */
  closed(): void;
}

const broken = (code: string): Error =>
  Object.assign(new Error(`the connection to the database broke: ${code}`), { code });

/**
 * Stands between the driver and a socket (or none, for a dial that failed), because of what the
 * driver does with a bare one:
 *
 * - a close without an error while connecting makes it connect again, for ever and at full speed;
 * - a statement begun between `error` and `close` is never answered;
 * - a close while bytes wait for `setImmediate` leaves that slot mute for good.
 *
 * So every end is an error and a close in one go, in a `setImmediate` of its own (first in, first
 * out: the driver's waiting bytes went before), and who begins statements waits from `dying` to
 * `closed`.
 */
export class Wire extends EventEmitter {
  readonly #socket: Socket | null;
  readonly #watch: WireWatch;
  #state: 'open' | 'dying' | 'closed' = 'open';
  #spoken = false;

  constructor(socket: Socket | null, watch: WireWatch) {
    super();
    this.#socket = socket;
    this.#watch = watch;
    socket
      ?.on('data', (bytes: Buffer) => this.#hear(bytes))
      .on('drain', () => this.emit('drain'))
      .on('error', (error) => this.#die(error, true))
      .on('end', () => this.#die(broken('CONNECTION_CLOSED'), true))
      .on('close', () => this.#die(broken('CONNECTION_CLOSED'), true));
  }

  get readyState(): 'open' | 'closed' {
    return this.#state === 'open' ? 'open' : 'closed';
  }

  write(bytes: Uint8Array, done?: () => void): boolean {
    if (this.#state === 'open' && this.#socket !== null) return this.#socket.write(bytes, done);
    if (done !== undefined) queueMicrotask(done);
    return true;
  }

  end(bytes: Uint8Array): void {
    if (this.#state === 'open' && this.#socket?.writableEnded === false) this.#socket.end(bytes);
  }

  setKeepAlive(on: boolean, firstMs: number): void {
    this.#socket?.setKeepAlive(on, firstMs);
  }

  destroy(error: Error = broken('CONNECTION_DESTROYED')): void {
    this.#die(error, false);
  }

  #hear(bytes: Buffer): void {
    if (!this.#spoken) {
      this.#spoken = true;
      this.#watch.spoke();
    }
    if (this.#state === 'open') this.emit('data', bytes);
  }

  #die(error: Error, byPeer: boolean): void {
    if (this.#state !== 'open') return;
    this.#state = 'dying';
    this.#watch.dying(byPeer);
    this.#socket?.destroy();
    const early = byPeer && !this.#spoken ? new DialError('EARLY_CLOSE') : error;
    setImmediate(() => {
      this.#state = 'closed';
      if (this.listenerCount('error') > 0) this.emit('error', early);
      this.emit('close', true);
      this.#watch.closed();
    });
  }
}

/**
 * What a failed dial hands over: it swallows what is written and ends with `error` in a later
 * turn. A timer, not `setImmediate`: the driver's first bytes must be on their way before.
 */
export function deadWire(error: Error, watch: WireWatch): Wire {
  const wire = new Wire(null, watch);
  setTimeout(() => wire.destroy(error), 0);
  return wire;
}
