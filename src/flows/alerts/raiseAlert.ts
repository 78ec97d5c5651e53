import {
  type AlertCommit,
  type Book,
  isEmpty,
  lastOf,
  withOutcomes,
  withoutFaces,
} from '../../domain/alerts/book.ts';
import { acknowledged, type Cause, isFiring } from '../../domain/alerts/episode.ts';
import type { Change } from '../../domain/alerts/instances.ts';
import type { Sighting } from '../../domain/alerts/observe.ts';
import type { Paths } from '../../domain/alerts/route.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import { type Turned, turn } from '../../domain/alerts/turn.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { AlertSpool, AlertStore } from '../../ports/alerts/store.ts';
import type { Emergency } from '../../ports/delivery.ts';
import { lookForOthers } from './handOver.ts';
import { hearOfRows } from './hearOfRows.ts';
import type { AlertKeeper } from './keeper.ts';
import { brokenFacts, type FactNeeds, jumpFacts, turnFacts } from './raisedFacts.ts';
import { replaySpool } from './replaySpool.ts';

export interface RaiseNeeds extends FactNeeds {
  readonly store: AlertStore;
  readonly spool: AlertSpool;
  readonly emergency: Emergency;
  /** The operators' channel, never a person; null: nothing goes to Slack. */
  readonly channel: string | null;
  readonly buttons: boolean;
  readonly causeOf: (change: Change) => Cause;
  readonly newId: () => string;
  /** What is measured, not reported. */
  readonly gauges: () => readonly Sighting[];
  readonly paths: () => Paths;
  /** Called with how long the look took, in ms: all rules, and what is told of them. */
  readonly onEvaluated: (ms: number) => void;
  /** Called with what was stored, or kept for later. */
  readonly onStored: (commit: AlertCommit) => void;
}

/** What a turn brought. */
export interface Raised {
  readonly facts: readonly FactDraft[];
  /** Another process has taken over: nothing was stored, nothing is told. */
  readonly fenced: boolean;
  /** When to look again at the latest. */
  readonly nextInMs: number;
}

/** Gauges are looked at so often. */
const TICK_MS = 10_000;

/**
 * One turn: look, then store what changed, with what is to be told of it, in one statement. Without
 * the database all of it goes on: from memory, by the direct way, and into the spool. Throws only
 * what is not the database's.
 */
export async function raiseAlert(needs: RaiseNeeds): Promise<Raised> {
  const { keeper } = needs;
  const jumped = jumpFacts(needs);
  keeper.hear(needs.gauges());
  const times = keeper.times();
  keeper.lastTurnAt = times.steady;
  if ((await lookForOthers(needs)) === 'fenced')
    return { facts: jumped, fenced: true, nextInMs: TICK_MS };
  // What went past the database becomes rows first: an old edit among them would be the last word.
  const redraws = keeper.redraw && needs.emergency.isSettled();
  const drawn = redraws ? withoutFaces(keeper.book) : keeper.book;
  if (redraws) keeper.redraw = false;
  const before: Book = { ...drawn, silences: keeper.silences };
  const settled = withOutcomes(before, keeper.takeOutcomes(), times.wall);
  const taken = withAcks(settled.book, needs);
  keeper.book = taken.book; // at once: channels look into it while the store is waited for
  const since = keeper.elapsed();
  const turned = turn(taken.book, {
    rules: keeper.rules,
    seen: keeper.seen(),
    times,
    paths: needs.paths(),
    dest: needs.channel,
    buttons: needs.buttons,
    words: needs.words,
    causeOf: needs.causeOf,
    newId: needs.newId,
    suppressed: keeper.suppressed,
  });
  needs.onEvaluated(keeper.elapsed() - since);
  const commit = withPulse(joined(turned, before, taken.events, settled.changed), turned, keeper);
  const { facts, fenced, book } = isEmpty(commit)
    ? { facts: [], fenced: false, book: turned.book }
    : await stored(needs, commit, turned.book);
  if (fenced) return { facts, fenced, nextInMs: TICK_MS };
  keeper.book = book;
  needs.onStored(commit);
  keeper.suppressed = turned.suppressed;
  await hearOfRows(needs); // last: nothing of this turn waits for it
  const nextInMs = turned.nextAt === null ? TICK_MS : turned.nextAt - keeper.times().steady;
  return {
    facts: [
      ...jumped,
      ...facts,
      ...turnFacts(turned, needs, times.wall),
      ...brokenFacts(turned, times.wall),
    ],
    fenced,
    nextInMs: Math.min(TICK_MS, Math.max(0, nextInMs)),
  };
}

