import type { Book } from '../../domain/alerts/book.ts';
import { type Handover, takenOver } from '../../domain/alerts/telling/takenOver.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { AlertSpool, AlertStore } from '../../ports/alerts/store.ts';
import type { Emergency } from '../../ports/delivery.ts';
import type { Epoch } from '../../ports/leadership.ts';
import type { AlertKeeper } from './keeper.ts';
import { unlessRefused } from './replaySpool.ts';

export interface HandOverNeeds {
  readonly keeper: AlertKeeper;
  readonly store: Pick<AlertStore, 'handOver'>;
  readonly spool: AlertSpool;
  readonly emergency: Pick<Emergency, 'isSettled'>;
}

/**
 * Who does not lead leaves what he kept without the database to whoever does: each alert that was
 * told must end. The messages themselves are rows by then, so that their edits find them. While
 * the database is away it waits for the next time. Throws CONFIG/`data_dir_unwritable`.
 */
export async function handOver(needs: HandOverNeeds): Promise<void> {
  if (!needs.emergency.isSettled()) return;
  try {
    await leaveSpool(needs);
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.hand_over').category !== 'DB') throw thrown;
  }
}

/**
 * The same for who leads now, for himself: since it was kept another process may have led, so that
 * it is no plain sequel any more. Throws DB failures, CONFIG/`data_dir_unwritable`.
 */
export async function leaveSpool({
  keeper,
  store,
  spool,
}: Pick<HandOverNeeds, 'keeper' | 'store' | 'spool'>): Promise<void> {
  const commits = await spool.read();
  if (commits.length > 0) {
    await store.handOver(commits);
    await spool.clear();
  }
  keeper.spooled = false;
}

const ROOM = 1_000;

/**
 * The process before may have told more than the database knows, and may still come to say so:
 * names of notices, which hold the number of an event, are given by no two processes.
 */
export const numbered = (book: Book, { epoch }: Epoch): Book => ({
  ...book,
  episodes: new Map(
    [...book.episodes].map(([id, one]) => [
      id,
      { ...one, events: Math.max(one.events, Number(epoch) * ROOM) },
    ]),
  ),
});

const LOOK_MS = 30_000;

export interface TakeOverNeeds {
  readonly keeper: AlertKeeper;
  readonly store: Pick<AlertStore, 'handedOver' | 'endHandover' | 'commit'>;
  readonly spool: Pick<AlertSpool, 'refused'>;
}

/**
 * Looks every half minute for what others have left. `fenced`: this process does not lead any more.
 * Without the database it is looked for the next time.
 */
export async function lookForOthers(needs: TakeOverNeeds): Promise<'done' | 'fenced'> {
  const { keeper } = needs;
  const { steady } = keeper.times();
  const { epoch, lookedForOthersAt: last } = keeper;
  if (epoch === null || keeper.storeAway || keeper.spooled) return 'done';
  if (last !== null && steady - last < LOOK_MS) return 'done';
  try {
    return await takeOver(needs, epoch);
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.take_over').category !== 'DB') throw thrown;
    return 'done';
  }
}

/**
 * Takes over what others have left, and stores it as ours. What the store will never take is let go
 * and counted; it must not take the rest along. Throws DB failures.
 */
export async function takeOver(needs: TakeOverNeeds, epoch: Epoch): Promise<'done' | 'fenced'> {
  const { keeper, store } = needs;
  keeper.lookedForOthersAt = keeper.times().steady;
  for (const handover of await store.handedOver()) {
    const whole = await attempt(needs, epoch, handover);
    const end = whole === 'refused' ? await oneByOne(needs, epoch, handover) : whole;
    if (end === 'fenced') return end;
    await store.endHandover(handover.id);
  }
  return 'done';
}

async function oneByOne(
  needs: TakeOverNeeds,
  epoch: Epoch,
  handover: Handover,
): Promise<'done' | 'fenced'> {
  let refused = 0;
  for (const commit of handover.commits) {
    const end = await attempt(needs, epoch, { ...handover, commits: [commit] });
    if (end === 'fenced') return end;
    if (end === 'refused') refused += 1;
  }
  needs.spool.refused(refused);
  return 'done';
}

async function attempt(
  { keeper, store }: TakeOverNeeds,
  epoch: Epoch,
  handover: Handover,
): Promise<'done' | 'fenced' | 'refused'> {
  return unlessRefused(async () => {
    const { book, commit } = takenOver(keeper.book, handover, keeper.rules, keeper.times());
    const stored = await store.commit(epoch, commit);
    if (stored.type === 'done') {
      keeper.book = numbered(book, epoch);
      keeper.redraw = true; // what Slack shows of it is not known
    }
    return stored;
  });
}
