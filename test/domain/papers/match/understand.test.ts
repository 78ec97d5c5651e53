import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  nameAsked,
  understand,
  type WatchWish,
} from '../../../../src/domain/papers/match/understand.ts';

const test = suite('understanding watches');

const wish = (value: string, change: Partial<WatchWish> = {}): WatchWish => ({
  value,
  exact: false,
  as: null,
  without: [],
  groups: [],
  kinds: [],
  delivery: null,
  ...change,
});

const draft = (one: WatchWish, isAuthor = false): string => {
  const meant = understand(one, isAuthor);
  return meant.type === 'problem' ? meant.text : `${meant.draft.kind} ${meant.draft.value}`;
};

for (const [value, meant] of [
  ['P2300', 'paper P2300'],
  ['p2300r10', 'paper P2300'],
  ['D2300', 'paper P2300'],
  ['2300', 'paper P2300'],
  ['N4950', 'paper N4950'],
  ['SD7', 'paper SD7'],
  ['P4000-P4100', 'paper P4000-P4100'],
  ['4000-4500', 'paper P4000-P4500'],
  ['P4000-P4000', 'paper P4000'],
  ['lwg4500', 'issue LWG4500'],
  ['EDIT123', 'issue EDIT123'],
  ['SG9', 'subgroup SG9'],
  ['lewg', 'subgroup LEWG'],
  ['SG17', 'subgroup EWGI'],
  ['ranges', 'keyword ranges'],
  ['Static  Reflection', 'keyword static reflection'],
  ['std::execution', 'keyword std::execution'],
] as const)
  test(`${value} by itself is ${meant}`, () => assert.is(draft(wish(value)), meant));

test('words of one known author are an author, in any order', () => {
  assert.equal(nameAsked(wish('Van Eerd')), ['van', 'eerd']);
  assert.is(draft(wish('Van Eerd'), true), 'author van eerd');
  assert.is(draft(wish('Bjarne Stroustrup', { exact: true }), true), 'author "bjarne stroustrup"');
  assert.is(draft(wish('Bjarne Stroustrup', { exact: true }), false), 'keyword bjarne stroustrup');
});

test('nobody is asked for authors where the kind is clear', () => {
  for (const one of [wish('P2300'), wish('SG9'), wish('x', { as: 'keyword' }), wish('<=>')])
    assert.is(nameAsked(one), null);
});

test('a kind that is forced holds', () => {
  assert.is(draft(wish('P2300', { as: 'keyword' })), 'keyword p2300');
  assert.is(draft(wish('Kamiński', { as: 'author' })), 'author kaminski');
  assert.is(draft(wish('Ranges', { as: 'subgroup' })), 'subgroup SG9');
  assert.is(draft(wish('2300', { as: 'paper' })), 'paper P2300');
});

test('a revision is said back', () => {
  const meant = understand(wish('P2300R10'), false);
  assert.is(meant.type === 'understood' ? meant.revision : '', 'P2300R10');
});

test('filters are folded and kept', () => {
  const filters = { without: ['Réflexion'], groups: ['SG9'], kinds: ['draft', 'nonsense'] };
  const meant = understand(wish('li', { ...filters, delivery: 'daily' }), true);
  assert.equal(meant.type === 'understood' && meant.draft, {
    kind: 'author',
    value: 'li',
    filters: { without: ['reflexion'], groups: ['SG9'], kinds: ['draft'] },
    delivery: 'daily',
  });
});

for (const one of [
  wish('P12'),
  wish('R5'),
  wish('P99999999'),
  wish('23'),
  wish('P4100-P4000'),
  wish('P4000-P4501'),
  wish('span', { as: 'paper' }),
  wish('nonsense', { as: 'subgroup' }),
  wish('!!', { as: 'author' }),
  wish('x', { as: 'keyword' }),
  wish('x'.repeat(201), { as: 'keyword' }),
])
  test(`${one.as ?? 'bare'} ${one.value.slice(0, 12)} is refused in one line`, () => {
    const meant = understand(one, true);
    assert.is(meant.type, 'problem');
    assert.not.match(meant.type === 'problem' ? meant.text : '\n', /\n/);
  });

test.run();
