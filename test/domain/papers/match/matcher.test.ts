import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventKind, PaperEvent } from '../../../../src/domain/papers/event.ts';
import { isNamed, nameTokens } from '../../../../src/domain/papers/match/author.ts';
import { holdsPhrase } from '../../../../src/domain/papers/match/phrase.ts';
import type { KindWord } from '../../../../src/domain/papers/match/watch.ts';
import { about, hits, watching } from '../../../support/papers/watches.ts';

const test = suite('matching watches');

const names: readonly (readonly [query: string, name: string, isMeant: boolean])[] = [
  ['li', 'wei li', true],
  ['li', 'li-chen wang', true],
  ['li', 'oliver lin', false],
  ['b stroustrup', 'bjarne stroustrup', true],
  ['bjarne stroustrup', 'b. stroustrup', true],
  ['bjarne stroustrup', 'stroustrup', false],
  ['b s', 'bjarne stroustrup', false],
  ['b q stroustrup', 'bjarne stroustrup', false],
  ['stroustrup s', 'bjarne stroustrup', false],
  ['j j smith', 'john smith', false],
  ['j j smith', 'john james smith', true],
  ['odwyer', "arthur o'dwyer", true],
  ['jean pierre', 'jean-pierre meyer', true],
  ['', 'anybody', false],
];

for (const [query, name, isMeant] of names)
  test(`"${query}" ${isMeant ? 'means' : 'does not mean'} ${name}`, () =>
    assert.is(isNamed(nameTokens(query), nameTokens(name)), isMeant));

const phrases: readonly (readonly [phrase: string, title: string, isThere: boolean])[] = [
  ['span', 'std::span is here', true],
  ['span', 'mdspan', false],
  ['span', 'span_of, spanner', false],
  ['span', 'mdspan and span', true],
  ['<=>', 'a<=>b', true],
  ['operator[]', 'static operator[]', true],
  ['operator[]', 'myoperator[]', false],
  ['c++', 'c++26 and on', true],
  ['c++', 'objective-c++', true],
  ['#embed', 'adding #embed', true],
  ['std::execution', 'std::execution_policy', false],
  ['', 'anything', false],
];

for (const [phrase, title, isThere] of phrases)
  test(`"${phrase}" ${isThere ? 'is' : 'is not'} in "${title}"`, () =>
    assert.is(holdsPhrase(title, phrase), isThere));

const li = { title: 'Ranges of spans', authors: ['Wei Li'], groups: ['SG9'] };

const all = [
  watching('author', 'li'),
  watching('author', '"wei li"'),
  watching('author', '"li"'),
  watching('paper', 'P4000'),
  watching('paper', 'P3990-P4010'),
  watching('paper', 'P4001-P4010'),
  watching('issue', 'LWG4500'),
  watching('subgroup', 'SG9'),
  watching('subgroup', 'SG1'),
  watching('keyword', 'ranges'),
  watching('keyword', 'span'),
  watching('keyword', 'ranges of'),
];

test('every kind of watch finds its paper and no other', () => {
  assert.equal(hits(all, about('P4000R2', li)), [
    '"ranges of"',
    '"ranges"',
    'P3990-P4010',
    'P4000',
    'SG9',
    'author "wei li"',
    'author li',
  ]);
});

test('signs without a word are found in a title', () => {
  const watches = [watching('keyword', '<=>'), watching('keyword', '[]')];
  assert.equal(hits(watches, about('P4000R0', { title: 'On <=>' })), ['"<=>"']);
});

test('a draft is about the number of its paper, an N document is not', () => {
  const watches = [watching('paper', 'P4950'), watching('paper', 'N4950')];
  const found = { kind: 'draft.found' } as const;
  assert.equal(hits(watches, about('D4950R1', {}, found)), ['P4950']);
  assert.equal(hits(watches, about('N4950', {}, { kind: 'ndoc.new' })), ['N4950']);
});

