import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isSilenced,
  matches,
  nextEnd,
  refusalOf,
  type Silence,
} from '../../../src/domain/alerts/telling/silence.ts';

const test = suite('silences');

const HOUR = 3_600_000;

const silence = (change: Partial<Silence> = {}): Silence => ({
  id: 's',
  match: { rule: 'self.db', labels: {} },
  author: 'U1',
  reason: 'x',
  fromAt: 1_000,
  untilAt: 2_000,
  endedBy: null,
  ...change,
});

const db = { rule: 'self.db', labels: { host: 'a' } };

test('a silence holds from its first moment to before its last', () => {
  const at = (now: number) => isSilenced([silence()], db, now);
  assert.equal([at(999), at(1_000), at(1_999), at(2_000)], [false, true, true, false]);
});

test('a silence that was ended, or is of something else, holds nothing', () => {
  assert.is(isSilenced([silence({ endedBy: 'U2' })], db, 1_500), false);
  const other = silence({ match: { rule: 'self.d', labels: {} } });
  assert.is(isSilenced([other], db, 1_500), false);
  assert.is(isSilenced([other, silence()], db, 1_500), true);
});

for (const [rule, labels, isMeant] of [
  ['self.*', {}, true],
  ['*', { host: 'a' }, true],
  ['*', { host: 'b' }, false],
  ['*', { host: 'a', port: '1' }, false],
  ['self.d', {}, false],
  ['elf.db', {}, false],
  ['self_db', {}, false],
  ['selfxdb', {}, false],
] as const)
  test(`${rule} with ${JSON.stringify(labels)} is ${isMeant ? '' : 'not '}about it`, () =>
    assert.is(matches({ rule, labels }, db), isMeant));

test('a point in the name of a rule is a point', () => {
  assert.is(matches({ rule: 'self.db', labels: {} }, { rule: 'selfxdb', labels: {} }), false);
});

test('the next end is the earliest that is still to come', () => {
  const all = [
    silence({ untilAt: 3_000 }),
    silence({ untilAt: 2_000 }),
    silence({ untilAt: 1_800, endedBy: 'U1' }),
    silence({ untilAt: 1_500 }),
  ];
  assert.equal(
    [nextEnd(all, 1_500), nextEnd(all, 2_500), nextEnd(all, 3_000)],
    [2_000, 3_000, null],
  );
});

const rules = [
  { id: 'self.db', severity: 'P1' },
  { id: 'self.disk', severity: 'P2' },
] as const;

const refused = (rule: string, spanMs: number, reason = 'work', labels = {}) =>
  refusalOf({ match: { rule, labels }, spanMs, reason }, rules);

for (const [what, rule, spanMs, why] of [
  ['a P1 for an hour', 'self.db', HOUR, null],
  ['a P1 for longer', 'self.db', HOUR + 1, 'self.db is P1: a silence of it lasts at most 1 hour'],
  ['a P2 for a week', 'self.disk', 168 * HOUR, null],
  ['a P2 for longer', 'self.disk', 168 * HOUR + 1, 'a silence lasts at most 7 days'],
  ['no time', 'self.disk', 0, 'a silence needs a time to end'],
  ['time without end', 'self.disk', Infinity, 'a silence needs a time to end'],
  ['a rule that is none', 'self.nothing', HOUR, 'no rule is called self.nothing'],
  ['everything', '*', HOUR, 'a silence must name a rule or a label'],
  ['everything in other words', '***', HOUR, 'a silence must name a rule or a label'],
] as const)
  test(`a silence of ${what}: ${why ?? 'granted'}`, () => assert.is(refused(rule, spanMs), why));

test('a silence of everything on one host is granted, for as long as a P1 may be silent', () => {
  assert.is(refused('*', HOUR, 'work', { host: 'a' }), null);
  assert.match(refused('*', 2 * HOUR, 'work', { host: 'a' }) ?? '', /self\.db is P1/);
});

test('a silence says why', () => {
  assert.is(refused('self.disk', HOUR, ' '), 'a silence needs a reason');
});

test('thousands of stars mean no more than one, and take no longer', () => {
  const match = { rule: `self${'*'.repeat(20_000)}z`, labels: {} };
  assert.is(matches(match, { rule: 'self.db', labels: {} }), false);
  assert.is(matches(match, { rule: 'self.dbz', labels: {} }), true);
});

test.run();
