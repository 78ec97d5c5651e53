/**
 * The Python paperscout through the years, as far as its rules are known: its requests for the index
 * of August 2026 (about 111,500 a day) and its faults. The tiers below are a model of it that comes
 * to 111,696 there. What it does wrong beyond them (it believes any 200, and takes a 403 for "no
 * draft") is not held against it here.
 */

import { DAY_MS, type Draft, type History, HOUR_MS } from './history.ts';
import { Known } from './known.ts';
import type { Replayed } from './replayed.ts';

const CYCLES_A_DAY = 48;
const CYCLE_MS = HOUR_MS / 2;
const HOT_MS = 183 * DAY_MS;
/** Numbers around the frontier that are asked for in every cycle. */
const BELOW = 30;
const ABOVE = 60;
/** Each as D and P, as pdf and html. */
const FILES = 4;
/** So many revisions are tried of papers that are not hot. */
const COLD_REVISIONS = 2;

/** Asked in every cycle, once a day, or never. */
type Tier = 'hot' | 'cold' | null;

interface Outlook {
  readonly known: Known;
  readonly frontier: number;
  readonly now: number;
}

/** How often the first revision of a number without papers is asked for. */
function tierOfNew({ number, revision }: Draft, { frontier }: Outlook): Tier {
  if (revision !== 0 || number > frontier + ABOVE) return null;
  return number >= frontier - BELOW ? 'hot' : 'cold';
}

/** How often a revision is asked for. */
function tierOf(draft: Draft, outlook: Outlook): Tier {
  const { known, frontier, now } = outlook;
  const paper = known.numbers.get(draft.number);
  if (paper === undefined) return tierOfNew(draft, outlook);
  const ahead = draft.revision - paper.revision;
  const isNear = draft.number >= frontier - BELOW && draft.number <= frontier + ABOVE;
  if (isNear || now - paper.at < HOT_MS) return ahead === 1 ? 'hot' : null;
  return ahead >= 1 && ahead <= COLD_REVISIONS ? 'cold' : null;
}

/** What it asks in a day, its cycles all alike. */
export function requestsADay({ known, frontier, now }: Outlook): number {
  let [hot, cold] = [0, 0];
  for (const { at } of known.numbers.values())
    if (now - at < HOT_MS) hot += 1;
    else cold += COLD_REVISIONS;
  for (let number = 1; number < frontier - BELOW; number += 1)
    if (!known.numbers.has(number)) cold += 1;
  return FILES * (CYCLES_A_DAY * (hot + BELOW + 1 + ABOVE) + cold);
}

/** The next moment from `from` on at which a URL of that tier is asked for. */
function askedAt(tier: 'hot' | 'cold', { number }: Draft, from: number): number {
  const cycle = Math.ceil(from / CYCLE_MS);
  if (tier === 'hot') return cycle * CYCLE_MS;
  const wait = (CYCLES_A_DAY - ((cycle + number) % CYCLES_A_DAY)) % CYCLES_A_DAY;
  return (cycle + wait) * CYCLE_MS;
}

/** Looks for what lies there on one day; `found` learns when it was seen. */
function lookFor(waiting: Set<Draft>, outlook: Outlook, found: Map<Draft, number>): void {
  const tomorrow = outlook.now + DAY_MS;
  for (const draft of waiting) {
    const tier = tierOf(draft, outlook);
    const from = Math.max(outlook.now, draft.appearsAt);
    const at = tier === null ? Number.POSITIVE_INFINITY : askedAt(tier, draft, from);
    if (at < tomorrow) found.set(draft, at); // else tomorrow, perhaps in another tier
    if (at < tomorrow || draft.publishedAt <= outlook.now) waiting.delete(draft);
  }
}

export function replayTheirs(history: History): Replayed {
  const known = new Known(history);
  const found = new Map<Draft, number>();
  const waiting = new Set<Draft>();
  const coming = history.drafts.toSorted((a, b) => b.appearsAt - a.appearsAt);
  let [requests, days] = [0, 0];
  for (let day = history.begin; day < history.end; day += DAY_MS, days += 1) {
    known.upTo(day);
    const outlook = { known, frontier: known.frontier(), now: day };
    requests += requestsADay(outlook);
    while ((coming.at(-1)?.appearsAt ?? Number.POSITIVE_INFINITY) < day + DAY_MS)
      for (const draft of coming.splice(-1)) waiting.add(draft);
    lookFor(waiting, outlook, found);
  }
  return { found, requestsADay: requests / days };
}
