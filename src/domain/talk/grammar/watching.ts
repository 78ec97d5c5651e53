/** What stands behind `watch`, `unwatch`, `subscribe` and `unsubscribe`. */

import { groupNamed } from '../../papers/entry/groups.ts';
import { fold } from '../../papers/fold.ts';
import { type Delivery, type Problem, problem, type WatchWish } from './command.ts';
import { idIn, looksLikeId, readRange, readRef } from './ids.ts';
import type { Word } from './words.ts';

/** The kinds of news that a watch may be narrowed to, or widened by. */
export const watchKinds = ['paper', 'draft', 'n', 'sd', 'issue', 'editorial', 'meta'] as const;

/** UTF-16 code units. */
const LONGEST_VALUE = 200;

const example = 'for example `watch P2300`, `watch author:kaminski` or `watch "static reflection"`';

const deliveries = new Set<string>(['now', 'daily', 'mailing'] satisfies Delivery[]);

/** Reads what to watch. `now`, `daily` and `mailing` at the end say when to tell. */
export function readWish(words: readonly Word[]): WatchWish | Problem {
  const delivery = deliveryOf(words);
  const rest = delivery === null ? words : words.slice(0, -1);
  const about = rest.filter((word) => isAbout(word));
  const filters = rest.filter((word) => !isAbout(word));
  const subject = subjectOf(about, filters);
  if ('type' in subject) return subject;
  const groups = readGroups(subject.filters);
  if ('type' in groups) return groups;
  const kinds = readKinds(subject.filters);
  if ('type' in kinds) return kinds;
  const without = subject.filters.filter(({ minus }) => minus).map(({ text }) => text);
  const { value, exact, as } = subject;
  const wrong = wrongValue({ value, exact, as }) ?? wrongText(without.join(' '));
  return wrong ?? { value, exact, as, without, groups, kinds, delivery };
}

function deliveryOf(words: readonly Word[]): Delivery | null {
  const last = words.at(-1);
  if (words.length < 2 || last === undefined || last.key !== null || last.quoted) return null;
  const word = last.text.toLowerCase();
  return deliveries.has(word) && !last.minus ? (word as Delivery) : null;
}

const forced: Readonly<Record<string, NonNullable<WatchWish['as']>>> = {
  author: 'author',
  word: 'keyword',
  paper: 'paper',
};

/** What is watched, as against what narrows it. */
const isAbout = ({ key, minus }: Word): boolean =>
  !minus && (key === null || forced[key] !== undefined);

type Subject = Pick<WatchWish, 'value' | 'exact' | 'as'> & { readonly filters: readonly Word[] };

/** `group:` alone is what is watched; beside anything else it is a filter. */
function subjectOf(about: readonly Word[], filters: readonly Word[]): Subject | Problem {
  const named = about.filter(({ key }) => key !== null);
  if (named.length > 1) return problem(`Watch one thing at a time, ${example}.`);
  const as = forced[named[0]?.key ?? ''] ?? null;
  const exact = about.length === 1 && about[0]?.quoted === true;
  const texts = about.map(({ text, quoted }) => (quoted ? text : idIn(text)));
  if (as === null && !exact && areIds(texts))
    return problem(
      'Watch one paper at a time, such as `watch P2300`, or a range: `watch P4000-P4100`.',
    );
  if (about.length > 0) return { value: texts.join(' ').trim(), exact, as, filters };
  const [group, ...others] = filters.filter(({ key }) => key === 'group');
  if (group === undefined) return problem(`Say what to watch, ${example}.`);
  const rest = filters.filter((word) => word !== group);
  return others.length > 0
    ? problem('Watch one group at a time, such as `watch group:SG9`.')
    : { value: group.text, exact: false, as: 'subgroup', filters: rest };
}

const noGroup = problem(
  'That is no group of the committee; for example `group:LEWG` or `group:SG9`.',
);

/** The groups of `group:a,b`, by their usual names. */
export function readGroups(words: readonly Word[]): readonly string[] | Problem {
  const named = words.filter(({ key }) => key === 'group').flatMap(({ text }) => text.split(','));
  const groups = named.map((name) => groupNamed(name.trim()));
  const known = groups.filter((group) => group !== null);
  return known.length < groups.length ? noGroup : [...new Set(known)];
}

function readKinds(words: readonly Word[]): readonly string[] | Problem {
  const named = words
    .filter(({ key }) => key === 'kinds')
    .flatMap(({ text }) => text.toLowerCase().split(','));
  const strange = words.find(({ key }) => key === 'since' || key === 'type' || key === 'all');
  if (strange !== undefined)
    return problem(
      '`since:` `type:` and `all:` are for `search`; a watch takes `group:` `kinds:` and `-word`.',
    );
  const isKnown = (kind: string) => (watchKinds as readonly string[]).includes(kind);
  return named.every(isKnown)
    ? [...new Set(named)]
    : problem(
        `Kinds are ${watchKinds.map((kind) => `\`${kind}\``).join(' ')}, such as \`watch span kinds:draft\`.`,
      );
}

type Value = Pick<WatchWish, 'value' | 'exact' | 'as'>;

/** What no title and no name can match. Null: nothing is wrong. */
function wrongValue({ value, exact, as }: Value): Problem | null {
  if (value.length > LONGEST_VALUE)
    return problem(`A watch holds at most 200 characters, ${example}.`);
  if (as === 'subgroup') return groupNamed(value) === null ? noGroup : null;
  const isPaper = as === 'paper' || (as === null && !exact && isIdLike(value));
  return isPaper ? wrongPaper(value) : wrongWords(value, exact);
}

function wrongPaper(value: string): Problem | null {
  const read = readRange(value) ?? readRef(value);
  return 'type' in read && read.type === 'problem' ? read : null;
}

const wrongWords = (value: string, exact: boolean): Problem | null =>
  wrongText(value, exact) ?? (fold(value).length < 2 ? tooShort : null);

const isIdLike = (value: string): boolean =>
  looksLikeId(value) || /^\d+$/.test(value) || readRange(value) !== null;

/** `P2300 P2301`, with or without commas: no title has that, so nobody would ever hear of it. */
function areIds(texts: readonly string[]): boolean {
  const names = texts.flatMap((text) => text.split(',')).filter((name) => name !== '');
  return names.length > 1 && names.every(isIdLike);
}

const tooShort = problem(`A word to watch has at least two characters, ${example}.`);

/** Signs of C++ are words too, emoji and scraps of SQL are not. Null: nothing is wrong. */
export function wrongText(text: string, exact = false): Problem | null {
  if (text === '') return null;
  const isWord = /[\p{L}\p{N}]/u.test(text) || /^[!-~]{2,}$/.test(text);
  if (!isWord || /^(?:\s*:[a-z0-9_+-]+:)+$/i.test(text))
    return problem('That holds no letter and no digit; try `search ranges` or `watch span`.');
  if (!exact && /;|^'/.test(text))
    return problem('Put phrases with such signs in quotes, for example `search "operator[]"`.');
  return null;
}

/** What to stop watching: `3` for the third of the list, or what was watched. */
export function readUnwatch(words: readonly Word[]): number | WatchWish | Problem {
  const [only, ...others] = words;
  if (only === undefined)
    return problem(
      'Say which watch to end: its number in `watches`, or its words, such as `unwatch 3` or `unwatch P2300`.',
    );
  const isPlace =
    others.length === 0 && only.key === null && !only.minus && /^\d{1,3}$/.test(only.text);
  if (!isPlace) return readWish(words);
  return Number(only.text) > 0
    ? Number(only.text)
    : problem('The numbers of watches begin at 1; `watches` lists them.');
}
