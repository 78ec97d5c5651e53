import { createHash } from 'node:crypto';

/** A body as it comes in: hashed on the way, in a buffer of its own that can be given to a worker. */
export class Received {
  readonly #hash = createHash('sha256');
  readonly #room: Uint8Array<ArrayBuffer> | null;
  readonly #chunks: Uint8Array[] = [];
  readonly #maxBytes: number;
  #length = 0;

  /** `expected`: what the server announced, or null; it only saves a copy. */
  constructor(expected: number | null, maxBytes: number) {
    this.#maxBytes = maxBytes;
    // Not filled with zeros first: it is handed out only when every byte was written.
    this.#room = expected === null || expected > maxBytes ? null : Buffer.allocUnsafeSlow(expected);
  }

  /** False when the body is larger than allowed; the chunk is not taken then. */
  add(chunk: Uint8Array): boolean {
    const end = this.#length + chunk.length;
    if (end > this.#maxBytes) return false;
    this.#hash.update(chunk);
    if (this.#room !== null && end <= this.#room.length) this.#room.set(chunk, this.#length);
    else this.#chunks.push(Uint8Array.from(chunk));
    this.#length = end;
    return true;
  }

  /** To be called once, at the end. */
  finish(): { readonly bytes: Uint8Array; readonly sha256: string } {
    return { bytes: this.#whole(), sha256: this.#hash.digest('hex') };
  }

  #whole(): Uint8Array {
    if (this.#room?.length === this.#length) return this.#room;
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#pieces()) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  #pieces(): readonly Uint8Array[] {
    const inChunks = this.#chunks.reduce((sum, { length }) => sum + length, 0);
    const first = this.#room?.subarray(0, this.#length - inChunks);
    return first === undefined ? this.#chunks : [first, ...this.#chunks];
  }
}
