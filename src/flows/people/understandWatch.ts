import { fold } from '../../domain/papers/fold.ts';
import { nameTokens } from '../../domain/papers/match/author.ts';
import { isCalled, knownMatches } from '../../domain/papers/match/known.ts';
import { numbersOf } from '../../domain/papers/match/matcher.ts';
import {
  nameAsked,
  type Problem,
  type Understood,
  understand,
  type WatchWish,
} from '../../domain/papers/match/understand.ts';
import type { WatchDraft } from '../../domain/papers/match/watch.ts';
import type { Library, LibraryEntry, Probe } from '../../ports/library.ts';

export interface UnderstandNeeds {
  readonly library: Library;
}

/** What is meant, and what of the known papers it would have matched. */
export interface Meant extends Understood {
  /** P numbers; for an issue or another document, entries. */
  readonly count: number;
  /** The three latest of them. */
  readonly latest: readonly LibraryEntry[];
}

/** Finds out what somebody wants to watch, and how much of it is known already. Throws DB failures. */
export async function understandWatch(
  { library }: UnderstandNeeds,
  wish: WatchWish,
): Promise<Meant | Problem> {
  const name = nameAsked(wish);
  const isAuthor = name !== null && (await hasAuthor(library, name, wish.exact));
  const meant = understand(wish, isAuthor);
  if (meant.type === 'problem') return meant;
  const known = knownMatches(meant.draft, await library.find(probeOf(meant.draft)));
  return { ...meant, count: known.length, latest: known.slice(0, 3) };
}

/** Whether all words belong to one known author; in quotes they are the whole name. */
async function hasAuthor(library: Library, words: readonly string[], whole: boolean) {
  const entries = await library.find({ by: 'name', words, all: true });
  return entries.some(({ authorFold }) =>
    authorFold.some((name) =>
      whole ? nameTokens(name).join(' ') === words.join(' ') : isCalled(name, words),
    ),
  );
}

/** What the database is asked for a watch: words of two letters, since initials stand for the others. */
function probeOf({ kind, value }: WatchDraft): Probe {
  switch (kind) {
    case 'author': {
      const tokens = nameTokens(fold(value));
      const long = tokens.filter((token) => token.length >= 2);
      return { by: 'name', words: long.length > 0 ? long : tokens, all: false };
    }
    case 'keyword':
      return { by: 'phrase', phrase: value };
    case 'subgroup':
      return { by: 'group', group: value };
    case 'issue':
      return { by: 'key', key: value };
    case 'paper': {
      const [from, to] = numbersOf(value) ?? [null, 0];
      return from === null ? { by: 'key', key: value } : { by: 'numbers', from, to };
    }
  }
}
