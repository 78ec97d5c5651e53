import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BenchRow } from '../../bench/row.ts';
import { table } from '../../bench/support/table.ts';

const test = suite('the table of the bench');

const row = (line: string, more: Partial<BenchRow> = {}): BenchRow => ({
  line,
  floor: 'f',
  ours: 'o',
  ratio: 1.234,
  goal: '<= 1',
  met: true,
  ...more,
});

test('stands in the order of the goals, with lines without a number at the end', () => {
  const text = table([row('search'), row('15: seeding'), row('2 asking'), row('15: changes')]);
  const firsts = text.split('\n').map((line) => line.split('|').slice(1, 3).join('').trim());
  assert.equal(
    firsts.map((first) => first.replace(/ +/g, ' ')),
    ['# what', '-------------', '2 asking', '15 seeding', '15 changes', '- search'],
  );
});

test('names peers, and the reason only where a goal is not met', () => {
  const reason = 'the floor writes no key';
  const met = table([row('1 a', { peers: 'pg-boss 2 ms', reason })]);
  const missed = table([
    row('1 a', { met: false, reason }),
    row('2 b', { met: false, ratio: null }),
  ]);
  assert.match(met, /\| 1 +\| a +\| f +\| pg-boss 2 ms \| o +\| 1\.23 +\| <= 1 +\| met \|/);
  assert.match(missed, /\| 1\.23 +\| <= 1 +\| NOT MET: the floor writes no key \|/);
  assert.match(missed, /\| - +\| <= 1 +\| NOT MET +\|/);
});

test.run();
