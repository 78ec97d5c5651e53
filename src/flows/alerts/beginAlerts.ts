import { type Book, emptyBook, shownAlong } from '../../domain/alerts/book.ts';
import type { Episode } from '../../domain/alerts/episode.ts';
import { resumed } from '../../domain/alerts/evaluate.ts';
import type { Watched } from '../../domain/alerts/instances.ts';
import { crowdsOf } from '../../domain/alerts/telling/limit.ts';
import type { AlertSpool, AlertStore, StoredAlerts } from '../../ports/alerts/store.ts';
import type { Emergency } from '../../ports/delivery.ts';
import type { Leadership } from '../../ports/leadership.ts';
import { handOver, leaveSpool } from './handOver.ts';
import type { AlertKeeper } from './keeper.ts';

export interface BeginNeeds {
  readonly keeper: AlertKeeper;
  readonly leadership: Pick<Leadership, 'take'>;
  readonly store: AlertStore;
  readonly spool: AlertSpool;
  readonly emergency: Emergency;
  /** Who has waited so long for the lease has stood by. */
  readonly standbyMs: number;
  /** Called when this process takes over what another one has watched. */
  readonly onTakenOver: () => Promise<void>;
}

/**
 * Takes the role and goes on where the last process stopped: who stands by evaluates nothing, and
 * leaves to the leader what he kept while the database was away.
 * Throws DB failures.
 */
export async function beginAlerts(needs: BeginNeeds): Promise<{ readonly leading: boolean }> {
  const { keeper, leadership, store } = needs;
  if (keeper.storeAway && keeper.epoch !== null) return { leading: true }; // from memory, as before
  const epoch = await leadership.take('alerts');
  keeper.epoch = null;
  if (epoch === null) {
    keeper.standbySince ??= keeper.times().steady;
    await handOver(needs);
    return { leading: false };
  }
  await leaveSpool(needs);
  const stored = await store.load();
  const { standbySince } = keeper;
  // At every start the lease is a moment away: that is no standing by.
  if (standbySince !== null && keeper.times().steady - standbySince >= needs.standbyMs)
    await needs.onTakenOver();
  keeper.standbySince = null;
  keeper.book = bookOf(stored, keeper);
  for (const outcome of shownAlong(keeper.book)) keeper.settle(outcome);
  keeper.silences = stored.silences;
  keeper.suppressed = new Map(
    stored.instances
      .filter(({ suppression }) => suppression !== 'none')
      .map((one) => [one.key, one.suppression]),
  );
  keeper.epoch = epoch;
  keeper.lookedForOthersAt = null;
  return { leading: true };
}

const ROOM = 1_000;

/**
 * The process before may have told more than the database knows, and may still come to say so:
 * names of notices, which hold the number of an event, are not given twice.
 */
const numberedAnew = (one: Episode): Episode => ({
  ...one,
  events: Math.ceil((one.events + 1) / ROOM) * ROOM,
});

/** Time while nobody looked is no evidence. What has no rule any more is left to the first turn. */
function bookOf(stored: StoredAlerts, { rules, times }: AlertKeeper): Book {
  const { steady } = times();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const watched = stored.instances.flatMap((one): readonly Watched[] => {
    const rule = byId.get(one.rule);
    if (rule === undefined) return [];
    const { key, labels, state, t0, tk, unknownSince, value, seenAt } = one;
    const instance = resumed({ state, t0, tk, unknownSince, value }, steady - seenAt, steady);
    return [{ key, rule, labels, instance }];
  });
  return {
    ...emptyBook,
    watched: new Map(watched.map((one) => [one.key, one])),
    episodes: new Map(stored.episodes.map((one) => [one.id, numberedAnew(one)])),
    notices: new Map(stored.notices.map((one) => [one.key, one])),
    crowds: crowdsOf(stored.notices, steady),
  };
}
