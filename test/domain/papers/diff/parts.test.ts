import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { partsOf } from '../../../../src/domain/papers/diff/stage.ts';

const test = suite('parts of what is staged');

const sizes = (rows: readonly object[]): readonly number[] =>
  [...partsOf('events', rows)].map(({ body }) => JSON.parse(body).length);

const many = (count: number, text = 'x') => Array.from({ length: count }, () => ({ text }));

test('a part has at most 1,000 rows', () => {
  assert.equal(sizes(many(1_000)), [1_000]);
  assert.equal(sizes(many(2_001)), [1_000, 1_000, 1]);
});

/** With its name, quotes and braces a row of 348,847 letters has 348,858 bytes; 2,000 bytes are left for commas. */
test('a part has at most 1 MiB, counted in bytes', () => {
  assert.equal(sizes(many(4, 'x'.repeat(348_847))), [3, 1]);
  assert.equal(sizes(many(4, 'x'.repeat(348_848))), [2, 2]);
  assert.equal(sizes(many(4, 'é'.repeat(174_423))), [3, 1]);
  assert.equal(sizes(many(4, 'é'.repeat(174_424))), [2, 2]);
});

test('a row that is larger stands alone', () => {
  assert.equal(sizes([...many(1), ...many(1, 'x'.repeat(2_000_000)), ...many(1)]), [1, 1, 1]);
});

test('parts are numbered from 0; of no rows there is none', () => {
  const numbers = [...partsOf('events', many(1_001))].map(({ part }) => part);
  assert.equal(numbers, [0, 1]);
  assert.equal(sizes([]), []);
});

test.run();
