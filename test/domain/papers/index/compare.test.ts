import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { idOf } from '../../../../src/domain/papers/id/id.ts';
import { compareIndex } from '../../../../src/domain/papers/index/compare.ts';
import { hashText } from '../../../../src/domain/papers/index/hash.ts';
import { readIndex } from '../../../../src/domain/papers/index/read.ts';
import { bodyOf } from '../../../support/papers/wg21.ts';

const test = suite('comparing an index with what is known');

const entry = (title: string) => ({ type: 'paper', link: 'https://wg21.link/x', title });

const indexOf = (titles: Readonly<Record<string, string>>) => {
  const all = Object.entries(titles).map(([key, title]) => [key, entry(title)]);
  const answer = readIndex(bodyOf(Object.fromEntries(all)), 'abc', 1);
  if (answer.type === 'rejected') throw new Error(answer.message);
  return answer;
};

/** The lines that the store would give for these entries; `-` before a hash: it was missing. */
const linesOf = (titles: Readonly<Record<string, string>>, missing: readonly string[] = []) => {
  const { index } = indexOf(titles);
  return index.ids.map((id, at) => {
    const { key } = idOf(id);
    const hash = hashText(index.high[at] ?? 0, index.low[at] ?? 0);
    return `${key} ${missing.includes(key) ? '-' : ''}${hash}`;
  });
};

const compare = (titles: Readonly<Record<string, string>>, lines: readonly string[]) => {
  const read = indexOf(titles);
  const found = compareIndex(read, [lines.join('\n')], read.size, 'abc');
  const keys = (places: readonly number[]) =>
    places.map((place) => idOf(read.index.ids[place] ?? -1).key);
  return {
    added: keys(found.added),
    changed: keys(found.changed),
    restored: keys(found.restored),
    gone: found.gone,
  };
};

const two = { P0001R0: 'one', P0002R0: 'two' };
const nothing = { added: [], changed: [], restored: [], gone: [] };

test('the same entries are no difference, in whatever order', () => {
  assert.equal(compare(two, linesOf(two)), nothing);
  assert.equal(compare(two, linesOf(two).toReversed()), nothing);
});

test('what is new, changed and gone is told apart', () => {
  const before = linesOf({ P0001R0: 'one', P0002R0: 'other', P0003R0: 'three' });
  assert.equal(compare({ ...two, P0004R0: 'four' }, before), {
    added: ['P0004R0'],
    changed: ['P0002R0'],
    restored: [],
    gone: ['P0003R0'],
  });
});

test('what was missing already is not gone again', () => {
  const before = linesOf({ ...two, P0003R0: 'three' }, ['P0003R0']);
  assert.equal(compare(two, before), nothing);
});

test('what was missing and is back is restored, and changed only if it is', () => {
  assert.equal(compare(two, linesOf(two, ['P0002R0'])), { ...nothing, restored: ['P0002R0'] });
  const other = linesOf({ P0001R0: 'one', P0002R0: 'other' }, ['P0002R0']);
  assert.equal(compare(two, other), {
    ...nothing,
    changed: ['P0002R0'],
    restored: ['P0002R0'],
  });
});

test('a hash of another length is of another version', () => {
  const lines = linesOf(two).map((line) => line.slice(0, -1));
  assert.equal(compare(two, lines), { ...nothing, changed: ['P0001R0', 'P0002R0'] });
  const longer = linesOf(two).map((line) => `${line}0`);
  assert.equal(compare(two, longer), { ...nothing, changed: ['P0001R0', 'P0002R0'] });
});

test('both halves of a hash count', () => {
  const flipped = (line: string, at: number) =>
    line.slice(0, at) + (line[at] === '0' ? '1' : '0') + line.slice(at + 1);
  for (const at of [8, 15, 16, 23])
    assert.equal(
      compare(
        two,
        linesOf(two).map((line) => flipped(line, at)),
      ).changed,
      ['P0001R0', 'P0002R0'],
      String(at),
    );
});

test('without a base it is the first index, of which nothing is refused', () => {
  const read = indexOf(two);
  const { isFirst, rejection, added } = compareIndex(read, [], null, 'abc');
  assert.equal([isFirst, rejection, added.length], [true, null, 2]);
});

test('a loss is refused, and the answer is whole all the same', () => {
  const read = indexOf(two);
  const base = { ...read.size, entries: 3 };
  const { rejection, gone } = compareIndex(
    read,
    [linesOf({ ...two, P0003R0: 'three' }).join('\n')],
    base,
    'abc',
  );
  assert.equal([rejection?.gate, gone], ['shrunk', ['P0003R0']]);
});

test.run();
