/** What the daemon is doing with itself, and who asked it to stop. */

import type { Clock } from '../ports/clock.ts';

/** `starting` until database and tree are up, `draining` from the first request to stop. */
export type Phase = 'starting' | 'running' | 'draining';

/** Why the daemon ends, and with which exit code. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

export interface Lifecycle {
  readonly startedAt: number;
  /** How long ago, in ms. */
  uptimeMs(): number;
  phase(): Phase;
  /** Why nobody should be routed here. */
  notReady(): readonly ('starting' | 'draining')[];
  running(): void;
  /** Asks for the end; the first request counts. */
  end(ending: Ending): void;
  /** Settles at the first request. */
  readonly ending: Promise<Ending>;
  /** Aborted at the first request, for what waits while the daemon starts. */
  readonly signal: AbortSignal;
}

/** A daemon that has just begun. */
export function createLifecycle({ now, elapsed }: Clock): Lifecycle {
  const [startedAt, began] = [now(), elapsed()];
  const ending = Promise.withResolvers<Ending>();
  const stop = new AbortController();
  let phase: Phase = 'starting';
  return {
    startedAt,
    uptimeMs: () => elapsed() - began,
    phase: () => phase,
    notReady: () => (phase === 'running' ? [] : [phase]),
    running: () => {
      if (phase === 'starting') phase = 'running';
    },
    end: (why) => {
      phase = 'draining';
      ending.resolve(why);
      stop.abort();
    },
    ending: ending.promise,
    signal: stop.signal,
  };
}

/** What the process as a whole is told of. */
export interface ProcessEvents {
  /** SIGTERM or SIGINT; the second one means at once. */
  readonly onSignal: (signal: string, times: number) => void;
  /** A rejection or an exception that nobody handled. */
  readonly onUnhandled: (thrown: unknown) => void;
}

/** Listens to signals and to what nobody handled. Gives back how to stop listening. */
export function watchProcess({ onSignal, onUnhandled }: ProcessEvents): () => void {
  let signals = 0;
  const take = (signal: string): void => {
    signals += 1;
    onSignal(signal, signals);
  };
  process.on('SIGTERM', take).on('SIGINT', take);
  process.on('unhandledRejection', onUnhandled).on('uncaughtException', onUnhandled);
  return () => {
    process.off('SIGTERM', take).off('SIGINT', take);
    process.off('unhandledRejection', onUnhandled).off('uncaughtException', onUnhandled);
  };
}
