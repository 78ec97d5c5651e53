import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';
import type { LastTargets } from './lastWords/requests.ts';

/** How the watch thread judges; spans in ms. */
export interface StallLimits {
  /** The event loop counts up this often. */
  readonly beatMs: number;
  /** The thread looks this often. It counts looks, not time: a machine that was suspended is no stall. */
  readonly lookMs: number;
  /** So many looks without a count: said once. */
  readonly warnLooks: number;
  /** So many: the process is ended. */
  readonly endLooks: number;
  /** After the end was ordered, the process is killed if it is still there. */
  readonly killMs: number;
}

/** Five seconds to the warning, thirty to the end. */
export const stallLimits: StallLimits = {
  beatMs: 250,
  lookMs: 500,
  warnLooks: 10,
  endLooks: 60,
  killMs: 1_000,
};

/** What the thread is told at its start. */
export interface StallOrder {
  readonly beats: Int32Array;
  readonly limits: StallLimits;
  readonly pid: number;
  /** Keys that stand in every log line. */
  readonly base: Readonly<Record<string, string>>;
  /** Whom to tell of the end; null: nobody. */
  readonly last: LastOrder | null;
}

/** What the thread needs for its last words. */
export interface LastOrder {
  readonly targets: LastTargets;
  readonly dataDir: string;
  readonly version: string;
  readonly instance: string;
}

export interface StallWatch {
  stop(): Promise<void>;
}

/** What the watch needs; `worker` is another file where the daemon is bundled. */
export interface StallOptions {
  readonly limits?: StallLimits;
  readonly base: Readonly<Record<string, string>>;
  readonly worker?: URL;
  readonly last?: LastOrder | null;
}

/**
 * Watches the event loop from a thread of its own: a blocked loop can neither answer nor alert, so
 * something outside it must end the process (exit code 4, or 137 when it had to be killed).
 * Not armed under a debugger, where a pause is wanted: null then.
 */
export function watchLoop(options: StallOptions): StallWatch | null {
  if (inspector.url() !== undefined) return null;
  const { limits = stallLimits, base, last = null } = options;
  const file = options.worker ?? new URL('./stallWorker.ts', import.meta.url);
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: StallOrder = { beats, limits, pid: process.pid, base, last };
  let stopped = false;
  let worker: Worker;
  const start = (): void => {
    worker = new Worker(file, { workerData, resourceLimits: { maxOldGenerationSizeMb: 16 } });
    worker.unref();
    // A thread that ends by itself leaves the loop unwatched: another one takes over.
    worker.on('error', (thrown) => process.emitWarning(`watch thread: ${thrown.message}`));
    worker.on('exit', () => {
      if (!stopped) start();
    });
  };
  start();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), limits.beatMs).unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await worker.terminate();
    },
  };
}
