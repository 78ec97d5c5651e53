import { Worker } from 'node:worker_threads';
import { Failure } from '../../domain/health/failure.ts';
import type { Prepared } from '../../domain/papers/reading.ts';
import type { IndexReader } from '../../ports/papers.ts';
import type { Answer, Calls } from './protocol.ts';

/** What a reader of the index can be told. */
export interface ReaderOptions {
  /** The file of the thread; another one where the daemon is bundled. */
  readonly worker?: URL;
  /** A thread that waits for the next call of a turn for this long ends, and its memory with it, in ms. */
  readonly idleMs?: number;
}

/** Longer than the store may take between two calls of one turn. */
const IDLE_MS = 120_000;

/** After a turn: its next one is half an hour away, and 40 MB would wait for it. */
const OVER_MS = 1_000;

/** Ten times what 11 MB need; over it the thread ends, not the daemon. */
const HEAP_MB = 256;

/** Small: what is made of an entry is dropped at once, and 48 MB would stay resident for it. */
const YOUNG_MB = 6;

interface Running {
  readonly type: keyof Calls;
  readonly call: number;
  readonly parts: Prepared['parts'][number][];
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** Bytes that may change hands: a view of a larger buffer, such as Node's pool, is copied. */
const whole = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : Uint8Array.from(bytes);

/**
 * Reads indexes in a thread of its own, which is started by the first call and ends when it had
 * nothing to do. One call at a time; the three calls of a turn go to the same thread, and a new
 * `read` gives up what still runs. A thread that ends in the middle of a call fails it with
 * UNKNOWN/`bug`; the next call has a new one.
 */
export function indexReader(options: ReaderOptions = {}): IndexReader {
  const { worker: file = new URL('./worker.ts', import.meta.url), idleMs = IDLE_MS } = options;
  let worker: Worker | null = null;
  let running: Running | null = null;
  let idle: NodeJS.Timeout | undefined;
  let calls = 0;

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = worker;
    worker = null;
    await ended?.terminate();
  };

  const finish = (how: (call: Running) => void): void => {
    const finished = running;
    running = null;
    worker?.unref(); // an idle thread keeps no process alive
    const keptMs = finished?.type === 'prepare' ? Math.min(OVER_MS, idleMs) : idleMs;
    if (worker !== null) idle = setTimeout(() => void end(), keptMs).unref();
    if (finished !== null) how(finished);
  };

  /** Ends the thread and the call that runs in it. */
  const giveUp = (reason: unknown): Promise<void> => {
    finish(({ reject }) => reject(reason));
    return end();
  };

  const lost = (ended: Worker, thrown: unknown): void => {
    if (worker !== ended) return; // we ended it, or its error was seen already
    worker = null;
    finish(({ reject }) => reject(Failure.from(thrown, 'index.worker')));
  };

  const hear = (answer: Answer): void => {
    if (answer.call !== running?.call) return; // of a call that was given up
    if (answer.type === 'part') {
      running.parts.push(answer.part);
      worker?.postMessage({ type: 'more', call: answer.call });
    } else if (answer.type === 'failed')
      finish(({ reject }) => reject(new Failure(answer.failure)));
    else finish(({ resolve, parts }) => resolve({ ...answer.value, parts } as never));
  };

  const start = (): Worker => {
    const started = new Worker(file, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    started.on('message', hear);
    started.on('error', (thrown) => lost(started, thrown));
    started.on('messageerror', (thrown) => lost(started, thrown));
    started.on('exit', (code) => lost(started, new Error(`the index worker ended with ${code}`)));
    return started;
  };

  const ask = <K extends keyof Calls>(
    type: K,
    input: Calls[K]['input'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Calls[K]['output'] & Pick<Prepared, 'parts'>> => {
    if (running !== null) return Promise.reject(new Error(`${type} while another call runs`));
    clearTimeout(idle);
    worker ??= start();
    worker.ref();
    calls += 1;
    const call = calls;
    const { promise, resolve, reject } = Promise.withResolvers<
      Calls[K]['output'] & Pick<Prepared, 'parts'>
    >();
    worker.postMessage({ type, call, input }, transfer); // first: what cannot be sent throws
    running = { type, call, parts: [], resolve, reject };
    return promise;
  };

  return {
    async read({ bytes: given, encoding }, minEntries, signal) {
      signal.throwIfAborted();
      if (running !== null) await giveUp(new Error('a new turn began'));
      const bytes = whole(given);
      const answer = ask('read', { bytes, encoding, minEntries }, [bytes.buffer]);
      const abort = (): void => void giveUp(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        const { parts: _, ...reading } = await answer;
        return reading;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async compare(known, base) {
      const { parts: _, ...compared } = await ask('compare', { known, base });
      return compared;
    },
    prepare: (rows, facts) => ask('prepare', { rows, facts }),
    close: () => giveUp(new Error('the index reader was closed')),
  };
}
