/** One look at everything: evaluate, open and close episodes, decide what is told, and where. */

import { type AlertCommit, type Book, lastOf, type StoredInstance, tidied } from './book.ts';
import {
  type AlertEvent,
  type Cause,
  closed,
  type Episode,
  isFiring,
  type Moved,
  opened,
  type Suppression,
  type Times,
  unacknowledged,
} from './episode.ts';
import { type Change, type Looked, lookAll, type Watched } from './instances.ts';
import type { Observations, Rule } from './rule.ts';
import { nextDigestAt } from './telling/limit.ts';
import { nextEnd } from './telling/silence.ts';
import { type TellInput, tell } from './telling/tell.ts';
import { earlier } from './verdict.ts';

/** What a look needs beside the book. */
export interface TurnInput extends TellInput {
  readonly rules: readonly Rule[];
  readonly seen: Observations;
  /** Why firings were muted at the look before, by the key of the instance. */
  readonly suppressed: ReadonlyMap<string, Suppression>;
  /** What is known of the trouble behind a rule now. */
  readonly causeOf: (change: Change) => Cause;
  /** A fresh uuid. */
  readonly newId: () => string;
}

/** What a look brought. */
export interface Turned {
  readonly book: Book;
  readonly commit: AlertCommit;
  /** Why firings are muted, by the key of the instance; the others are not in it. */
  readonly suppressed: ReadonlyMap<string, Suppression>;
  /** Beginnings and ends, told or not. */
  readonly turns: readonly { readonly episode: Episode; readonly type: 'firing' | 'resolved' }[];
  readonly broken: Looked['broken'];
  /** By the clock that only goes forward; null: not before something is seen. */
  readonly nextAt: number | null;
}

/** Episodes and events while a look is made. */
interface Desk {
  readonly episodes: Map<string, Episode>;
  readonly events: AlertEvent[];
  readonly turns: { episode: Episode; type: 'firing' | 'resolved' }[];
}

const keep = (desk: Desk, { episode, event }: Moved): Episode => {
  desk.episodes.set(episode.id, episode);
  desk.events.push(event);
  return episode;
};

/** One look. Pure: the same book and input give the same. */
export function turn(before: Book, input: TurnInput): Turned {
  const { times, rules, seen } = input;
  const looked = lookAll(rules, before.watched, seen, times.steady);
  const desk: Desk = { episodes: new Map(before.episodes), events: [], turns: [] };
  const inOrder = looked.changes.toSorted((a, b) => (a.watched.key < b.watched.key ? -1 : 1));
  for (const change of inOrder) changed(desk, change, input);
  for (const episode of [...desk.episodes.values()]) age(desk, episode, looked, input);
  const told = tell(before, desk, looked.all, input);
  const { notices, crowds, rows } = told;
  const suppressed = mutedIn(looked.all, told.suppressions);
  const book = tidied(
    { watched: looked.all, episodes: desk.episodes, notices, silences: before.silences, crowds },
    times.steady,
  );
  const silenceEnds = nextEnd(before.silences, times.wall);
  return {
    book,
    commit: {
      instances: instancesOf(
        before,
        looked,
        desk,
        { now: suppressed, before: input.suppressed },
        times,
      ),
      episodes: [...desk.episodes.values()].filter((one) => before.episodes.get(one.id) !== one),
      events: desk.events,
      notices: [...notices.values()].filter((one) => before.notices.get(one.key) !== one),
      rows,
    },
    suppressed,
    turns: desk.turns,
    broken: looked.broken,
    nextAt: [
      looked.nextAtMs,
      told.nextAt,
      nextDigestAt(crowds),
      silenceEnds === null ? null : times.steady + silenceEnds - times.wall,
    ].reduce(earlier, null),
  };
}

function changed(desk: Desk, change: Change, { times, causeOf, newId }: TurnInput): void {
  const last = lastOf(desk, change.watched.key);
  if (change.effect.type === 'resolved') {
    if (last === null || last.endedAt !== null) return;
    desk.turns.push({ episode: keep(desk, closed(last, times, 'resolved')), type: 'resolved' });
    return;
  }
  if (last !== null && last.endedAt === null) return; // it fires already, since before a restart
  const fresh = { ...causeOf(change), id: newId() };
  desk.turns.push({ episode: keep(desk, opened(change, last, times, fresh)), type: 'firing' });
}

/** What ends by itself: an acknowledgement after a day, an episode whose rule is gone. */
function age(desk: Desk, episode: Episode, looked: Looked, { times }: TurnInput): void {
  if (episode.endedAt === null && !looked.all.has(episode.key)) {
    desk.turns.push({
      episode: keep(desk, closed(episode, times, 'rule_removed')),
      type: 'resolved',
    });
    return;
  }
  const forgotten = unacknowledged(episode, times.wall);
  if (forgotten !== null) keep(desk, forgotten);
}

const mutedIn = (
  all: Looked['all'],
  suppressions: ReadonlyMap<string, Suppression>,
): ReadonlyMap<string, Suppression> =>
  new Map([...suppressions].filter(([key, word]) => word !== 'none' && isFiring(all.get(key))));

interface Muted {
  readonly now: ReadonlyMap<string, Suppression>;
  readonly before: ReadonlyMap<string, Suppression>;
}

/** Instances that stand otherwise than before, and those that wait: these say that somebody looks. */
function instancesOf(
  before: Book,
  looked: Looked,
  desk: Desk,
  muted: Muted,
  { steady }: Times,
): readonly StoredInstance[] {
  const isOther = (one: Watched): boolean => {
    const was = before.watched.get(one.key)?.instance;
    const { state, t0, tk } = one.instance;
    if (was === undefined) return state !== 'inactive';
    if (muted.now.get(one.key) !== muted.before.get(one.key)) return true;
    return state === 'pending' || was.state !== state || was.t0 !== t0 || was.tk !== tk;
  };
  return [...looked.all.values()].filter(isOther).map((one) => {
    const last = lastOf(desk, one.key);
    return {
      ...one.instance,
      key: one.key,
      rule: one.rule.id,
      labels: one.labels,
      seenAt: steady,
      suppression: muted.now.get(one.key) ?? 'none',
      handling: isFiring(one) && last?.ackedBy != null ? 'acked' : 'open',
    };
  });
}
