import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foldName, splitAuthors } from '../../../src/domain/papers/entry/authors.ts';
import { plainText } from '../../../src/domain/papers/entry/text.ts';
import { fold } from '../../../src/domain/papers/fold.ts';
import { parse } from '../../../src/domain/talk/grammar/parse.ts';
import { matches, needleOf, type Searched } from '../../../src/domain/talk/search/needle.ts';
import { assembled } from '../../support/papers/wg21.ts';

const test = suite('what a search matches');

const text = (value: unknown): string | null =>
  typeof value === 'string' ? plainText(value) : null;

/** Every P entry of August 2026 as stores have it. */
const papers = Object.entries(assembled())
  .filter(([key]) => key.startsWith('P'))
  .map(([key, { title, author }]): Searched & { readonly number: string } => ({
    prefix: 'P',
    number: key.slice(0, 5),
    date_iso: null,
    groups: [],
    title_fold: text(title) === null ? null : fold(text(title) ?? ''),
    author_fold: splitAuthors(text(author)).map(foldName),
  }));

function found(words: string): readonly [entries: number, numbers: number] {
  const read = parse(`search ${words}`);
  if (read.type !== 'search') throw new Error(words);
  const needle = needleOf(read.query);
  const all = papers.filter((paper) => matches(needle, paper));
  return [all.length, new Set(all.map(({ number }) => number)).size];
}

for (const [words, entries, numbers] of [
  ['#embed', 19, 3],
  ['<=>', 23, 10],
  ['operator[]', 6, 4],
  ['std::execution', 38, 14],
  ['span', 61, 21],
  ['pan', 0, 0],
  ['ranges', 145, 52],
  ['coroutine', 56, 31],
  ['c++', 877, 399],
  ['author:kaminski', 58, 28],
  ['author:Kamin\u0301ski', 58, 28],
  ['author:"van eerd"', 23, 18],
  ['author:kühl', 11, 5],
  ['author:"b stroustrup"', 61, 39],
  ['author:o’dwyer', 70, 28],
  ['author:mueller', 1, 1],
  ['author:li', 9, 4],
] as const)
  test(`papers-15: search ${words} finds what a watch would match: ${entries} entries`, () =>
    assert.equal(found(words), [entries, numbers]));

test.run();
