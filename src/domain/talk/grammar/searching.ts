/** What stands behind `search`. */

import { type Problem, problem, type Query, type SearchType, searchTypes } from './command.ts';
import { isDate } from './spans.ts';
import { readGroups, wrongText } from './watching.ts';
import type { Word } from './words.ts';

const example = 'for example `search "static reflection" since:2025`';

/** Reads what to look for: words, or filters, or both. */
export function readQuery(words: readonly Word[]): Query | Problem {
  const wrong = wrongWords(words) ?? wrongFilter(words);
  if (wrong !== null) return wrong;
  const groups = readGroups(words);
  if ('type' in groups) return groups;
  const types = readTypes(words);
  if ('type' in types) return types;
  const of = (key: string) => words.filter((word) => word.key === key).map(({ text }) => text);
  const plain = words.filter(({ key }) => key === null || key === 'word');
  return {
    words: plain.filter(({ minus }) => !minus).map(({ text }) => text),
    without: plain.filter(({ minus }) => minus).map(({ text }) => text),
    authors: of('author'),
    groups,
    since: of('since').at(-1) ?? null,
    types,
    all: of('all').some((text) => text.toLowerCase() !== 'no'),
  };
}

function wrongWords(words: readonly Word[]): Problem | null {
  if (words.length === 0) return problem(`Say what to look for, ${example}.`);
  const positive = words.filter(({ minus, key }) => !minus && key !== 'all');
  if (positive.length === 0)
    return problem(`Say also what to look for, not only what to leave out, ${example}.`);
  const wrong = words
    .map(({ text, quoted }) => wrongText(text, quoted))
    .find((one) => one !== null);
  if (wrong !== undefined) return wrong;
  return words.some(({ text }) => text === '')
    ? problem(`A filter or a phrase is empty, ${example}.`)
    : null;
}

function wrongFilter(words: readonly Word[]): Problem | null {
  for (const { key, text } of words) {
    if (key === 'since' && !isDate(text))
      return problem(
        '`since:` wants a year, a month or a day, such as `since:2025` or `since:2025-03`.',
      );
    if (key === 'all' && !/^(?:yes|no)$/i.test(text))
      return problem('`all:` wants `yes` or `no`, such as `search executors all:yes`.');
    if (key === 'kinds' || key === 'paper')
      return problem(
        '`kinds:` and `paper:` are for `watch`; a search takes `author:` `group:` `since:` `type:` `all:`.',
      );
  }
  return null;
}

function readTypes(words: readonly Word[]): readonly SearchType[] | Problem {
  const named = words
    .filter(({ key }) => key === 'type')
    .flatMap(({ text }) => text.toLowerCase().split(','));
  const known = searchTypes.filter((type) => named.includes(type));
  return known.length < new Set(named).size
    ? problem(
        '`type:` wants one of `paper` `n` `issue` `editorial` `sd` `draft`, such as `search modules type:issue`.',
      )
    : known;
}
