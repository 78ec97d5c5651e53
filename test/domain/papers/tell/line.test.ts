import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  byNumber,
  dayInWords,
  lineOf,
  markOf,
  shorten,
} from '../../../../src/domain/papers/tell/line.ts';
import { event } from '../../../support/papers/news.ts';

const test = suite('lines about papers');

test('a text of the length asked for stays, a longer one is cut and says so', () => {
  assert.equal([shorten('abcde', 5), shorten('abcdef', 5)], ['abcde', 'abcd…']);
  assert.equal([shorten('abc def', 5), shorten('abc😀def', 5)], ['abc…', 'abc…']);
});

test('days are told in words', () => {
  assert.equal(['2026-08-18', '2026-01-01', '2026-12-31'].map(dayInWords), [
    '18 Aug 2026',
    '1 Jan 2026',
    '31 Dec 2026',
  ]);
});

const lineWith = (
  authors: readonly string[],
  groups: readonly string[],
  files: readonly string[],
) =>
  lineOf({
    event: event('P4000R0', {
      entry: { title: 'T'.repeat(161), authors, groups, date: null, url: 'https://x.example/' },
      facts: { number: 4000, revision: 0, also: ['R1'], files },
    }),
    because: ['span'],
  });

test('a line has at most two authors, five groups and four files', () => {
  const letters = (count: number) => [...'abcdefgh'].slice(0, count);
  const full = lineWith(letters(2), letters(5), letters(4));
  assert.equal(
    [full.authors.length, full.more, full.groups.length, full.files?.length],
    [2, false, 5, 4],
  );
  const over = lineWith(letters(3), letters(6), letters(5));
  assert.equal(
    [over.authors.length, over.more, over.groups.length, over.files?.length],
    [2, true, 5, 4],
  );
  assert.equal([full.title?.length, full.also, full.because], [160, ['R1'], ['span']]);
  assert.is('files' in lineWith([], [], []), false);
});

for (const [what, kind, facts, mark] of [
  ['a new paper', 'paper.new', { previous: null, revision: 0 }, 'new'],
  ['a revision', 'paper.revision', { previous: 2, revision: 4 }, 'R2 → R4'],
  [
    'an older revision',
    'paper.revision',
    { previous: 4, revision: 2, lower: true },
    'new, older revision',
  ],
  ['a draft of today', 'draft.published', { draft_days: 0 }, 'published, draft seen today'],
  ['one of yesterday', 'draft.published', { draft_days: 1 }, 'published, draft seen yesterday'],
  ['an older one', 'draft.published', { draft_days: 2 }, 'published, draft seen 2 days ago'],
  ['one of which nobody knows', 'draft.published', {}, 'published, draft seen today'],
  [
    'a draft of another revision',
    'paper.new',
    { previous: null, revision: 1, draft_revision: 0, draft_days: 3 },
    'new, draft R0 was seen 3 days ago',
  ],
  ['a draft', 'draft.found', {}, 'draft, unpublished, may change'],
  ['a changed draft', 'draft.updated', {}, 'draft, re-uploaded, unpublished, may change'],
  [
    'a submitted draft',
    'draft.updated',
    { reason: 'submitted' },
    'draft, submitted, unpublished, may change',
  ],
  ['a listed draft', 'draft.listed', {}, 'draft, listed in the index'],
  ['other authors', 'meta.changed', { field: 'author' }, 'authors changed'],
  ['another title', 'meta.changed', { field: 'title' }, 'title changed'],
] as const)
  test(`${what} is marked: ${mark}`, () =>
    assert.is(markOf(event('P4000R0', { kind, facts })), mark));

test('lines go by number and revision as numbers, P before the others', () => {
  const keys = ['SD7', 'P0010R10', 'P0010R9', 'LWG400', 'LWG4000', 'P0009R1'];
  assert.equal(
    keys
      .map((key) => event(key))
      .toSorted(byNumber)
      .map(({ key }) => key),
    ['P0009R1', 'P0010R9', 'P0010R10', 'LWG400', 'LWG4000', 'SD7'],
  );
});

test.run();
