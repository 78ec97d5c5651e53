import { Failure } from '../../domain/health/failure.ts';
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
  let refused = 0;
  for (const commit of commits) {
    const stored = await unlessRefused(() => store.commit(epoch, commit));
    if (stored === 'fenced') return 'fenced';
    if (stored === 'refused') refused += 1;
  }
  if (refused > 0) spool.refused(refused);
  if (commits.length > 0) {
    await spool.clear();
    keeper.redraw = true;
  }
  keeper.spooled = false;
  return 'done';
}

/**
 * What the store will never take must not stop alerts at every start: the line of another version,
 * or what a disk made of it. A store that is away is another matter. Throws its other DB failures.
 */
export async function unlessRefused(
  commit: () => Promise<{ readonly type: 'done' | 'fenced' }>,
): Promise<'done' | 'fenced' | 'refused'> {
  try {
    return (await commit()).type;
  } catch (thrown) {
    const { category, reason } = Failure.from(thrown, 'alerts.commit');
    if (category === 'DB' && reason !== 'constraint') throw thrown;
    return 'refused';
  }
}
