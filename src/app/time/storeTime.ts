/** The time of the store inside this process: what is stored as a moment means the same to all of them. */

import { Failure } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';

/** A clock that no wrong time of day moves. */
export interface StoreTime extends Clock {
  /**
   * Asks the store again: after a pause, after a jump, by another leader. Resolves to false when the
   * store could not say; then the time goes on as before. Throws what is no DB failure.
   */
  adjust(): Promise<boolean>;
}

/** `ask`: what time the store has now, in ms. Throws DB failures of the first answer. */
export async function storeTime(
  { elapsed }: Pick<Clock, 'elapsed'>,
  ask: () => Promise<number>,
): Promise<StoreTime> {
  let base = await ask();
  let from = elapsed();
  return {
    now: () => Math.round(base + elapsed() - from),
    elapsed,
    adjust: async () => {
      try {
        base = await ask();
      } catch (thrown) {
        if (Failure.from(thrown, 'store.now').category !== 'DB') throw thrown;
        return false;
      }
      from = elapsed();
      return true;
    },
  };
}
