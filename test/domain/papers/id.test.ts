import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { indexId, parseId } from '../../../src/domain/papers/id/id.ts';
import { packKey, paperNumber } from '../../../src/domain/papers/id/pack.ts';

const test = suite('ids');

const regular: readonly (readonly [string, string, number, number | null])[] = [
  ['P2300R10', 'P', 2300, 10],
  ['p0447r28', 'P', 447, 28],
  ['D4349R0', 'D', 4349, 0],
  ['n4950', 'N', 4950, null],
  ['LWG4500', 'LWG', 4500, null],
  ['cwg1', 'CWG', 1, null],
  ['LEWG531', 'LEWG', 531, null],
  ['FS7', 'FS', 7, null],
  ['EDIT9236', 'EDIT', 9236, null],
  ['SD7', 'SD', 7, null],
];

for (const [text, prefix, number, revision] of regular)
  test(`${text} is an id`, () => {
    const key = text.toUpperCase();
    assert.equal(parseId(text), { key, prefix, number, revision, regular: true });
  });

test('SD may have a dash, which stays in the key', () => {
  assert.equal(parseId('sd-10'), {
    key: 'SD-10',
    prefix: 'SD',
    number: 10,
    revision: null,
    regular: true,
  });
  assert.is(parseId('SD-100'), null);
  assert.is(parseId('N-4950'), null);
});

for (const [text, number, revision] of [
  ['P04116R0', 4116, 0],
  ['P3141', 3141, null],
  ['D4752', 4752, null],
] as const)
  test(`${text} is irregular: the index has it, people do not write it`, () => {
    const id = indexId(text);
    assert.equal(id, { key: text, prefix: text[0], number, revision, regular: false });
    assert.is(parseId(text), null);
  });

for (const text of [
  'draft',
  'standard',
  '',
  'P12',
  'R5',
  'P99999999',
  'P123R0',
  'P1234R',
  'P1234R05',
  'P1234R100',
  'P1234 R5',
  'P1234R5x',
  'N495',
  'N49500',
  'N4950R1',
  'LWG',
  'LWG123456',
  'SD100',
  'XP2300R1',
  '4950',
  '-P1234R1',
  'PP1234R1',
  'LEWGX1',
  '💥',
  '__proto__',
  'P1234R5\u0000',
  'P１２３４R５x',
])
  test(`${JSON.stringify(text)} is no id`, () => assert.is(indexId(text), null));

test('full-width letters, invisible marks and blanks around do not matter', () => {
  for (const text of [
    'Ｐ１２３４Ｒ５',
    'P\u200b1234R5\u200f',
    '\u202eP1234R5\u202c',
    ' p1234r5 ',
    '\ufeffP1234R5',
  ])
    assert.is(parseId(text)?.key, 'P1234R5', text);
});

test('digits count as they are written', () => {
  assert.is(indexId('LWG0045')?.key, 'LWG0045');
  assert.is(indexId('LWG45')?.key, 'LWG45');
});

test('only regular P entries have the number of a paper', () => {
  const numberOf = (key: string): number => {
    const bytes = Buffer.from(key);
    return paperNumber(packKey(bytes, 0, bytes.length));
  };
  assert.is(numberOf('P0001R0'), 1);
  assert.is(numberOf('P9999R99'), 9999);
  for (const key of ['D4752R0', 'P2300', 'P04116R0', 'N4950', 'LWG4500', 'SD-7', 'draft'])
    assert.is(numberOf(key), -1, key);
});

test.run();
