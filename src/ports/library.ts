/** What is known of papers, for those who ask. Types only. */

import type { KnownEntry } from '../domain/papers/match/known.ts';

/** An entry as watches and searches look at it. */
export interface LibraryEntry extends KnownEntry {
  readonly title: string | null;
  /** As people write them; the folded ones are beside them, in the same order. */
  readonly authors: readonly string[];
}

/** What is looked for. All texts are folded. */
export type Probe =
  /** Some author's name contains one of these words, or all of them where `all` says so. */
  | { readonly by: 'name'; readonly words: readonly string[]; readonly all: boolean }
  | { readonly by: 'phrase'; readonly phrase: string }
  /** Papers with numbers from … to, both included. */
  | { readonly by: 'numbers'; readonly from: number; readonly to: number }
  | { readonly by: 'key'; readonly key: string }
  | { readonly by: 'group'; readonly group: string };

/** Entries of the index, those that are missing too. Throws DB failures only. */
export interface Library {
  /**
   * All entries in which that can be found, and some more: the database knows nothing of words,
   * the domain decides.
   */
  find(probe: Probe): Promise<readonly LibraryEntry[]>;
}
