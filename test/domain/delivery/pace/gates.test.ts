import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  afterLimit,
  closedUntil,
  noGates,
  remembered,
} from '../../../../src/domain/delivery/pace/gates.ts';

const test = suite('gates');

const NOW = 1_000_000;
const post = 'chat.postMessage';
const limit = (dest: string, waitMs: number) => ({
  method: post,
  dest,
  scope: 'destination' as const,
  waitMs,
});

test('a limit closes its conversation for what Slack asked, and up to 250 ms more', () => {
  assert.equal(afterLimit(noGates, limit('A', 4_000), NOW, 0).gates, [
    { method: post, dest: 'A', until: NOW + 4_000 },
  ]);
  assert.equal(afterLimit(noGates, limit('A', 4_000), NOW, 0.9999).gates, [
    { method: post, dest: 'A', until: NOW + 4_250 },
  ]);
});

test('another conversation and another method stay open', () => {
  const { book } = afterLimit(noGates, limit('A', 4_000), NOW, 0);
  assert.is(closedUntil(book, post, 'A', NOW + 3_999), NOW + 4_000);
  assert.is(closedUntil(book, post, 'A', NOW + 4_000), 0);
  assert.is(closedUntil(book, post, 'B', NOW), 0);
  assert.is(closedUntil(book, 'chat.update', 'A', NOW), 0);
});

test('two conversations limited within 10 s: no post anywhere until the later is over', () => {
  const first = afterLimit(noGates, limit('A', 20_000), NOW, 0);
  const second = afterLimit(first.book, limit('B', 4_000), NOW + 10_000, 0);
  assert.equal(second.gates, [
    { method: post, dest: 'B', until: NOW + 14_000 },
    { method: post, dest: '*', until: NOW + 20_000 },
  ]);
  assert.is(closedUntil(second.book, post, 'C', NOW + 19_999), NOW + 20_000);
});

test('more than 10 s apart they are two limits', () => {
  const first = afterLimit(noGates, limit('A', 20_000), NOW, 0);
  const second = afterLimit(first.book, limit('B', 4_000), NOW + 10_001, 0);
  assert.is(second.gates.length, 1);
});

test('the same conversation twice is not a second one', () => {
  const first = afterLimit(noGates, limit('A', 1_000), NOW, 0);
  const second = afterLimit(first.book, limit('A', 5_000), NOW + 2_000, 0);
  assert.equal(second.gates, [{ method: post, dest: 'A', until: NOW + 7_000 }]);
});

test('a limit of a method or a workspace closes the method for all', () => {
  for (const scope of ['method', 'workspace'] as const) {
    const after = afterLimit(noGates, { method: post, dest: 'A', scope, waitMs: 900_000 }, NOW, 0);
    assert.equal(after.gates, [{ method: post, dest: '*', until: NOW + 900_000 }]);
  }
});

test('gates that are over are forgotten', () => {
  let { book } = afterLimit(noGates, limit('A', 1_000), NOW, 0);
  for (let n = 1; n < 100; n++)
    ({ book } = afterLimit(book, limit('A', 1_000), NOW + n * 20_000, 0));
  assert.is(book.gates.length, 1);
  assert.is(book.recent.length, 1);
});

test('gates of an earlier process close what they closed, and add up to a wider one', () => {
  const first = { method: post, dest: 'A', until: NOW + 20_000 };
  const book = remembered(noGates, [first, { method: 'x', dest: '*', until: NOW + 9 }], NOW);
  assert.is(closedUntil(book, post, 'A', NOW), NOW + 20_000);
  assert.is(closedUntil(book, 'x', 'B', NOW), NOW + 9);
  const second = afterLimit(book, limit('B', 4_000), NOW + 1, 0);
  assert.equal(second.gates.at(-1), { method: post, dest: '*', until: NOW + 20_000 });
  const other = afterLimit(book, { ...limit('B', 4_000), method: 'x' }, NOW + 1, 0);
  assert.is(other.gates.length, 1, 'a gate of all is no second conversation');
});

test('what is remembered takes the place of gates that are over, and of no others', () => {
  const { book } = afterLimit(noGates, limit('A', 4_000), NOW, 0);
  const gate = { method: post, dest: 'B', until: NOW + 9_000 };
  assert.is(remembered(book, [gate], NOW + 3_999).gates.length, 2);
  assert.equal(remembered(book, [gate], NOW + 4_000).gates, [gate]);
});

test('of two gates the later one counts', () => {
  const { book } = afterLimit(noGates, limit('A', 4_000), NOW, 0);
  const longer = afterLimit(book, limit('A', 1_000), NOW, 0).book;
  assert.is(closedUntil(longer, post, 'A', NOW), NOW + 4_000);
});

test('what was limited before others were remembered still adds up', () => {
  const { book } = afterLimit(noGates, limit('A', 4_000), NOW, 0);
  const more = remembered(book, [], NOW);
  assert.is(afterLimit(more, limit('B', 1_000), NOW, 0).gates.length, 2);
});

test.run();
