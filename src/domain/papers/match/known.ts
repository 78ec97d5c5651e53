/** Which known papers a watch would have matched. */

import { isNamed, nameTokens } from './author.ts';
import { numbersOf, quoted } from './matcher.ts';
import { holdsPhrase } from './phrase.ts';
import type { WatchDraft } from './watch.ts';

/** An entry as far as watches look at it. */
export interface KnownEntry {
  readonly key: string;
  readonly prefix: string;
  readonly number: number;
  readonly revision: number | null;
  /** ISO, as precise as it is known. */
  readonly date: string | null;
  readonly titleFold: string | null;
  readonly authorFold: readonly string[];
  readonly groups: readonly string[];
}

/** Whether a folded name has all words of a query. */
export const isCalled = (name: string, query: readonly string[]): boolean => {
  const tokens = nameTokens(name);
  return query.every((token) => tokens.includes(token));
};

function isMeant({ kind, value }: WatchDraft, entry: KnownEntry): boolean {
  switch (kind) {
    case 'paper': {
      const [from, to] = numbersOf(value) ?? [0, -1];
      const isInRange = entry.prefix === 'P' && from <= entry.number && entry.number <= to;
      return isInRange || entry.key === value;
    }
    case 'issue':
      return entry.key === value;
    case 'subgroup':
      return entry.groups.includes(value);
    case 'keyword':
      return holdsPhrase(entry.titleFold ?? '', value);
    case 'author': {
      const whole = quoted(value);
      const query = nameTokens(whole ?? value);
      return entry.authorFold.some((name) => {
        const tokens = nameTokens(name);
        return whole === null ? isNamed(query, tokens) : tokens.join(' ') === whole;
      });
    }
  }
}

/** Whether the watch would be told of this entry, were it new: by what it names, and its filters but `kinds:`. */
export function matchesEntry(watch: WatchDraft, entry: KnownEntry): boolean {
  const { groups, without } = watch.filters;
  const isIn = groups.length === 0 || groups.some((one) => entry.groups.includes(one));
  const isOut = without.some((word) => holdsPhrase(entry.titleFold ?? '', word));
  return isIn && !isOut && isMeant(watch, entry);
}

/** How many P numbers (for other documents: entries) match, and the latest entry of each, newest first. */
export function knownMatches<E extends KnownEntry>(
  watch: WatchDraft,
  entries: readonly E[],
): readonly E[] {
  const isOther = watch.kind === 'issue' || /^(?:N|SD)/.test(watch.value);
  const some = entries.filter(
    (entry) => (isOther || entry.prefix === 'P') && matchesEntry(watch, entry),
  );
  const latest = Map.groupBy(some, ({ prefix, number }) => `${prefix}${number}`);
  return [...latest.values()].flatMap(([...own]) => own.sort(byRevision)[0] ?? []).sort(byDate);
}

const byRevision = (a: KnownEntry, b: KnownEntry): number =>
  (b.revision ?? -1) - (a.revision ?? -1);

const byDate = (a: KnownEntry, b: KnownEntry): number => {
  const [first, second] = [a.date ?? '', b.date ?? ''];
  return first === second ? b.number - a.number : first < second ? 1 : -1;
};
