import { Failure } from '../../domain/health/failure.ts';
import type { AlertStore } from '../../ports/alerts/store.ts';
import type { AlertKeeper } from './keeper.ts';

/** News of a row may be lost with the process that heard it. */
const LONG_MS = 60_000;

/**
 * What was to go past the database and did not is a row by now, whose id nobody was told: how it
 * ended is asked for by its key. Without the database it is asked again at the next turn.
 */
export async function hearOfRows({
  keeper,
  store,
}: {
  readonly keeper: AlertKeeper;
  readonly store: Pick<AlertStore, 'rowEnds'>;
}): Promise<void> {
  const { steady } = keeper.times();
  const waiting = [...keeper.book.notices.values()].filter(
    ({ channel, state, key, outbox, madeAt }) =>
      channel === 'slack' &&
      state === 'pending' &&
      (outbox === null || outbox === key || steady - madeAt >= LONG_MS),
  );
  if (waiting.length === 0 || keeper.storeAway || keeper.spooled || keeper.epoch === null) return;
  try {
    for (const end of await store.rowEnds(waiting.map(({ key }) => key))) keeper.settle(end);
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.row_ends').category !== 'DB') throw thrown;
  }
}
