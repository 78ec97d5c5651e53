/** Everything that is known of alerts between two looks. Plain data. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { AlertEvent, Episode, Suppression } from './episode.ts';
import type { Watched } from './instances.ts';
import type { Instance, Labels } from './rule.ts';
import type { Crowds } from './telling/limit.ts';
import { isSettled, type Notice } from './telling/notice.ts';
import type { Silence } from './telling/silence.ts';

export interface Book {
  /** By key. */
  readonly watched: ReadonlyMap<string, Watched>;
  /** By id, in the order of their beginning: open ones, and those that ended lately. */
  readonly episodes: ReadonlyMap<string, Episode>;
  /** By key, in the order of their making: those of the episodes above. */
  readonly notices: ReadonlyMap<string, Notice>;
  readonly silences: readonly Silence[];
  readonly crowds: Crowds;
}

/** Nothing has happened. */
export const emptyBook: Book = {
  watched: new Map(),
  episodes: new Map(),
  notices: new Map(),
  silences: [],
  crowds: {},
};

/** An instance as the store keeps it. */
export interface StoredInstance extends Instance {
  readonly key: string;
  readonly rule: string;
  readonly labels: Labels;
  readonly suppression: Suppression;
  readonly handling: 'open' | 'acked';
  /** When it was looked at last, by the clock that only goes forward. */
  readonly seenAt: number;
}

/** What a look changed: stored whole or not at all. Repeatable. */
export interface AlertCommit {
  readonly instances: readonly StoredInstance[];
  readonly episodes: readonly Episode[];
  readonly events: readonly AlertEvent[];
  readonly notices: readonly Notice[];
  /** Rows of the ops lane; `notice` is the notice that the row tells, null for an edit. */
  readonly rows: readonly { readonly notice: string | null; readonly draft: OutboxDraft }[];
}

/** Whether there is nothing to store. */
export const isEmpty = ({ instances, episodes, events, notices, rows }: AlertCommit): boolean =>
  instances.length + episodes.length + events.length + notices.length + rows.length === 0;

/** The open episode of a key, else the last one; null when there was none lately. */
export function lastOf({ episodes }: Pick<Book, 'episodes'>, key: string): Episode | null {
  const all = [...episodes.values()].filter((one) => one.key === key);
  return all.findLast((one) => one.endedAt === null) ?? all.at(-1) ?? null;
}

/** The notices of an episode, oldest first. */
export const noticesOf = ({ notices }: Pick<Book, 'notices'>, id: string): readonly Notice[] =>
  [...notices.values()].filter(({ episode }) => episode === id);

/** What became of a notice, as the queue or a channel says. */
export interface Outcome {
  readonly notice: string;
  readonly state: 'sending' | 'delivered' | 'dead' | 'pending';
}

/** The book after news of notices, and the notices that are others now. `wall`: when. */
export function withOutcomes(
  book: Book,
  outcomes: readonly Outcome[],
  wall: number,
): { readonly book: Book; readonly changed: readonly Notice[] } {
  const notices = new Map(book.notices);
  const changed = outcomes.flatMap((outcome) => {
    const next = after(outcome, notices, wall);
    for (const one of next) notices.set(one.key, one);
    return next;
  });
  return { book: { ...book, notices }, changed };
}

/** What arrived stays so, whatever is said later. */
function after(
  { notice: key, state }: Outcome,
  all: ReadonlyMap<string, Notice>,
  wall: number,
): readonly Notice[] {
  const notice = all.get(key);
  if (notice === undefined || notice.state === 'delivered' || notice.state === state) return [];
  if (state !== 'delivered') {
    const attempts = notice.attempts + (state === 'sending' ? 1 : 0);
    return [{ ...notice, state, attempts }];
  }
  return [notice, ...shownWith(notice, all)].map((one) => ({ ...one, state, deliveredAt: wall }));
}

/** News of notices that a delivered message of Slack has shown along, as far as that is not noted. */
export const shownAlong = (book: Book): readonly Outcome[] =>
  [...book.notices.values()]
    .filter(({ channel, state }) => channel === 'slack' && state === 'delivered')
    .flatMap((shown) => shownWith(shown, book.notices))
    .map(({ key }) => ({ notice: key, state: 'delivered' }));

/** The book with every message of Slack due to be edited: what it shows now is not known. */
export const withoutFaces = (book: Book): Book => ({
  ...book,
  episodes: new Map(
    [...book.episodes].map(([id, one]) => [
      id,
      one.marks.face === '' ? one : { ...one, marks: { ...one.marks, face: 'unknown' } },
    ]),
  ),
});

/** What Slack shows together with a message: notices that had nothing of their own to send. */
const shownWith = (shown: Notice, all: ReadonlyMap<string, Notice>): readonly Notice[] =>
  shown.channel !== 'slack'
    ? []
    : [...all.values()].filter(
        ({ channel, episode, state, outbox, crowded, key }) =>
          channel === 'slack' &&
          episode === shown.episode &&
          state === 'pending' &&
          outbox === null &&
          !crowded &&
          key !== shown.key,
      );

const KEPT_MS = 30 * 60_000;

/** Without episodes that are over, told everywhere and half an hour old. */
export function tidied(book: Book, steady: number): Book {
  const isDone = (one: Episode): boolean =>
    one.marks.endedAt !== null &&
    steady - one.marks.endedAt > KEPT_MS &&
    !one.marks.flapping &&
    Object.values(one.marks.told).every((told) => told === 'over') &&
    noticesOf(book, one.id).every((notice) => isSettled(notice, book.notices));
  const done = new Set([...book.episodes.values()].filter(isDone).map(({ id }) => id));
  if (done.size === 0) return book;
  return {
    ...book,
    episodes: new Map([...book.episodes].filter(([id]) => !done.has(id))),
    notices: new Map([...book.notices].filter(([, { episode }]) => !done.has(episode))),
  };
}
