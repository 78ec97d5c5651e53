import type { Failure } from '../../../src/domain/health/failure.ts';
import type { Call, Db } from '../../../src/store/pool/db.ts';
import { createPool } from '../../../src/store/pool/pool.ts';
import {
  mainLimits,
  type PoolLimits,
  type ServerSettings,
} from '../../../src/store/pool/settings.ts';

/** Real time: these tests speak with real servers. */
export const clock = { now: () => Date.now(), elapsed: () => performance.now() };

export const once: Call = { name: 'test.once', repeatable: false };
export const twice: Call = { name: 'test.twice', repeatable: true };

/** A pool with other limits, and why it was recycled, in order. */
export function openPool(
  server: ServerSettings,
  limits: Partial<PoolLimits> = {},
): { readonly db: Db; readonly recycled: readonly string[] } {
  const recycled: string[] = [];
  const db = createPool({
    server,
    limits: { ...mainLimits, ...limits },
    clock,
    random: Math.random,
    onRecycled: (why) => recycled.push(why),
  });
  return { db, recycled };
}

/** The failure that a call ends with. */
export const failureFrom = async (work: PromiseLike<unknown>): Promise<Failure> => {
  try {
    await work;
  } catch (thrown) {
    return thrown as Failure;
  }
  throw new Error('it did not fail');
};

/** Its reason, or the word `good`. */
export const outcome = (work: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(work).then(
    () => 'good',
    (thrown: Failure) => thrown.reason ?? String(thrown),
  );

/** Counts what escapes from every promise while it watches; `end` tells how many. */
export function watchEscapes(): { end(): readonly string[] } {
  const escaped: string[] = [];
  const note = (thrown: unknown) => escaped.push(String(thrown));
  process.on('uncaughtException', note).on('unhandledRejection', note);
  return {
    end() {
      process.off('uncaughtException', note).off('unhandledRejection', note);
      return escaped;
    },
  };
}

/** Asks every few ms until `good` holds; how long it took, in ms. */
export async function until(
  good: () => boolean | Promise<boolean>,
  longestMs: number,
): Promise<number> {
  const from = performance.now();
  while (!(await good())) {
    if (performance.now() - from > longestMs) throw new Error(`not within ${longestMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - from;
}
