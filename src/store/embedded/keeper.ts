import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../domain/health/failure.ts';
import type { Up } from './bringUp.ts';

/** A line for the log; the caller adds component and time. */
export type Log = (
  event: 'db.relocated' | 'db.recovering' | 'db.started',
  fields: Readonly<Record<string, string | number | null>>,
) => void;

/** Brings the server up; `onLost` is called when it is gone again. */
export type BringUp = (onLost: () => void, signal: AbortSignal) => Promise<Up>;

/** Keeps a server up between its first start and `end`. */
export interface Keeper {
  first(): Promise<Up>;
  ensure(): Promise<void>;
  /** Gives the lock back and stops trying. */
  end(): Promise<void>;
}

const LONGEST_PAUSE_MS = 30_000;

/** 0, 1, 2, 4 … 30 s: the first try costs nothing, the later ones not much. */
const pauseBefore = (attempt: number): number =>
  attempt === 1 ? 0 : Math.min(1_000 * 2 ** (attempt - 2), LONGEST_PAUSE_MS);

/** See `Embedded.ensure`. One recovery at a time; it ends with the server, a new owner, or `end`. */
export const keep = (
  { log, onTaken }: { readonly log: Log; readonly onTaken: (failure: Failure) => void },
  bringUp: BringUp,
): Keeper => {
  const stopping = new AbortController();
  let up: Up | null = null;
  let recovery: Promise<void> | null = null;

  const lost = (): void => {
    up = null;
    ensure().catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error; // a bug: the process must end
    }); // a Failure here is "taken", which onTaken has told
  };

  const attempt = async (): Promise<Failure | null> => {
    const startedAt = performance.now();
    try {
      up = await bringUp(lost, stopping.signal);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.reason !== 'second_instance') return error;
      onTaken(error);
      throw error;
    }
    log('db.started', { how: up.how, ms: Math.round(performance.now() - startedAt) });
    return null;
  };

  const recover = async (): Promise<void> => {
    let last: Failure | null = null;
    for (let n = 1; up === null; n += 1) {
      await sleep(pauseBefore(n), undefined, { signal: stopping.signal });
      log('db.recovering', { attempt: n, reason: last?.message ?? null });
      last = await attempt();
    }
  };

  const ensure = async (): Promise<void> => {
    if (up !== null || stopping.signal.aborted) return;
    recovery ??= recover()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      })
      .finally(() => {
        recovery = null;
      });
    return recovery;
  };

  return {
    first: async () => {
      up = await bringUp(lost, stopping.signal);
      return up;
    },
    ensure,
    end: async () => {
      stopping.abort();
      await recovery?.catch(() => {}); // told already; we are leaving anyway
      await up?.owner.close();
      up = null;
    },
  };
};
