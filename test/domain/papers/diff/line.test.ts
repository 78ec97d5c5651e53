import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { entryLine, readEntryLine } from '../../../../src/domain/papers/diff/line.ts';
import { entry } from '../../../store/suite/batches.ts';

const test = suite('lines of entries');

test('a line holds every field in its order, lists and the raw value as JSON', () => {
  const row = entry('P2300R10', { number: 2300, revision: 10, title: null, title_fold: null });
  const texts = entryLine(row).replaceAll('\u007f', '|').replaceAll('\u0080', '-');
  assert.is(
    texts,
    'P2300R10|p2300r10|P|2300|10|true|-|-|["Ada Lovelace"]|["ada lovelace"]|2026-08|2026-08|month|' +
      '["LEWG"]|https://wg21.link/p2300r10|-|-|-|-|{"type":"paper","title":"Title of P2300R10"}|' +
      'hash-of-P2300R10|false|index',
  );
});

test('what is read from a line is the row that was written', () => {
  const odd = { type: 'issue', title: 'a|b\\u0000 "x"\n\ty', author: ['ü', '😀'], empty: null };
  const row = entry('LWG4500', { revision: null, regular: true, raw: odd, authors: [], title: '' });
  assert.equal(readEntryLine(entryLine(row)), row);
});

test('the two signs of a line become U+FFFD in texts and in JSON', () => {
  const row = entry('P1R0', {
    title: 'a\u007fb\u0080',
    authors: ['c\u007f'],
    raw: { x: '\u0080' },
  });
  const { title, authors, raw } = readEntryLine(entryLine(row));
  assert.equal([title, authors, raw], ['a\ufffdb\ufffd', ['c\ufffd'], { x: '\ufffd' }]);
});

test('JSON within a line has neither NUL nor half a pair, in names and in values', () => {
  const row = entry('P1R0', { authors: ['a\0'], raw: { 'b\0': ['\ud83d', { c: '\\u0000' }] } });
  const { authors, raw } = readEntryLine(entryLine(row));
  assert.equal(authors, ['a\ufffd']);
  assert.equal(raw, { 'b\ufffd': ['\ufffd', { c: '\\u0000' }] });
});

test.run();
