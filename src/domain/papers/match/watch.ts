/** What people watch. How it is understood and what it matches: the files beside this one. */

import type { EventKind } from '../event.ts';

/** What a watch looks at. */
export type WatchKind = 'author' | 'paper' | 'issue' | 'subgroup' | 'keyword';

/** When somebody is told: at once, once a day, or with the next mailing. */
export type Delivery = 'now' | 'daily' | 'mailing';

/** The words of `kinds:`, each with the events it means. */
export const kindWords = {
  paper: ['paper.new', 'paper.revision', 'draft.published'],
  draft: ['draft.found', 'draft.updated', 'draft.listed'],
  n: ['ndoc.new'],
  sd: ['sd.new'],
  issue: ['issue.new'],
  editorial: ['editorial.new'],
  meta: ['meta.changed'],
} as const satisfies Readonly<Record<string, readonly EventKind[]>>;

/** A word of `kinds:`. */
export type KindWord = keyof typeof kindWords;

/** Whether a word may stand behind `kinds:`. */
export const isKindWord = (word: string): word is KindWord => Object.hasOwn(kindWords, word);

/** What narrows a watch; each list that is empty lets everything through. */
export interface WatchFilters {
  /** `kinds:`, instead of the kinds that are told by default. */
  readonly kinds: readonly KindWord[];
  /** `group:`, canonical: one of them must be a group of the paper. */
  readonly groups: readonly string[];
  /** `-word`, folded: none of them may occur in the title. */
  readonly without: readonly string[];
}

/** A watch before it is kept. */
export interface WatchDraft {
  readonly kind: WatchKind;
  /**
   * The same thing always looks the same here: `kaminski`, `"bjarne stroustrup"` (the whole
   * name), `P2300`, `P4000-P4100`, `LWG4500`, `SG9`, `std::execution`.
   */
  readonly value: string;
  readonly filters: WatchFilters;
  /** Null: as the recipient's setting says. */
  readonly delivery: Delivery | null;
}

/** A watch that is kept. */
export interface Watch extends WatchDraft {
  readonly id: string;
  /** The newest event when it was made; only later ones match. Bigint stays text. */
  readonly createdSeq: string;
}

/** How many watches somebody may have. */
export const watchLimits = { user: 50, channel: 20 } as const;

/** The longest watch, in UTF-16 code units. */
export const LONGEST_WATCH = 200;

/** No filter at all. */
export const noFilters: WatchFilters = { kinds: [], groups: [], without: [] };

/** A watch in words, as lists and reasons name it: `author li`, `P2300`, `"std::execution"`. */
export function watchWords({ kind, value }: Pick<Watch, 'kind' | 'value'>): string {
  if (kind === 'author') return `author ${value}`;
  return kind === 'keyword' ? `"${value}"` : value;
}
