import type { AlertSpool, AlertStore } from '../../ports/alerts/store.ts';
import type { Epoch } from '../../ports/leadership.ts';
import type { AlertKeeper } from './keeper.ts';

/**
 * Stores what happened while the database was away, in its order; nothing of it is told again. What
 * an earlier try stored already changes nothing. Throws DB failures.
 */
export async function replaySpool(
  needs: {
    readonly keeper: AlertKeeper;
    readonly store: Pick<AlertStore, 'commit'>;
    readonly spool: AlertSpool;
  },
  epoch: Epoch,
): Promise<'done' | 'fenced'> {
  const { keeper, store, spool } = needs;
  const commits = await spool.read();
  for (const commit of commits)
    if ((await store.commit(epoch, commit)).type === 'fenced') return 'fenced';
  if (commits.length > 0) {
    await spool.clear();
    keeper.redraw = true;
  }
  keeper.spooled = false;
  return 'done';
}
