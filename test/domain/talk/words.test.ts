import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isDate, isMonth, readSpan, readTime } from '../../../src/domain/talk/grammar/spans.ts';
import {
  ago,
  clockTime,
  counted,
  dateInWords,
  many,
  momentInWords,
  spanInWords,
} from '../../../src/domain/talk/replies/time.ts';

const test = suite('times as people write and read them');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

for (const [word, ms] of [
  ['30m', 30 * MINUTE],
  ['12h', 12 * HOUR],
  ['3d', 3 * DAY],
  ['2W', 14 * DAY],
  ['0d', 0],
  ['99999m', 99_999 * MINUTE],
  ['100000m', null],
  ['3', null],
  ['d', null],
  ['3 d', null],
  ['3s', null],
  ['-3d', null],
  ['3dd', null],
] as const)
  test(`"${word}" ${ms === null ? 'is no span' : `is ${ms} ms`}`, () =>
    assert.is(readSpan(word), ms));

for (const [word, minutes] of [
  ['7', 420],
  ['07', 420],
  ['22:30', 1_350],
  ['0:00', 0],
  ['23:59', 1_439],
  ['24', 0],
  ['24:00', 0],
  ['24:01', null],
  ['25', null],
  ['7:60', null],
  ['7:5', null],
  ['123', null],
  ['x7', null],
] as const)
  test(`"${word}" ${minutes === null ? 'is no time' : `is minute ${minutes}`}`, () =>
    assert.is(readTime(word), minutes));

test('years, months and days are dates; only a month is a month', () => {
  const dates = ['2025', '1999', '2025-01', '2025-12', '2025-03-01', '2025-03-31'];
  assert.equal([dates.every(isDate), dates.filter(isMonth)], [true, ['2025-01', '2025-12']]);
  for (const word of ['1899', '2100', '2025-00', '2025-13', '2025-03-00', '2025-03-32', '25', ''])
    assert.is(isDate(word), false, word);
});

test('spans are told in the largest unit that fits, rounded down', () => {
  const words = [MINUTE - 1, MINUTE, HOUR - 1, HOUR, 2 * HOUR, DAY - 1, DAY, 2 * DAY - 1, 2 * DAY];
  assert.equal(words.map(spanInWords), [
    'less than a minute',
    '1 min',
    '59 min',
    '1 hour',
    '2 hours',
    '23 hours',
    '1 day',
    '1 day',
    '2 days',
  ]);
});

test('what was never is said to be so, what was within a minute is just now', () => {
  assert.equal(
    [ago(null, 9), ago(0, MINUTE - 1), ago(0, MINUTE)],
    ['never', 'just now', '1 min ago'],
  );
});

test('dates are told as precisely as they are known', () => {
  assert.equal(['2024-05-06', '2024-05', '2024', '2024-12-31', '2024-01'].map(dateInWords), [
    '6 May 2024',
    'May 2024',
    '2024',
    '31 Dec 2024',
    'Jan 2024',
  ]);
});

test('times of day have two digits each, and moments are told in the zone of who reads', () => {
  assert.equal([0, 65, 1_350].map(clockTime), ['00:00', '01:05', '22:30']);
  const at = Date.UTC(2026, 10, 28, 23, 5);
  assert.is(momentInWords(at, null), 'Sat 28 Nov, 23:05');
  assert.is(momentInWords(at, 'Europe/Berlin'), 'Sun 29 Nov, 00:05');
});

test('numbers have commas, and one is one', () => {
  assert.equal([0, 999, 1_000, 29_136, 1_234_567].map(counted), [
    '0',
    '999',
    '1,000',
    '29,136',
    '1,234,567',
  ]);
  assert.equal(
    [many(1, 'entry', 'entries'), many(2, 'entry', 'entries'), many(0, 'paper')],
    ['1 entry', '2 entries', '0 papers'],
  );
});

test.run();
