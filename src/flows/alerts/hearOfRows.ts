import { Failure } from '../../domain/health/failure.ts';
import type { AlertStore } from '../../ports/alerts/store.ts';
import type { AlertKeeper } from './keeper.ts';

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
  const waiting = [...keeper.book.notices.values()].filter(
    ({ channel, state, key, outbox }) =>
      channel === 'slack' && state === 'pending' && (outbox === null || outbox === key),
  );
  if (waiting.length === 0 || keeper.storeAway || keeper.spooled || keeper.epoch === null) return;
  try {
    for (const end of await store.rowEnds(waiting.map(({ key }) => key))) keeper.settle(end);
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.row_ends').category !== 'DB') throw thrown;
  }
}
