import type { Dispatcher } from 'undici';
import type { Kind } from '../../domain/health/failure.ts';
import { type Phase, thrownKind } from '../httpFailure.ts';
import type { Errand } from './errand.ts';
import { type Headers, headerOf } from './reply.ts';

/** A body that nobody wants is read up to here, so that its connection can be used again. */
const DRAINED_BYTES = 65_536;

/** One for all: nobody reads it, and to make an error costs more than a probe. */
const givenUp = new Error('given up');

const bug: Kind = { category: 'UNKNOWN', reason: 'bug' };
const nothing = new Uint8Array(0);

/** Who is told what became of a request, once for each. */
export interface SlotOwner {
  replied(slot: Slot, status: number, headers: Headers, body: Uint8Array): void;
  failed(slot: Slot, kind: Kind): void;
}

/** One request in flight. Used again and again, so that a probe makes no handler of its own. */
export class Slot implements Dispatcher.DispatchHandler {
  /** Whose URL it asks for, and which one. */
  errand: Errand;
  index = 0;
  /** Where redirects have led from it; the last one is asked for. */
  hops: readonly string[] = [];
  /** In ms of a clock that never jumps. */
  sentAt = 0;
  readonly #owner: SlotOwner;
  readonly #userAgent: string;
  /** Without `reset: false` undici closes the connection after every HEAD. */
  readonly #options = { path: '', method: 'HEAD', headers: [] as string[], reset: false };
  #range: string | null | undefined;
  #trace: string | null = null;
  #phase: Phase = 'headers';
  #control: Dispatcher.DispatchController | null = null;
  #over = true;
  #status = 0;
  #headers: Headers = {};
  #chunks: Uint8Array[] = [];
  #received = 0;

  constructor(owner: SlotOwner, userAgent: string, errand: Errand) {
    this.#owner = owner;
    this.#userAgent = userAgent;
    this.errand = errand;
  }

  /** False when undici will still come for what was given up. */
  get isReusable(): boolean {
    return this.#phase !== 'connect';
  }

  send(dispatcher: Dispatcher, now: number): void {
    const { method, range, trace } = this.errand;
    const url = this.hops.at(-1) ?? this.errand.url(this.index);
    if (range !== this.#range || trace !== this.#trace)
      this.#options.headers = headersFor(this.#userAgent, range, trace);
    this.#range = range;
    this.#trace = trace;
    this.#options.path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
    this.#options.method = method;
    this.sentAt = now;
    this.#over = false;
    this.#phase = 'connect';
    this.#control = null;
    this.#received = 0;
    dispatcher.dispatch(this.#options, this);
  }

  /** Ends it and tells nobody. */
  giveUp(): void {
    this.#over = true;
    if (this.#control?.aborted === false) this.#control.abort(givenUp);
  }

  /** Ends it because its time is over. */
  expire(): void {
    this.giveUp();
    this.#cutShort({ category: 'TIMEOUT', reason: `${this.#phase}_timeout` });
  }

  onRequestStart(control: Dispatcher.DispatchController): void {
    this.#control = control;
    if (this.#over) control.abort(givenUp);
    else this.#phase = 'headers';
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (this.#over || status < 200) return;
    this.#phase = 'body';
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    const { keepBytes } = this.errand;
    const room = keepBytes - this.#received;
    this.#received += chunk.length;
    if (room > 0) this.#chunks.push(Uint8Array.from(chunk.subarray(0, room)));
    if (this.#received < (keepBytes || DRAINED_BYTES)) return;
    if (headerOf(this.#headers, 'content-length') === String(this.#received)) return; // ends now
    this.giveUp();
    this.#reply();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reply();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    const kind = thrownKind(this.#phase, error) ?? bug;
    if (this.#phase === 'connect') this.#phase = 'headers'; // undici will not come again
    this.#cutShort(kind);
  }

  /** A body that nobody wants may break off: the status is known. */
  #cutShort(kind: Kind): void {
    if (this.#phase === 'body' && this.errand.keepBytes === 0) this.#reply();
    else {
      this.#chunks = [];
      this.#owner.failed(this, kind);
    }
  }

  #reply(): void {
    const body = this.#chunks.length === 0 ? nothing : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#owner.replied(this, this.#status, this.#headers, body);
  }
}

const headersFor = (userAgent: string, range: string | null, trace: string | null): string[] => [
  'user-agent',
  userAgent,
  ...(range === null ? [] : ['range', range]),
  ...(trace === null ? [] : ['traceparent', trace]),
];
