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
  readonly store: Pick<AlertStore, 'load'>;
}): Promise<void> {
  const waiting = [...keeper.book.notices.values()].filter(
    ({ channel, state, key, outbox }) =>
      channel === 'slack' && state === 'pending' && (outbox === null || outbox === key),
  );
  if (waiting.length === 0 || keeper.storeAway || keeper.spooled || keeper.epoch === null) return;
  const keys = new Set(waiting.map(({ key }) => key));
  try {
    for (const { key, state } of (await store.load()).notices)
      if (keys.has(key) && (state === 'delivered' || state === 'dead'))
        keeper.settle({ notice: key, state });
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.load').category !== 'DB') throw thrown;
  }
}
