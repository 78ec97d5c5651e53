/** A search made ready: folded words, as what stores can look for. */

import { fold } from '../../papers/fold.ts';
import type { Query, SearchType } from '../grammar/command.ts';

/** A word or phrase to look for. */
export interface Phrase {
  /** Folded; a text that holds it may match. */
  readonly text: string;
  /**
   * A regular expression that decides: where the phrase begins or ends with a letter, a digit or
   * `_`, none may adjoin. Written for PostgreSQL and JavaScript alike.
   */
  readonly pattern: string;
}

/** What to look for; all of it must match. */
export interface Needle {
  /** In the title, or in the name of an author. */
  readonly words: readonly Phrase[];
  /** Not in the title. */
  readonly without: readonly Phrase[];
  /** For each author the words of the name, all of them in one name. */
  readonly authors: readonly (readonly Phrase[])[];
  readonly groups: readonly string[];
  /** Entries of this day or later, by the letters of the date; null: of any. */
  readonly since: string | null;
  /** Empty: all. */
  readonly prefixes: readonly string[];
  readonly all: boolean;
}

/** Letters and digits; ranges instead of classes, since those differ with the collation. */
const LETTERS =
  '0-9_a-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufdff';

const isLetter = (sign: string): boolean => new RegExp(`^[${LETTERS}]$`).test(sign);

/** A folded text as something to look for. */
export function phraseOf(text: string): Phrase {
  const quoted = text.replace(/[^\p{L}\p{N}\s_]/gu, '\\$&');
  const before = isLetter(text.slice(0, 1)) ? `(?<![${LETTERS}])` : '';
  const after = isLetter(text.slice(-1)) ? `(?![${LETTERS}])` : '';
  return { text, pattern: before + quoted + after };
}

/** The beginning of a word: a single letter stands for a whole first name. */
const initialOf = (text: string): Phrase => ({ text, pattern: `(?<![${LETTERS}])${text}` });

const prefixesOf: Readonly<Record<SearchType, readonly string[]>> = {
  paper: ['P'],
  n: ['N'],
  issue: ['CWG', 'EWG', 'LWG', 'LEWG', 'FS'],
  editorial: ['EDIT'],
  sd: ['SD'],
  draft: ['D'],
};

/** A name as its words; apostrophes are no letters, hyphens part words. */
const nameOf = (name: string): readonly Phrase[] =>
  fold(name)
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
    .map((token) => (token.length === 1 ? initialOf(token) : phraseOf(token)));

const phrase = (text: string): Phrase => phraseOf(fold(text).replace(/\s+/g, ' ').trim());

/** A query as stores take it. */
export const needleOf = (query: Query): Needle => ({
  words: query.words.map(phrase),
  without: query.without.map(phrase),
  authors: query.authors.map(nameOf),
  groups: query.groups,
  since: query.since,
  prefixes: query.types.flatMap((type) => prefixesOf[type]),
  all: query.all,
});

/** What of an entry is searched. */
export interface Searched {
  readonly prefix: string;
  readonly title_fold: string | null;
  readonly author_fold: readonly string[];
  readonly date_iso: string | null;
  readonly groups: readonly string[];
}

const holds = ({ text, pattern }: Phrase, where: string): boolean =>
  where.includes(text) && new RegExp(pattern).test(where);

/** Whether an entry matches; which of its revisions is shown is another question. */
export function matches(needle: Needle, entry: Searched): boolean {
  const title = entry.title_fold ?? '';
  const names = entry.author_fold.map((name) => name.replace(/['’]/g, ''));
  const isNamed = (tokens: readonly Phrase[]) =>
    names.some((name) => tokens.every((token) => holds(token, name)));
  return (
    needle.words.every((word) => [title, ...entry.author_fold].some((text) => holds(word, text))) &&
    !needle.without.some((word) => holds(word, title)) &&
    needle.authors.every(isNamed) &&
    isWithin(needle, entry)
  );
}

const isWithin = (
  { groups, since, prefixes }: Needle,
  { prefix, date_iso, groups: own }: Searched,
): boolean =>
  (prefixes.length === 0 || prefixes.includes(prefix)) &&
  (since === null || (date_iso !== null && date_iso >= since)) &&
  (groups.length === 0 || groups.some((group) => own.includes(group)));
