import type { Dispatcher } from 'undici';
import { Failure } from '../domain/health/failure.ts';
import { type Phase, thrownFailure } from './httpFailure.ts';
import { Received } from './received.ts';

/** Limits of one exchange, in ms. */
export interface Limits {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From the request to the end of the headers. */
  readonly headersMs: number;
  /** Silence between two parts of the body. */
  readonly chunkMs: number;
}

export interface Asked {
  /** For failures, such as `index.fetch`. */
  readonly operation: string;
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A body that is larger is DATA_INVALID/`too_large`. */
  readonly maxBytes: number;
}

/** One answer. The body is read for 200 and 206 only; else it is empty and the connection goes. */
export interface Answered {
  readonly status: number;
  /** The first header of that name (lower case), null without one. */
  readonly header: (name: string) => string | null;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Takes one answer in. The limits of time are our own timers: undici's tick in half seconds,
 * and a limit that starts in one state goes on counting in the next.
 */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #asked: Asked;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  readonly #done = Promise.withResolvers<Answered>();
  #phase: Phase = 'connect';
  #timer: NodeJS.Timeout | undefined;
  #control: Dispatcher.DispatchController | null = null;
  #over = false;
  #status = 0;
  #headers: Headers = {};
  #body: Received;

  constructor(asked: Asked, limits: Limits, signal: AbortSignal) {
    this.#asked = asked;
    this.#limits = limits;
    this.#signal = signal;
    this.#body = new Received(null, asked.maxBytes);
  }

  run(dispatcher: Dispatcher): Promise<Answered> {
    const { method, url, headers } = this.#asked;
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    this.#signal.addEventListener('abort', this.#stop);
    this.#await('connect', this.#limits.connectMs);
    const path = url.pathname + url.search;
    dispatcher.dispatch({ origin: url.origin, path, method, headers }, this);
    return this.#done.promise;
  }

  onRequestStart(control: Dispatcher.DispatchController): void {
    this.#control = control;
    if (this.#over) control.abort(new Error('given up while connecting'));
    else this.#await('headers', this.#limits.headersMs);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (status === 200 || status === 206) this.#expectBody();
    else this.#answer();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    this.#timer?.refresh();
    if (!this.#body.add(chunk)) this.#tooLarge();
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(thrownFailure(this.#asked.operation, this.#phase, error));
  }

  readonly #header = (name: string): string | null => {
    const value = this.#headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };

  readonly #stop = (): void => this.#fail(this.#signal.reason);

  #expectBody(): void {
    const length = Number(this.#header('content-length') ?? Number.NaN);
    if (length > this.#asked.maxBytes) this.#tooLarge();
    else {
      this.#body = new Received(Number.isNaN(length) ? null : length, this.#asked.maxBytes);
      this.#await('body', this.#limits.chunkMs);
    }
  }

  #await(phase: Phase, ms: number): void {
    clearTimeout(this.#timer);
    this.#phase = phase;
    this.#timer = setTimeout(() => {
      const kind = { category: 'TIMEOUT', reason: `${phase}_timeout` } as const;
      const message = `nothing within ${ms} ms`;
      this.#fail(new Failure({ ...kind, operation: this.#asked.operation, message }));
    }, ms);
  }

  #tooLarge(): void {
    const kind = { category: 'DATA_INVALID', reason: 'too_large' } as const;
    const message = `over ${this.#asked.maxBytes} bytes as sent`;
    this.#fail(new Failure({ ...kind, operation: this.#asked.operation, message }));
  }

  #answer(): void {
    if (!this.#end()) return;
    this.#done.resolve({
      status: this.#status,
      header: this.#header,
      ...this.#body.finish(),
    });
    if (this.#status >= 300 && this.#status !== 304) this.#abort('the body is not wanted');
  }

  #fail(reason: unknown): void {
    if (!this.#end()) return;
    this.#done.reject(reason);
    this.#abort('given up');
  }

  #abort(why: string): void {
    if (this.#control?.aborted === false) this.#control.abort(new Error(why));
  }

  /** True the first time. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#stop);
    return true;
  }
}

/** One request, one answer of any status; a Failure for whatever keeps it from coming whole and in time. */
export const exchange = (
  dispatcher: Dispatcher,
  asked: Asked,
  limits: Limits,
  signal: AbortSignal,
): Promise<Answered> => new Receiver(asked, limits, signal).run(dispatcher);
