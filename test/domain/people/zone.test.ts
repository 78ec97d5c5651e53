import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isZone, localTime, momentOf } from '../../../src/domain/people/zone.ts';

const test = suite('local times');

const at = (iso: string): number => Date.parse(iso);
const dayOf = (date: string): number => at(`${date}T00:00:00Z`) / 86_400_000;
const clock = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

const cases: readonly (readonly [zone: string, day: string, time: string, utc: string])[] = [
  ['UTC', '2026-05-01', '07:00', '2026-05-01T07:00:00Z'],
  ['Europe/Berlin', '2026-01-15', '07:00', '2026-01-15T06:00:00Z'],
  ['Europe/Berlin', '2026-07-15', '07:00', '2026-07-15T05:00:00Z'],
  // Clocks go forward at 01:00 UTC: 02:00 to 03:00 is skipped.
  ['Europe/Berlin', '2026-03-29', '01:59', '2026-03-29T00:59:00Z'],
  ['Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29', '07:00', '2026-03-29T05:00:00Z'],
  // Clocks go back at 01:00 UTC: 02:00 to 03:00 occurs twice.
  ['Europe/Berlin', '2026-10-25', '02:00', '2026-10-25T00:00:00Z'],
  ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
  ['Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
  ['Europe/Berlin', '2026-10-25', '07:00', '2026-10-25T06:00:00Z'],
  ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00Z'],
  // Half an hour back at 15:00 UTC: 01:30 to 02:00 occurs twice.
  ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '02:00', '2026-04-04T15:30:00Z'],
  ['Asia/Kathmandu', '2026-06-01', '00:00', '2026-05-31T18:15:00Z'],
  ['Pacific/Kiritimati', '2026-06-01', '09:00', '2026-05-31T19:00:00Z'],
  // A day that begins at one o'clock.
  ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00Z'],
];

for (const [zone, day, time, utc] of cases)
  test(`${time} of ${day} in ${zone} is ${utc}`, () => {
    const moment = momentOf(zone, { day: dayOf(day), minute: clock(time) });
    assert.is(new Date(moment).toISOString(), utc.replace('Z', '.000Z'));
  });

test('a part of a minute counts as its beginning', () => {
  const moment = momentOf('Europe/Berlin', { day: dayOf('2026-08-18'), minute: 33.777_77 });
  assert.is(new Date(moment).toISOString().slice(0, 16), '2026-08-17T22:33');
});

test('the clock on the wall is read back, before and after a change', () => {
  const read = (utc: string) => {
    const { day, minute } = localTime('Europe/Berlin', at(utc));
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return `${date} ${Math.floor(minute / 60)}:${minute % 60}`;
  };
  assert.is(read('2026-03-29T00:59:59Z'), '2026-03-29 1:59');
  assert.is(read('2026-03-29T01:00:00Z'), '2026-03-29 3:0');
  assert.is(read('2026-10-25T00:30:00Z'), '2026-10-25 2:30');
  assert.is(read('2026-10-25T01:30:00Z'), '2026-10-25 2:30');
  assert.is(read('2026-12-31T23:30:00Z'), '2027-01-01 0:30');
});

for (const [name, exists] of [
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Etc/GMT+5', true],
  ['Berlin', false],
  ['Europe/Nowhere', false],
  ['+02:00', false],
  ['', false],
  ['Europe/Berlin; drop', false],
] as const)
  test(`"${name}" is ${exists ? 'a' : 'no'} zone`, () => assert.is(isZone(name), exists));

test.run();
