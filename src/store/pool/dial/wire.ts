/** A connection as the driver sees it. */

import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { DialError } from '../failure.ts';

/** Who looks after a connection from outside. */
export interface WireWatch {
  /** The first byte of the server. */
  spoke(): void;
  /** It is over, and why. `byPeer`: the other side ended it. */
  ended(error: Error, byPeer: boolean): void;
}

const broken = (code: string): Error =>
  Object.assign(new Error(`the connection to the database broke: ${code}`), { code });

/**
 * Stands between the driver and a socket (or none, for a dial that failed). A bare socket that
 * closes without an error while the driver connects is dialled again, for ever and at full
 * speed; one that closes while the driver's bytes wait for their `setImmediate` leaves the slot
 * mute. So every end of a wire is an error and a close in one go, after those bytes.
 */
export class Wire extends EventEmitter {
  readonly #socket: Socket | null;
  readonly #watch: WireWatch;
  #isOpen = true;
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
      .on('close', () => this.#die(broken('CONNECTION_DESTROYED'), false)); // by our own hand
  }

  get readyState(): 'open' | 'closed' {
    return this.#isOpen ? 'open' : 'closed';
  }

  write(bytes: Uint8Array, done?: () => void): boolean {
    if (this.#isOpen && this.#socket !== null) return this.#socket.write(bytes, done);
    if (done !== undefined) queueMicrotask(done);
    return true;
  }

  end(bytes: Uint8Array): void {
    if (this.#isOpen && this.#socket?.writableEnded === false) this.#socket.end(bytes);
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
    if (this.#isOpen) this.emit('data', bytes);
  }

  #die(error: Error, byPeer: boolean): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const told = byPeer && !this.#spoken ? new DialError('EARLY_CLOSE') : error;
    this.#watch.ended(told, byPeer);
    this.#socket?.destroy();
    setImmediate(() => {
      if (this.listenerCount('error') > 0) this.emit('error', told);
      this.emit('close', true);
    });
  }
}

/**
 * What a failed dial hands over: it swallows what is written and ends with `error` later. By a
 * timer, as the driver's first bytes are not yet waiting when this is made.
 */
export function deadWire(error: Error, watch: WireWatch): Wire {
  const wire = new Wire(null, watch);
  setTimeout(() => wire.destroy(error), 0);
  return wire;
}
