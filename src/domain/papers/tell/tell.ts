/** From events to what is written for people: who is told of what, why, when, and in which words. */

import type { OutboxDraft } from '../../delivery/outbox.ts';
import { dueAt, heldUntil } from '../../people/due.ts';
import type { PaperEvent } from '../event.ts';
import { subjectOf } from '../match/subject.ts';
import { type Delivery, watchWords } from '../match/watch.ts';
import { announce, forAll } from '../news.ts';
import type { StagedNotification } from '../staged.ts';
import type { Audience, Follower } from './audience.ts';
import { letter } from './letter.ts';

/** The circumstances of a poll or a cycle. */
export interface Occasion {
  /** In ms since the epoch. */
  readonly nowMs: number;
  /** Nothing came for over a week: one digest, however little it is. */
  readonly afterPause: boolean;
  /** The beginnings of drafts, by the `dedupe` of their event: names are looked for there. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** What is written, in the order in which it is sent. */
export interface Telling {
  readonly notifications: readonly StagedNotification[];
  readonly messages: readonly OutboxDraft[];
}

/** Why a follower is told of an event. */
interface Why {
  readonly because: readonly string[];
  /** The soonest of the watches that match; null: as the recipient's setting says. */
  readonly own: Delivery | null;
  /** What that comes to. */
  readonly delivery: Delivery;
  /** The oldest watch of those that match. */
  readonly after: string;
}

/** One event for one follower. */
interface Entry extends Why {
  readonly event: PaperEvent;
}

const patience: Readonly<Record<Delivery, number>> = { now: 0, daily: 1, mailing: 2 };

const older = (a: string, b: string): string => (BigInt(a) <= BigInt(b) ? a : b);

function joined(before: Why | undefined, why: Why): Why {
  if (before === undefined) return why;
  const { own, delivery } = patience[before.delivery] <= patience[why.delivery] ? before : why;
  const because = [...new Set([...before.because, ...why.because])];
  return { because, own, delivery, after: older(before.after, why.after) };
}

/** Who is told of one event, and why. */
function whoHears(
  event: PaperEvent,
  { matcher }: Audience,
  text: string | null,
): ReadonlyMap<Follower, Why> {
  const own = new Map<Follower, Why>();
  for (const { watch, inText } of matcher.hits(subjectOf(event, text))) {
    const { owner, createdSeq } = watch;
    const because = [`${watchWords(watch)}${inText ? ' (in text)' : ''}`];
    const delivery = watch.delivery ?? owner.settings.delivery;
    const why = { because, own: watch.delivery, delivery, after: createdSeq };
    own.set(owner, joined(own.get(owner), why));
  }
  return own;
}

/** What matches, by follower; each event once, with all reasons. */
function matched(
  events: readonly PaperEvent[],
  audience: Audience,
  { texts }: Occasion,
): ReadonlyMap<Follower, readonly Entry[]> {
  const all = new Map<Follower, Entry[]>();
  for (const event of events)
    for (const [owner, why] of whoHears(event, audience, texts?.get(event.dedupe) ?? null)) {
      const entries = all.get(owner) ?? [];
      entries.push({ event, ...why });
      all.set(owner, entries);
    }
  return all;
}

/** What has no reason of its own, but belongs to the list. */
const unasked = (event: PaperEvent, { own, delivery }: Pick<Why, 'own' | 'delivery'>): Entry => ({
  event,
  because: [],
  own,
  delivery,
  after: '0',
});

const asSet = ({ settings: { delivery } }: Follower) => ({ own: null, delivery });

interface News {
  readonly events: readonly PaperEvent[];
  readonly forAll: readonly PaperEvent[];
  readonly mailing: PaperEvent | null;
}

/** Whether a mailing is what they wait for: then they get one message, with what was held until now. */
const awaitsMailing = ({ settings, watches }: Follower): boolean =>
  settings.delivery === 'mailing' || watches.some(({ delivery }) => delivery === 'mailing');

/** The whole list, in which what matches has its reasons. */
function wholeList(
  follower: Follower,
  { forAll: listed }: News,
  entries: readonly Entry[],
): readonly Entry[] {
  const own = new Set(entries.map(({ event }) => event));
  const rest = listed.filter((event) => !own.has(event));
  return [...entries, ...rest.map((event) => unasked(event, asSet(follower)))];
}

function staged(
  { id }: Follower,
  { event, because, own, after }: Entry,
  how: Pick<StagedNotification, 'message' | 'due_at'>,
): StagedNotification {
  return { recipient: id, event: event.dedupe, reasons: because, delivery: own, after, ...how };
}

/** Everything waits for its moment; the queue makes one message of it then. */
function held(follower: Follower, entries: readonly Entry[], { nowMs }: Occasion, atOnce: boolean) {
  const { settings } = follower;
  return entries.map((entry) => {
    const due = atOnce ? nowMs : dueAt(settings, entry.delivery, nowMs, null);
    return staged(follower, entry, { message: null, due_at: heldUntil(settings, due) });
  });
}

/** With the mailing itself, so that the message can name it. */
const withMailing = (entries: readonly Entry[], { mailing }: News): readonly Entry[] => {
  const [first] = entries;
  const isListed = entries.some(({ event }) => event === mailing);
  if (mailing === null || first === undefined || isListed) return entries;
  return [...entries, unasked(mailing, first)];
};

function tellFollower(
  follower: Follower,
  entries: readonly Entry[],
  news: News,
  occasion: Occasion,
): Telling {
  const { settings, slackId, kind } = follower;
  const { nowMs, afterPause } = occasion;
  if (news.mailing !== null && awaitsMailing(follower)) {
    const isWhole = settings.delivery === 'mailing';
    const all = withMailing(isWhole ? wholeList(follower, news, entries) : entries, news);
    return { notifications: held(follower, all, occasion, true), messages: [] };
  }
  const isOpen = heldUntil(settings, nowMs) <= nowMs;
  const now = isOpen ? entries.filter(({ delivery }) => delivery === 'now') : [];
  const later = entries.filter((entry) => !now.includes(entry));
  const messages = letter(withMailing(now, news), { dest: slackId, kind, asDigest: afterPause });
  const message = messages[0]?.dedupeKey ?? null;
  return {
    notifications: [
      ...now.map((entry) => staged(follower, entry, { message, due_at: null })),
      ...held(follower, withMailing(later, news), occasion, false),
    ],
    messages,
  };
}

/** The channel for everybody, where it watches something too: one message with both. */
function tellChannel(
  follower: Follower,
  entries: readonly Entry[],
  news: News,
  occasion: Occasion,
): Telling {
  const listed = new Set(news.forAll);
  const isDue = (delivery: Delivery): boolean =>
    delivery === 'now' || (delivery === 'mailing' && news.mailing !== null);
  const now = entries.filter(({ event, delivery }) => listed.has(event) || isDue(delivery));
  const later = entries.filter((entry) => !now.includes(entry));
  const asDigest = occasion.afterPause;
  const { slackId: dest, kind } = follower;
  const messages = letter(wholeList(follower, news, now), { dest, kind, asDigest });
  const message = messages[0]?.dedupeKey ?? null;
  return {
    notifications: [
      ...now.map((entry) => staged(follower, entry, { message, due_at: null })),
      ...held(follower, later, occasion, false),
    ],
    messages,
  };
}

/**
 * Tells everybody what is news to them. `events` must be new: what was told once is no event any
 * more. One message per recipient; what is held has no message yet.
 */
export function tell(
  events: readonly PaperEvent[],
  audience: Audience,
  occasion: Occasion,
): Telling {
  const listed = forAll(events);
  const mailing = events.find(({ kind }) => kind === 'mailing.posted') ?? null;
  const news: News = { events, forAll: listed, mailing };
  const { channel, followers } = audience;
  const matches = matched(events, audience, occasion);
  const isFollowed = followers.some(({ slackId }) => slackId === channel);
  const address = { dest: channel ?? '', kind: 'channel', asDigest: occasion.afterPause } as const;
  const first = channel === null || isFollowed ? [] : announce(events, address);
  const tellings = followers.map((follower) => {
    const entries = matches.get(follower) ?? [];
    return follower.slackId === channel
      ? tellChannel(follower, entries, news, occasion)
      : tellFollower(follower, entries, news, occasion);
  });
  return {
    notifications: tellings.flatMap(({ notifications }) => notifications),
    messages: [...first, ...tellings.flatMap(({ messages }) => messages)],
  };
}
