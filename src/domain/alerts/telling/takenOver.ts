/** Alerts that another process has told without the database, and that are ours to end. */

import { type AlertCommit, type Book, lastOf, type StoredInstance } from '../book.ts';
import { type AlertEvent, closed, type Episode, isFiring, type Times } from '../episode.ts';
import type { Watched } from '../instances.ts';
import { inactive, type Rule } from '../rule.ts';
import { crowdsOf } from './limit.ts';
import type { Notice } from './notice.ts';

/** What a process left to whoever leads: the commits that the database did not take. */
export interface Handover {
  readonly id: string;
  readonly commits: readonly AlertCommit[];
  /** Episodes of these that the database has, and how many events they have there. */
  readonly known: Readonly<Record<string, number>>;
}

/** The book with what was left, and what of it is to be stored. */
export interface TakenOver {
  readonly book: Book;
  readonly commit: AlertCommit;
}

/** An episode that goes on here, and what happens to it by that. */
interface Taken {
  readonly episode: Episode;
  readonly event: AlertEvent | null;
}

/** The newest of each kind. */
const newest = <T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [nameOf(one), one]));

/**
 * Takes over what another process has told. An episode with which somebody has dealt since is ours
 * as it is. One that is open goes on here, and ends as any other; where ours of the same key is
 * open, it ends at once, for one key has one.
 */
export function takenOver(
  before: Book,
  handover: Handover,
  rules: readonly Rule[],
  times: Times,
): TakenOver {
  const { commits } = handover;
  const episodes = newest(
    commits.flatMap((one) => one.episodes),
    ({ id }) => id,
  );
  const instances = newest(
    commits.flatMap((one) => one.instances),
    ({ key }) => key,
  );
  const { left = [], known = [] } = Object.groupBy(episodes.values(), (one) =>
    isOurs(one, handover) ? 'left' : 'known',
  );
  left.sort((a, b) => a.startedAt - b.startedAt);
  const taken = left.map((one, n) =>
    settled([...before.episodes.values(), ...left.slice(0, n)], one, times),
  );
  const changed = [...taken, ...known.flatMap((one) => owed(before, one, times) ?? [])];
  const ids = new Set(changed.map(({ episode }) => episode.id));
  const notices = noticesOf(before, commits, ids);
  const watched = taken.flatMap(({ episode }) => watchedOf(before, episode, instances, rules));
  const all = new Map([...before.notices, ...notices.map((one) => [one.key, one] as const)]);
  return {
    book: {
      ...before,
      watched: new Map([...before.watched, ...watched.map((one) => [one.key, one] as const)]),
      episodes: withTaken(before, changed),
      notices: all,
      crowds: crowdsOf([...all.values()], times.steady),
    },
    commit: {
      instances: watched.map((one) => storedOf(one, times)),
      episodes: changed.map(({ episode }) => episode),
      events: [
        ...commits.flatMap(({ events }) => events).filter(({ episode }) => ids.has(episode)),
        ...changed.flatMap(({ event }) => event ?? []),
      ],
      notices,
      rows: [],
    },
  };
}

/** New, or nobody has dealt with it since: whoever leads later counts from a higher thousand. */
function isOurs({ id, events }: Episode, { known }: Handover): boolean {
  return events >= (known[id] ?? 0);
}

/** One key has one open episode: ours. */
function settled(others: readonly Episode[], one: Episode, times: Times): Taken {
  const isRival = others.some(
    ({ id, key, endedAt }) => key === one.key && endedAt === null && id !== one.id,
  );
  if (one.endedAt !== null || !isRival) return { episode: one, event: null };
  return closed(one, times, 'taken_over');
}

/** What fired there fires here, until a look says otherwise; what we took to fire and ended there does not. */
function watchedOf(
  before: Book,
  { id, key, rule: ruleId, labels, endedAt, marks }: Episode,
  instances: ReadonlyMap<string, StoredInstance>,
  rules: readonly Rule[],
): readonly Watched[] {
  const rule = rules.find((one) => one.id === ruleId);
  if (rule === undefined) return [];
  const fires = isFiring(before.watched.get(key));
  if (endedAt !== null)
    return fires && lastOf(before, key)?.id === id
      ? [{ key, rule, labels, instance: inactive }]
      : [];
  if (fires) return [];
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

/** In the order of their beginning. */
function withTaken(before: Book, taken: readonly Taken[]): ReadonlyMap<string, Episode> {
  const all = new Map([
    ...before.episodes,
    ...taken.map(({ episode }) => [episode.id, episode] as const),
  ]);
  return new Map([...all].toSorted(([, a], [, b]) => a.startedAt - b.startedAt));
}

/** Those of what is taken, and what has arrived of the rest: nobody is to hear that again. */
function noticesOf(
  before: Book,
  commits: readonly AlertCommit[],
  taken: ReadonlySet<string>,
): readonly Notice[] {
  const all = newest(
    commits.flatMap((one) => one.notices),
    ({ key }) => key,
  );
  const own = [...all.values()].filter(({ key, episode, state }) => {
    const ours = before.notices.get(key);
    if (ours === undefined) return taken.has(episode);
    return state === 'delivered'
      ? ours.state !== state
      : state === 'folded' && ours.state === 'pending';
  });
  const keys = new Set(own.map(({ key }) => key));
  const digests = new Set(own.map(({ into }) => into));
  const others = [...all.values()].filter(
    ({ key }) => digests.has(key) && !keys.has(key) && !before.notices.has(key),
  );
  return [...own, ...others].map(waiting);
}

/**
 * Nobody knows whether what was to be sent has arrived: it is sent again, under the same key. What
 * became of a row of the queue is asked for by that key, too.
 */
function waiting(one: Notice): Notice {
  if (one.state !== 'sending' && one.state !== 'pending') return one;
  return { ...one, state: 'pending', attempts: Math.max(1, one.attempts), outbox: null };
}

/**
 * An episode with which we have dealt since, and which some channel was told of as firing by the
 * other process, last of all: we owe that channel an end. Null: we owe nothing.
 */
function owed(before: Book, theirs: Episode, times: Times): Taken | null {
  const { told } = theirs.marks;
  const ours = before.episodes.get(theirs.id);
  const firing = Object.keys(told).filter(
    (channel) =>
      channel !== 'log' && told[channel] === 'firing' && ours?.marks.told[channel] !== 'firing',
  );
  if (firing.length === 0) return null;
  if (ours === undefined) return closed(theirs, times, 'taken_over'); // over for so long that we have forgotten it
  const more = Object.fromEntries(firing.map((channel) => [channel, 'firing' as const]));
  const marks = { ...ours.marks, told: { ...ours.marks.told, ...more } };
  // What is told next has a name of its own: the number may be that of an end told already.
  return { episode: { ...ours, events: ours.events + 1, marks }, event: null };
}
