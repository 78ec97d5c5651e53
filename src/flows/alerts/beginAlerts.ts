import { type Book, emptyBook, type Outcome, shownAlong } from '../../domain/alerts/book.ts';
import { resumed } from '../../domain/alerts/evaluate.ts';
import type { Watched } from '../../domain/alerts/instances.ts';
import { crowdsOf } from '../../domain/alerts/telling/limit.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { AlertSpool, AlertStore, StoredAlerts } from '../../ports/alerts/store.ts';
import type { Emergency } from '../../ports/delivery.ts';
import type { Leadership } from '../../ports/leadership.ts';
import { handOver, leaveSpool, numbered, takeOver } from './handOver.ts';
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
  keeper.book = numbered(bookOf(stored, keeper), epoch);
  for (const outcome of [...endedRows(stored), ...shownAlong(keeper.book)]) keeper.settle(outcome);
  // Should the database go now, edits find the messages that others have sent.
  for (const { anchorKey, channel, ts } of stored.anchors)
    needs.emergency.remember(anchorKey, { channel, ts });
  // The process before may have ended while it waited to draw messages anew.
  if (!needs.emergency.isSettled()) keeper.redraw = true;
  keeper.silences = stored.silences;
  keeper.suppressed = new Map(
    stored.instances
      .filter(({ suppression }) => suppression !== 'none')
      .map((one) => [one.key, one.suppression]),
  );
  // Before the first look: it goes on from what was told.
  if ((await takeOver(needs, epoch)) === 'fenced') return { leading: false };
  keeper.epoch = epoch;
  return { leading: true };
}

/** Its row has ended while nobody was there to write it down at the notice. */
const isNews = ({ channel, state, deliveredAt }: Notice): boolean =>
  channel === 'slack' && deliveredAt === null && (state === 'delivered' || state === 'dead');

/** What is written down with the first look, so that it is not asked for again, and goes some day. */
const endedRows = ({ notices }: StoredAlerts): readonly Outcome[] =>
  notices
    .filter(isNews)
    .flatMap(({ key, state }) =>
      state === 'delivered' || state === 'dead' ? { notice: key, state } : [],
    );

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
    episodes: new Map(stored.episodes.map((one) => [one.id, one])),
    notices: new Map(
      stored.notices.map((one) => [one.key, isNews(one) ? { ...one, state: 'pending' } : one]),
    ),
    crowds: crowdsOf(stored.notices, steady),
  };
}
