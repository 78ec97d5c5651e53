import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fold } from '../../../../src/domain/papers/fold.ts';
import { knownMatches, matchesEntry } from '../../../../src/domain/papers/match/known.ts';
import { understand } from '../../../../src/domain/papers/match/understand.ts';
import { noFilters, type WatchDraft } from '../../../../src/domain/papers/match/watch.ts';
import type { LibraryEntry } from '../../../../src/ports/library.ts';
import { knownEntries } from '../../../support/papers/known.ts';
import { assembled } from '../../../support/papers/wg21.ts';

const test = suite('expected matches on the assembled index');

let entries: readonly LibraryEntry[] = [];

test.before(() => {
  entries = knownEntries(assembled());
});

const watch = (as: 'author' | 'keyword', value: string, exact = false): WatchDraft => {
  const wish = { value, exact, as, without: [], groups: [], kinds: [], delivery: null };
  const meant = understand(wish, true);
  if (meant.type === 'problem') throw new Error(meant.text);
  return meant.draft;
};

/** P entries and P numbers. */
const found = (draft: WatchDraft): readonly [number, number] => {
  const papers = entries.filter(({ prefix }) => prefix === 'P');
  const count = papers.filter((entry) => matchesEntry(draft, entry)).length;
  return [count, knownMatches(draft, entries).length];
};

const authors = [
  ['kaminski', 58, 28],
  ['Kami\u0144ski', 58, 28],
  ['Kamin\u0301ski', 58, 28],
  ['li', 9, 4],
  ['van eerd', 23, 18],
  ['kuhl', 11, 5],
  ['Kühl', 11, 5],
  ['bjarne stroustrup', 61, 39],
  ['b stroustrup', 61, 39],
  ["o'dwyer", 70, 28],
  ['o’dwyer', 70, 28],
  ['odwyer', 70, 28],
  ['muller', 6, 3],
  ['mueller', 1, 1],
  ['meneide', 69, 21],
] as const;

for (const [name, papers, numbers] of authors)
  test(`papers-15: author ${name} (${[...name].length} characters): ${papers} P entries, ${numbers} numbers`, () =>
    assert.equal(found(watch('author', name)), [papers, numbers]));

const keywords = [
  ['#embed', 19, 3],
  ['<=>', 23, 10],
  ['operator[]', 6, 4],
  ['std::execution', 38, 14],
  ['span', 61, 21],
  ['pan', 0, 0],
  ['ranges', 145, 52],
  ['coroutine', 56, 31],
  ['c++', 877, 399],
] as const;

for (const [phrase, papers, numbers] of keywords)
  test(`papers-15: keyword ${phrase}: ${papers} P entries, ${numbers} numbers`, () =>
    assert.equal(found(watch('keyword', phrase)), [papers, numbers]));

test('papers-15: -word, group: and quotes each reduce the set', () => {
  const [all] = found(watch('keyword', 'ranges'));
  const draft = watch('keyword', 'ranges');
  const without = { ...draft, filters: { ...noFilters, without: [fold('views')] } };
  const grouped = { ...draft, filters: { ...noFilters, groups: ['SG9'] } };
  assert.ok(found(without)[0] > 0 && found(without)[0] < all);
  assert.is(found(grouped)[0], 0, 'the assembled index names no groups');
  const [named] = found(watch('author', 'stroustrup'));
  const [quoted] = found(watch('author', 'Bjarne Stroustrup', true));
  assert.ok(quoted > 0 && quoted < named, `${quoted} of ${named}`);
  assert.is(found(watch('author', 'b stroustrup', true))[0] < quoted, true);
});

test('the latest of several revisions stands for its number, newest first', () => {
  const latest = knownMatches(watch('author', 'li'), entries);
  assert.is(latest.length, 4);
  for (const { number, revision } of latest) {
    const higher = entries.filter(
      (one) => one.prefix === 'P' && one.number === number && (one.revision ?? 0) > (revision ?? 0),
    );
    assert.equal(
      higher.filter((one) => matchesEntry(watch('author', 'li'), one)).map(({ key }) => key),
      [],
    );
  }
  const dates = latest.map(({ date }) => date ?? '');
  assert.equal(dates, dates.toSorted().reverse());
});

test.run();
