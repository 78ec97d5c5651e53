/** What fires, what was told of it, and what is due to be told. Pure; facts bring the time. */

import type { FailureRecord } from '../health/failure.ts';
import {
  type AlertFact,
  type Ending,
  type Firing,
  graceMs,
  type RuleId,
  ruleIds,
  ruleOf,
} from './selfRules.ts';

/** One firing of one rule. */
interface Episode {
  readonly fact: Firing;
  /** Not told before this moment. */
  readonly tellFrom: number;
  readonly told: boolean;
}

interface Watched {
  /** What fires now. */
  readonly episode: Episode | null;
  /** What was told as firing, has ended, and is not told as over yet. */
  readonly over: { readonly fact: Firing; readonly ending: Ending } | null;
  /** When a firing was told last. */
  readonly lastToldAt: number | null;
}

/** All there is to know. Plain data. */
export interface AlertBook {
  readonly rules: Readonly<Partial<Record<RuleId, Watched>>>;
  /** The last failed poll, for the text. */
  readonly lastFailure: FailureRecord | null;
}

/** Nothing fires. */
export const emptyBook: AlertBook = { rules: {}, lastFailure: null };

/** Something to tell: what fires, or what fired and how it ended. */
export type Notice =
  | { readonly state: 'firing'; readonly rule: RuleId; readonly fact: Firing }
  | {
      readonly state: 'resolved';
      readonly rule: RuleId;
      readonly fact: Firing;
      readonly ending: Ending;
    };

/** The same rule is told as firing at most once in this time. */
const DEBOUNCE_MS = 10 * 60_000;

const unwatched: Watched = { episode: null, over: null, lastToldAt: null };

const watchedOf = (book: AlertBook, rule: RuleId): Watched => book.rules[rule] ?? unwatched;

const withRule = (book: AlertBook, rule: RuleId, watched: Watched): AlertBook => ({
  ...book,
  rules: { ...book.rules, [rule]: watched },
});

/** The book after a fact. What fires already goes on firing; an end that nobody waits for is none. */
export function afterFact(book: AlertBook, fact: AlertFact): AlertBook {
  if (fact.type === 'poll.failed') return { ...book, lastFailure: fact.failure };
  return fact.type === 'poll.stale' || fact.type === 'queue.backpressure'
    ? fired(book, fact)
    : ended(book, fact);
}

function fired(book: AlertBook, fact: Firing): AlertBook {
  const rule = ruleOf(fact);
  const watched = watchedOf(book, rule);
  if (watched.episode !== null) return book;
  return withRule(book, rule, { ...watched, episode: { fact, tellFrom: fact.at, told: false } });
}

function ended(book: AlertBook, ending: Ending): AlertBook {
  const rule = ruleOf(ending);
  const watched = watchedOf(book, rule);
  const { episode } = watched;
  if (episode === null) return book;
  const over = episode.told ? { fact: episode.fact, ending } : watched.over;
  return withRule(book, rule, { ...watched, episode: null, over });
}

/**
 * The book of who has stood by and may lead now: what it saw meanwhile is told only if it still
 * holds after a grace, since nobody here did the work that was missed. The grace begins with `at`;
 * null: with the fact.
 */
export function afterStandby(book: AlertBook, at: number | null): AlertBook {
  const rules = ruleIds.flatMap((rule): readonly [RuleId, Watched][] => {
    const { episode } = watchedOf(book, rule);
    if (episode === null) return [];
    const tellFrom = (at ?? episode.fact.at) + graceMs(episode.fact);
    return [[rule, { ...unwatched, episode: { ...episode, tellFrom, told: false } }]];
  });
  return { ...book, rules: Object.fromEntries(rules) };
}

/** When the firing of a rule may be told; null when there is none to tell. */
function tellableAt({ episode, lastToldAt }: Watched): number | null {
  if (episode === null || episode.told) return null;
  return Math.max(episode.tellFrom, lastToldAt === null ? 0 : lastToldAt + DEBOUNCE_MS);
}

/** What is to be told now; an end before the next beginning. */
export const dueNotices = (book: AlertBook, now: number): readonly Notice[] =>
  ruleIds.flatMap((rule): readonly Notice[] => {
    const watched = watchedOf(book, rule);
    const { episode, over } = watched;
    const at = tellableAt(watched);
    return [
      ...(over === null ? [] : [{ state: 'resolved' as const, rule, ...over }]),
      ...(episode !== null && at !== null && at <= now
        ? [{ state: 'firing' as const, rule, fact: episode.fact }]
        : []),
    ];
  });

/** The rules that have something to tell, sooner or later. */
export const untoldRules = (book: AlertBook): readonly RuleId[] =>
  ruleIds.filter((rule) => {
    const watched = watchedOf(book, rule);
    return watched.over !== null || tellableAt(watched) !== null;
  });

/** When something is to be told next, in ms since the epoch; null when nothing waits. */
export function nextDueAt(book: AlertBook): number | null {
  const moments = ruleIds.flatMap((rule) => {
    const watched = watchedOf(book, rule);
    return watched.over === null ? (tellableAt(watched) ?? []) : 0;
  });
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The book after a notice was taken by the store at `at`. Facts that came meanwhile come after it. */
export function afterTelling(book: AlertBook, notice: Notice, at: number): AlertBook {
  const watched = watchedOf(book, notice.rule);
  if (notice.state === 'resolved') return withRule(book, notice.rule, { ...watched, over: null });
  const episode = watched.episode === null ? null : { ...watched.episode, told: true };
  return withRule(book, notice.rule, { ...watched, episode, lastToldAt: at });
}
