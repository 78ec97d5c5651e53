import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dueAt, heldUntil, nextDelivery } from '../../../src/domain/people/due.ts';
import { defaultSettings, type Settings } from '../../../src/domain/people/settings.ts';

const test = suite('when somebody is told');

const at = (iso: string): number => Date.parse(iso);
const utc = (ms: number | null): string =>
  ms === null ? 'never' : new Date(ms).toISOString().replace('.000Z', 'Z');

const berlin: Settings = { ...defaultSettings, zone: 'Europe/Berlin' };
const night: Settings = { ...berlin, quiet: { from: 22 * 60, to: 7 * 60 } };

const quiet: readonly (readonly [now: string, until: string, why: string])[] = [
  ['2026-08-18T19:59:59Z', '2026-08-18T19:59:59Z', 'a second before the quiet hours'],
  ['2026-08-18T20:00:00Z', '2026-08-19T05:00:00Z', 'as they begin'],
  ['2026-08-19T04:59:59Z', '2026-08-19T05:00:00Z', 'a second before their end'],
  ['2026-08-19T05:00:00Z', '2026-08-19T05:00:00Z', 'at their end'],
  ['2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z', 'in the night that is an hour short'],
  ['2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z', 'in the night that is an hour long'],
];

for (const [now, until, why] of quiet)
  test(`papers-17: quiet from 22 to 7, ${why}: ${until}`, () =>
    assert.is(utc(heldUntil(night, at(now))), until));

test('quiet hours within a day hold only there', () => {
  const noon = { ...berlin, quiet: { from: 12 * 60, to: 13 * 60 + 30 } };
  assert.is(utc(heldUntil(noon, at('2026-08-18T10:30:00Z'))), '2026-08-18T11:30:00Z');
  assert.is(utc(heldUntil(noon, at('2026-08-18T21:30:00Z'))), '2026-08-18T21:30:00Z');
});

test('quiet hours that end in a skipped hour end when the clocks go forward', () => {
  const short = { ...berlin, quiet: { from: 60, to: 150 } };
  assert.is(utc(heldUntil(short, at('2026-03-29T00:30:00Z'))), '2026-03-29T01:00:00Z');
});

test('quiet hours that end in an hour that occurs twice end the first time, and are over then', () => {
  const short = { ...berlin, quiet: { from: 60, to: 150 } };
  assert.is(utc(heldUntil(short, at('2026-10-24T23:30:00Z'))), '2026-10-25T00:30:00Z');
  for (const later of ['2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'])
    assert.is(utc(heldUntil(short, at(later))), later);
});

test('quiet hours end by the clock where it changes by half an hour', () => {
  const island = { ...night, zone: 'Australia/Lord_Howe' };
  // from +10:30 to +11:00, and back
  assert.is(utc(heldUntil(island, at('2026-10-03T14:00:00Z'))), '2026-10-03T20:00:00Z');
  assert.is(utc(heldUntil(island, at('2026-04-04T14:00:00Z'))), '2026-04-04T20:30:00Z');
  assert.is(utc(dueAt(island, 'daily', at('2026-10-03T14:00:00Z'), null)), '2026-10-03T22:00:00Z');
  assert.is(utc(dueAt(island, 'daily', at('2026-04-04T14:00:00Z'), null)), '2026-04-04T22:30:00Z');
});

test('a mute that ends in quiet hours holds to the end of these', () => {
  const muted = { ...night, mutedUntil: at('2026-08-20T23:00:00Z') };
  assert.is(utc(heldUntil(muted, at('2026-08-18T12:00:00Z'))), '2026-08-21T05:00:00Z');
  assert.is(utc(heldUntil(muted, at('2026-08-21T12:00:00Z'))), '2026-08-21T12:00:00Z');
});

const daily: readonly (readonly [happened: string, due: string])[] = [
  ['2026-08-18T06:59:59Z', '2026-08-18T07:00:00Z'],
  ['2026-08-18T07:00:00Z', '2026-08-19T07:00:00Z'],
  ['2026-03-28T12:00:00Z', '2026-03-29T07:00:00Z'],
  ['2026-10-24T12:00:00Z', '2026-10-25T08:00:00Z'],
];

for (const [happened, due] of daily)
  test(`daily at 09:00 in Berlin: of ${happened} people hear at ${due}`, () =>
    assert.is(utc(dueAt(berlin, 'daily', at(happened), null)), due));

test('daily at a time that is skipped comes with the change, one that occurs twice comes once', () => {
  const early = { ...berlin, dailyAt: 150 };
  assert.is(utc(dueAt(early, 'daily', at('2026-03-28T12:00:00Z'), null)), '2026-03-29T01:00:00Z');
  assert.is(utc(dueAt(early, 'daily', at('2026-03-29T01:00:00Z'), null)), '2026-03-30T00:30:00Z');
  assert.is(utc(dueAt(early, 'daily', at('2026-10-24T12:00:00Z'), null)), '2026-10-25T00:30:00Z');
  assert.is(utc(dueAt(early, 'daily', at('2026-10-25T00:30:00Z'), null)), '2026-10-26T01:30:00Z');
});

test('what waits for a mailing comes with it, or after 35 days as daily', () => {
  const happened = at('2026-08-18T12:00:00Z');
  const mailing = at('2026-09-01T10:00:00Z');
  assert.is(utc(dueAt(berlin, 'mailing', happened, mailing)), '2026-09-01T10:00:00Z');
  assert.is(utc(dueAt(berlin, 'mailing', happened, null)), '2026-09-23T07:00:00Z');
  // 35 days later the clocks have gone back, or forward
  const [autumn, spring] = [at('2026-09-25T12:00:00Z'), at('2026-02-25T12:00:00Z')];
  assert.is(utc(dueAt(berlin, 'mailing', autumn, null)), '2026-10-31T08:00:00Z');
  assert.is(utc(dueAt(berlin, 'mailing', spring, null)), '2026-04-02T07:00:00Z');
});

test('without a zone the times are those of UTC', () => {
  const happened = at('2026-08-18T12:00:00Z');
  assert.is(utc(dueAt(defaultSettings, 'daily', happened, null)), '2026-08-19T09:00:00Z');
});

test('the next delivery regards delivery, mute and quiet hours', () => {
  const now = at('2026-08-18T20:30:00Z');
  assert.is(utc(nextDelivery(berlin, now)), '2026-08-18T20:30:00Z');
  assert.is(utc(nextDelivery(night, now)), '2026-08-19T05:00:00Z');
  assert.is(
    utc(nextDelivery({ ...night, delivery: 'daily', dailyAt: 360 }, now)),
    '2026-08-19T05:00:00Z',
  );
  assert.is(utc(nextDelivery({ ...berlin, delivery: 'mailing' }, now)), 'never');
});

test.run();