const watches = {
  author: watching('author', 'li'),
  number: watching('paper', 'P4000'),
  id: watching('issue', 'LWG4500'),
  word: watching('keyword', 'ranges'),
};

const told: readonly (readonly [EventKind, PaperEvent['facts'], string])[] = [
  ['paper.new', {}, 'author number word'],
  ['paper.revision', { lower: false }, 'author number word'],
  ['paper.revision', { lower: true }, 'number'],
  ['draft.published', {}, 'author number word'],
  ['draft.found', {}, 'author number word'],
  ['draft.found', { older: true }, 'number'],
  ['draft.updated', {}, 'number'],
  ['draft.listed', {}, 'number'],
  ['meta.changed', {}, 'number'],
  ['issue.new', {}, 'number'],
  ['draft.vanished', {}, ''],
  ['entry.missing', {}, ''],
  ['entry.restored', {}, ''],
];

for (const [kind, facts, names] of told)
  test(`${kind} ${JSON.stringify(facts)} is told to ${names || 'nobody'}`, () => {
    const one = about('P4000R2', li, { kind, facts });
    const found = hits(Object.values(watches), one).length;
    const expected = Object.entries(watches).filter(([name]) => names.split(' ').includes(name));
    assert.equal(
      hits(
        expected.map(([, watch]) => watch),
        one,
      ).length,
      found,
    );
    assert.is(found, names === '' ? 0 : names.split(' ').length);
  });

test('papers-15: issues never match an author watch, whatever its kinds', () => {
  const one = about('LWG4500', li, { kind: 'issue.new' });
  const issues = { kinds: ['issue'] as const };
  assert.equal(hits([watching('author', 'li', issues), watching('author', 'li')], one), []);
  assert.equal(hits([watching('keyword', 'ranges', issues), watches.id], one), [
    '"ranges"',
    'LWG4500',
  ]);
  assert.equal(hits([watching('keyword', 'ranges')], one), []);
});

test('kinds: takes the place of what is told by default', () => {
  const ask = (kinds: readonly KindWord[], kind: EventKind) =>
    hits([watching('keyword', 'ranges', { kinds })], about('P4000R2', li, { kind })).length;
  assert.is(ask(['draft'], 'draft.found'), 1);
  assert.is(ask(['draft'], 'draft.updated'), 1);
  assert.is(ask(['draft'], 'paper.new'), 0);
  assert.is(ask(['paper', 'meta'], 'meta.changed'), 1);
  assert.is(ask(['n'], 'ndoc.new'), 1);
});

test('group: and -word each reduce what matches', () => {
  const one = about('P4000R2', li);
  const ask = (filters: Parameters<typeof watching>[2]) =>
    hits([watching('author', 'li', filters)], one).length;
  assert.is(ask({ groups: ['SG9', 'LEWG'] }), 1);
  assert.is(ask({ groups: ['LEWG'] }), 0);
  assert.is(ask({ without: ['ranges'] }), 0);
  assert.is(ask({ without: ['range'] }), 1);
});

test('what another event tells is not told twice', () => {
  const folded = { foldedInto: 'new:P4000R3' };
  assert.equal(hits(all, about('P4000R2', li, folded)), []);
});

test('a draft whose authors nobody knows is looked through for names of four letters and more', () => {
  const found = { kind: 'draft.found' } as const;
  const one = about('D4000R0', { title: null }, found);
  const text = 'Ranges. Authors: Tomasz Kamiński and Wei Li';
  const some = [watching('author', 'kaminski'), watching('author', 'li')];
  assert.equal(hits(some, one, text), ['author kaminski (in text)']);
  assert.equal(hits(some, about('D4000R0', { authors: ['Ada'] }, found), text), []);
  assert.equal(hits([watching('author', 't kaminski')], one, text), [
    'author t kaminski (in text)',
  ]);
  assert.equal(hits([watching('author', 'maria kaminski')], one, text), []);
});

test.run();
