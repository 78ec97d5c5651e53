import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Level } from '../../src/log/events.ts';
import { createRing, type LineFilter, type WrittenLine } from '../../src/log/ring.ts';

const line = (n: number, more: Partial<WrittenLine> = {}): WrittenLine => ({
  time: `2026-11-22T03:00:${String(n % 60).padStart(2, '0')}.000Z`,
  level: 'info',
  event: 'poll.succeeded',
  component: 'poller',
  text: `${n}`,
  ...more,
});

const all: LineFilter = { level: null, component: null, event: null, since: null };

const test = suite('the ring of lines');

test('keeps the last 2,000 lines, oldest first, and gives the newest', () => {
  const ring = createRing();
  for (let n = 1; n <= 5_001; n += 1) ring.add(line(n));
  const kept = ring.read(all, 9_999);
  assert.equal([kept.length, kept[0], kept.at(-1)], [2_000, '3002', '5001']);
  assert.equal(ring.read(all, 2), ['5000', '5001']);
});

test('keeps fewer when they are long: never more than 4 MB', () => {
  const ring = createRing();
  for (let n = 0; n < 500; n += 1) ring.add(line(n, { text: 'x'.repeat(32_000) }));
  assert.is(ring.read(all, 9_999).length, 125);
});

test('filters by level and worse, component, event and moment', () => {
  const ring = createRing();
  const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];
  for (const [n, level] of levels.entries()) ring.add(line(n, { level }));
  ring.add(line(9, { component: 'http', event: 'http.auth_failed' }));
  assert.equal(ring.read({ ...all, level: 'warn' }, 9), ['2', '3']);
  assert.equal(ring.read({ ...all, component: 'http' }, 9), ['9']);
  assert.equal(ring.read({ ...all, event: 'http.auth_failed' }, 9), ['9']);
  assert.equal(ring.read({ ...all, since: '2026-11-22T03:00:03.000Z' }, 9), ['3', '9']);
});

test.run();