function withAcks(book: Book, { keeper }: RaiseNeeds) {
  const episodes = new Map(book.episodes);
  const events = keeper.takeAcks().flatMap(({ episode: id, who }) => {
    const episode = episodes.get(id);
    const moved = episode && acknowledged(episode, who, keeper.times().wall);
    if (!moved) return [];
    episodes.set(id, moved.episode);
    return [moved.event];
  });
  return { book: { ...book, episodes }, events };
}

/** Everything that is another now than before the turn. */
function joined(
  { commit, book }: Turned,
  before: Book,
  events: AlertCommit['events'],
  settled: readonly Notice[],
): AlertCommit {
  const notices = new Map([...settled, ...commit.notices].map((one) => [one.key, one]));
  const episodes = [...book.episodes.values()].filter((one) => before.episodes.get(one.id) !== one);
  return {
    ...commit,
    episodes: episodes.length === 0 ? commit.episodes : episodes,
    events: [...events, ...commit.events],
    notices: [...notices.values()],
  };
}

const PULSE_MS = 45_000;

/** A row is written at least once a minute: that the database takes rows must be proven, not hoped. */
function withPulse(
  commit: AlertCommit,
  { book, suppressed }: Turned,
  keeper: AlertKeeper,
): AlertCommit {
  const { steady: seenAt } = keeper.times();
  const isFresh = keeper.lastCommitAt !== null && seenAt - keeper.lastCommitAt < PULSE_MS;
  const [one] = book.watched.values();
  if (isFresh || !isEmpty(commit) || keeper.storeAway || one === undefined) return commit;
  const { key, rule, labels, instance } = one;
  const handling = isFiring(one) && lastOf(book, key)?.ackedBy != null ? 'acked' : 'open';
  const suppression = suppressed.get(key) ?? 'none';
  return {
    ...commit,
    instances: [{ ...instance, key, rule: rule.id, labels, suppression, handling, seenAt }],
  };
}

interface Stored {
  readonly facts: readonly FactDraft[];
  readonly fenced: boolean;
  readonly book: Book;
}

async function stored(needs: RaiseNeeds, commit: AlertCommit, book: Book): Promise<Stored> {
  const { keeper, store } = needs;
  const { epoch } = keeper;
  if (epoch === null) return { facts: [], fenced: true, book };
  if (keeper.storeAway) return withoutStore(needs, commit, book);
  try {
    if (keeper.spooled && (await replaySpool(needs, epoch)) === 'fenced')
      return { facts: [], fenced: true, book };
    const answer = await store.commit(epoch, commit);
    if (answer.type === 'fenced') return { facts: [], fenced: true, book };
    keeper.lastCommitAt = keeper.times().steady;
    return { facts: [], fenced: false, book: withRows(book, answer.value) };
  } catch (thrown) {
    if (Failure.from(thrown, 'alerts.commit').category !== 'DB') throw thrown;
    return withoutStore(needs, commit, book);
  }
}

/** The alert about a thing must not need that thing. */
async function withoutStore(
  { keeper, spool, emergency }: RaiseNeeds,
  commit: AlertCommit,
  book: Book,
): Promise<Stored> {
  for (const { draft } of commit.rows) emergency.offer(draft);
  const rows = commit.rows.flatMap(({ notice, draft }) =>
    notice === null ? [] : [{ notice, outbox: draft.dedupeKey }],
  );
  const told = { facts: [], fenced: false, book: withRows(book, rows) };
  try {
    await spool.append({ ...commit, rows: [] }); // its rows are the queue's now
    await emergency.keep();
    keeper.spooled = true;
    return told;
  } catch (thrown) {
    const { wall: at } = keeper.times();
    const failure = Failure.from(thrown, 'alerts.spool').toRecord(1, { component: 'alerts', at });
    return { ...told, facts: [{ type: 'alert.spool_failed', component: 'alerts', at, failure }] };
  }
}

function withRows(
  book: Book,
  rows: readonly { readonly notice: string; readonly outbox: string }[],
): Book {
  if (rows.length === 0) return book;
  const notices = new Map(book.notices);
  for (const { notice, outbox } of rows) {
    const one = notices.get(notice);
    if (one !== undefined) notices.set(notice, { ...one, outbox });
  }
  return { ...book, notices };
}
