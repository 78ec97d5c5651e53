/** What somebody means who wants to watch something. */

import { groupNamed } from '../entry/groups.ts';
import { fold } from '../fold.ts';
import { type Id, indexId } from '../id/id.ts';
import { nameTokens } from './author.ts';
import { type Delivery, isKindWord, LONGEST_WATCH, type WatchDraft } from './watch.ts';

/** A wish as the command line has it, taken apart. */
export interface WatchWish {
  /** Words with one blank between, without invisible marks and outer quotes. */
  readonly value: string;
  /** All of it stood in quotes. */
  readonly exact: boolean;
  /** Forced by `author:`, `word:`, `paper:` or `group:`; null: by itself. */
  readonly as: 'author' | 'keyword' | 'paper' | 'subgroup' | null;
  readonly without: readonly string[];
  /** Canonical names. */
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly delivery: Delivery | null;
}

/** One line that says what is wrong, with an example. */
export interface Problem {
  readonly type: 'problem';
  readonly text: string;
}

/** The watch that is meant. */
export interface Understood {
  readonly type: 'understood';
  readonly draft: WatchDraft;
  /** `P2300R10` where the number is watched instead; else null. */
  readonly revision: string | null;
}

const WIDEST_RANGE = 500;

const problem = (text: string): Problem => ({ type: 'problem', text });

const wrongId = problem(
  'That is no paper number. Try `P2300`, `2300`, `N4950`, `LWG4500` or a range such as `P4000-P4100`.',
);

const isGroupCode = /^(?:cwg|l?ewgi?|lwg|sg ?\d{1,2}|dg|arg|arg\/abi|wg21)$/i;

/** Looks like an id, though it may be none: such words are never a keyword. */
const likeId = /^(?:[pdn]\d+(?:r\d+)?|r\d+|\d+|(?:cwg|lwg|l?ewg|fs|edit|sd)-?\d+)$/i;

const range = /^[pd]?(\d+)\s*(?:-|–|\.\.)\s*[pd]?(\d+)$/i;

type Found = Pick<WatchDraft, 'kind' | 'value'> & { readonly revision?: string };

const two = (n: number): string => String(n).padStart(4, '0');

function ofRange(first: string, last: string): Found | Problem {
  if (first.length !== 4 || last.length !== 4) return wrongId;
  const [from, to] = [Number(first), Number(last)];
  if (to < from) return problem('A range begins with its lower number: `P4000-P4100`.');
  if (to - from > WIDEST_RANGE)
    return problem(`A range is at most ${WIDEST_RANGE} numbers wide: \`P4000-P4500\`.`);
  return { kind: 'paper', value: from === to ? `P${two(from)}` : `P${two(from)}-P${two(to)}` };
}

function ofId({ key, prefix, number, revision, regular }: Id): Found | Problem {
  const value = `P${two(number)}`;
  switch (prefix) {
    case 'P':
    case 'D':
      if (!regular && !/^[PD]\d{4}$/.test(key)) return wrongId;
      return { kind: 'paper', value, ...(revision === null ? {} : { revision: key }) };
    case 'N':
    case 'SD':
      return { kind: 'paper', value: key };
    case 'CWG':
    case 'EWG':
    case 'LWG':
    case 'LEWG':
    case 'FS':
    case 'EDIT':
      return { kind: 'issue', value: key };
  }
}

/** An id, digits or a range; null when it does not look like one. */
function asPaper(value: string): Found | Problem | null {
  const [, first, last] = range.exec(value) ?? [];
  if (first !== undefined && last !== undefined) return ofRange(first, last);
  if (/^\d{4}$/.test(value)) return { kind: 'paper', value: `P${value}` };
  const id = indexId(value);
  if (id !== null) return ofId(id);
  return likeId.test(value) ? wrongId : null;
}

function asGroup(value: string): Found | Problem {
  const group = groupNamed(value);
  if (group !== null) return { kind: 'subgroup', value: group };
  return problem('I do not know that group. Try `SG9`, `LEWG` or `group:Ranges`.');
}

function asAuthor({ value, exact }: WatchWish): Found | Problem {
  const name = nameTokens(fold(value)).join(' ');
  if (name === '') return problem('A name has letters: `author:stroustrup`.');
  return { kind: 'author', value: exact ? `"${name}"` : name };
}

function asKeyword({ value }: WatchWish): Found | Problem {
  const phrase = fold(value).replace(/\s+/g, ' ').trim();
  if ([...phrase].length < 2) return problem('A keyword has two characters or more: `word:span`.');
  return { kind: 'keyword', value: phrase };
}

/** What it is by itself, or null: an author if there is one, else a keyword. */
function byItself(wish: WatchWish): Found | Problem | null {
  if (wish.exact) return null;
  return asPaper(wish.value) ?? (isGroupCode.test(wish.value) ? asGroup(wish.value) : null);
}

/** The words of the name that a wish may mean, so that somebody can look whether there is one; null: no need to. */
export function nameAsked(wish: WatchWish): readonly string[] | null {
  if (wish.as !== null || byItself(wish) !== null) return null;
  const tokens = nameTokens(fold(wish.value));
  return tokens.length === 0 ? null : tokens;
}

function found(wish: WatchWish, isAuthor: boolean): Found | Problem {
  switch (wish.as) {
    case 'author':
      return asAuthor(wish);
    case 'keyword':
      return asKeyword(wish);
    case 'subgroup':
      return asGroup(wish.value);
    case 'paper':
      return asPaper(wish.value) ?? wrongId;
    case null:
      return byItself(wish) ?? (isAuthor ? asAuthor(wish) : asKeyword(wish));
  }
}

/** What is to be watched. `isAuthor`: there is an author with all words of `nameAsked`. */
export function understand(wish: WatchWish, isAuthor: boolean): Understood | Problem {
  const what = found(wish, isAuthor);
  if ('type' in what) return what;
  const { kind, value, revision = null } = what;
  if (value.length > LONGEST_WATCH)
    return problem(`A watch has at most ${LONGEST_WATCH} characters.`);
  const { groups, delivery } = wish;
  const kinds = wish.kinds.filter(isKindWord);
  const without = wish.without.map(fold);
  const filters = { kinds, groups, without };
  return { type: 'understood', draft: { kind, value, filters, delivery }, revision };
}
