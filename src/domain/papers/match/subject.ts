/** An event as watches look at it. */

import { foldName } from '../entry/authors.ts';
import type { PaperEvent } from '../event.ts';
import { fold } from '../fold.ts';
import { indexId } from '../id/id.ts';
import { nameTokens, wholeName } from './author.ts';
import { words } from './phrase.ts';

/** What is compared, prepared once for all watches. */
export interface Subject {
  readonly event: PaperEvent;
  /** `P2300` or `D2300R1` are about paper 2300; null for other documents. */
  readonly paper: number | null;
  readonly key: string;
  readonly groups: readonly string[];
  /** Folded; empty where nobody knows it. */
  readonly title: string;
  readonly titleWords: ReadonlySet<string>;
  readonly names: readonly { readonly whole: string; readonly tokens: readonly string[] }[];
  /** Words of a draft whose authors nobody knows; empty elsewhere. */
  readonly text: ReadonlySet<string>;
}

const paperOf = (key: string): number | null => {
  const id = indexId(key);
  return id !== null && (id.prefix === 'P' || id.prefix === 'D') ? id.number : null;
};

/** `text`: the beginning of a draft, where it could be read. */
export function subjectOf(event: PaperEvent, text: string | null): Subject {
  const { title = null, authors = [], groups = [] } = event.entry ?? {};
  const folded = fold(title ?? '');
  return {
    event,
    paper: paperOf(event.key),
    key: event.key,
    groups,
    title: folded,
    titleWords: new Set(words(folded)),
    names: authors.map((name) => {
      const one = foldName(name);
      return { whole: wholeName(one), tokens: nameTokens(one) };
    }),
    text: new Set(authors.length > 0 || text === null ? [] : nameTokens(fold(text))),
  };
}
