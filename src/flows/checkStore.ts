import type { Checked } from '../domain/watchdog/steps.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoreCheck } from '../ports/database.ts';

export interface CheckNeeds {
  readonly store: Pick<StoreCheck, 'check'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Asks the database for a sign of life. Throws DB failures. */
export async function checkStore({ store, clock }: CheckNeeds): Promise<Checked> {
  const tookMs = await store.check();
  return { tookMs, at: clock.now() };
}
