/** Alerts that another process has told without the database, and that are ours to end. */

import { type AlertCommit, type Book, lastOf, type StoredInstance } from '../book.ts';
import { type AlertEvent, closed, type Episode, isFiring, type Times } from '../episode.ts';
import type { Watched } from '../instances.ts';
import type { Rule } from '../rule.ts';
import { crowdsOf } from './limit.ts';
import type { Notice } from './notice.ts';

/** What a process left to whoever leads: the commits that the database did not take. */
export interface Handover {
  readonly id: string;
  readonly commits: readonly AlertCommit[];
  /** Episodes of these that the database has all the same. */
  readonly known: readonly string[];
}

/** The book with what was left, and what of it is to be stored. */
export interface TakenOver {
  readonly book: Book;
  readonly commit: AlertCommit;
}

/** The newest of each kind. */
const newest = <T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [nameOf(one), one]));

/**
 * Takes over what another process has told. An episode that is known already is ours since then. One
 * that is open goes on here, and ends as any other; where ours of the same key is open, it ends at
 * once, for one key has one. Messages of Slack are drawn anew, since nobody knows what they show.
 */
export function takenOver(
  before: Book,
  { commits, known }: Handover,
  rules: readonly Rule[],
  times: Times,
): TakenOver {
  const isNew = ({ id }: Episode): boolean => !known.includes(id) && !before.episodes.has(id);
  const all = newest(
    commits.flatMap(({ episodes }) => episodes),
    ({ id }) => id,
  );
  const instances = newest(
    commits.flatMap((one) => one.instances),
    ({ key }) => key,
  );
  const taken = [...all.values()].filter(isNew).map((one) => settled(before, redrawn(one), times));
  const ids = new Set(taken.map(({ episode }) => episode.id));
  const notices = newest(
    commits.flatMap((one) => one.notices).filter(({ episode }) => ids.has(episode)),
    ({ key }) => key,
  );
  const allNotices = new Map([...[...notices].map(waiting), ...before.notices]);
  const watched = taken.flatMap(({ episode }) => watchedOf(before, episode, instances, rules));
  return {
    book: {
      ...before,
      watched: new Map([...before.watched, ...watched.map((one) => [one.key, one] as const)]),
      episodes: inOrder([...before.episodes.values(), ...taken.map(({ episode }) => episode)]),
      notices: allNotices,
      crowds: crowdsOf([...allNotices.values()], times.steady),
    },
    commit: {
      instances: watched.map((one) => storedOf(one, times)),
      episodes: taken.map(({ episode }) => episode),
      events: [
        ...commits.flatMap(({ events }) => events).filter(({ episode }) => ids.has(episode)),
        ...taken.flatMap(({ event }) => event ?? []),
      ],
      notices: [...notices.values()],
      rows: [],
    },
  };
}

const redrawn = (one: Episode): Episode =>
  one.marks.face === '' ? one : { ...one, marks: { ...one.marks, face: 'unknown' } };

/** One key has one open episode: ours. */
function settled(
  before: Book,
  episode: Episode,
  times: Times,
): { readonly episode: Episode; readonly event: AlertEvent | null } {
  const ours = lastOf(before, episode.key);
  if (episode.endedAt !== null || ours === null || ours.endedAt !== null)
    return { episode, event: null };
  return closed(episode, times, 'taken_over');
}

/** What fired there fires here, until a look says otherwise. */
function watchedOf(
  before: Book,
  { key, rule: id, labels, endedAt, marks }: Episode,
  instances: ReadonlyMap<string, StoredInstance>,
  rules: readonly Rule[],
): readonly Watched[] {
  const rule = rules.find((one) => one.id === id);
  if (endedAt !== null || rule === undefined || isFiring(before.watched.get(key))) return [];
  const t0 = instances.get(key)?.t0 ?? marks.changes.at(-1) ?? null;
  const value = instances.get(key)?.value ?? null;
  const instance = { state: 'firing', t0, tk: null, unknownSince: null, value } as const;
  return [{ key, rule, labels, instance }];
}

const storedOf = ({ key, rule, labels, instance }: Watched, { steady }: Times): StoredInstance => ({
  ...instance,
  key,
  rule: rule.id,
  labels,
  suppression: 'none',
  handling: 'open',
  seenAt: steady,
});

const inOrder = (all: readonly Episode[]): ReadonlyMap<string, Episode> =>
  new Map(all.toSorted((a, b) => a.startedAt - b.startedAt).map((one) => [one.id, one]));

/** Nobody knows whether what was being sent has arrived: it is sent again, under the same key. */
const waiting = ([key, one]: readonly [string, Notice]): readonly [string, Notice] => [
  key,
  one.state === 'sending' ? { ...one, state: 'pending', attempts: Math.max(1, one.attempts) } : one,
];
