import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lines } from '../../support/papers/news.ts';
import { entry, followedWorld, numbers, papers } from '../../support/people/world.ts';

const test = suite('what is held is released');

const at = (iso: string): number => Date.parse(iso);
const SECOND = 1_000;
const DAY = 24 * 3_600_000;
const night = { quiet: { from: 22 * 60, to: 7 * 60 }, zone: 'Europe/Berlin' };

const nights = [
  ['in an ordinary night', '2026-08-18T21:00:00Z', '2026-08-19T05:00:00Z'],
  ['when the clocks go forward', '2026-03-28T22:30:00Z', '2026-03-29T05:00:00Z'],
  ['when the clocks go back', '2026-10-24T21:30:00Z', '2026-10-25T06:00:00Z'],
] as const;

for (const [which, now, morning] of nights)
  test(`papers-17: 40 papers in quiet hours are one digest at 07:00 local, ${which}`, async () => {
    const world = await followedWorld(at(now));
    await world.user('U1', night, numbers);
    // Three polls, as small as no mailing.
    for (const first of [2001, 2015, 2029])
      await world.publish(...papers(first === 2029 ? 12 : 14, first));
    assert.equal(world.messages('U1'), []);
    assert.is(await world.turn(at(morning) - SECOND), 0);
    assert.is(await world.turn(at(morning)), world.messages('U1').length);
    assert.is(world.heads('U1').length, 1);
    assert.is(world.heads('U1')[0], '40 new papers');
    assert.is(new Set(world.told('U1').flat()).size, 40);
    assert.ok(world.messages('U1').every(({ lane }) => lane === 3));
    assert.is(await world.turn(at(morning) + SECOND), 0);
  });

test('papers-17: mute 3d, 10 matches, unmute: one message', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  await world.user('U1', { mutedUntil: now + 3 * DAY }, numbers);
  for (let n = 0; n < 10; n += 1) await world.publish(entry(`P${2001 + n}R0`));
  assert.is(await world.turn(now + DAY), 0);
  assert.equal(world.messages('U1'), []);
  await world.user('U1', { mutedUntil: null });
  assert.is(await world.turn(now + DAY + SECOND), 1);
  assert.equal(
    world.told('U1').map((ids) => ids.length),
    [10],
  );
});

test('a mute that runs out releases by itself', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  await world.user('U1', { mutedUntil: now + 3 * DAY }, numbers);
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(now + 3 * DAY - SECOND), 0);
  assert.is(await world.turn(now + 3 * DAY), 1);
});

test('a mute that comes after something was held holds it for longer', async () => {
  const world = await followedWorld(at('2026-08-18T12:00:00Z'));
  await world.user('U1', { delivery: 'daily', zone: 'Europe/Berlin' }, numbers);
  await world.publish(entry('P2001R0'));
  await world.user('U1', { mutedUntil: at('2026-08-20T12:00:00Z') });
  assert.is(await world.turn(at('2026-08-19T07:00:00Z')), 0);
  assert.is(await world.turn(at('2026-08-20T12:00:00Z') - SECOND), 0);
  assert.is(await world.turn(at('2026-08-20T12:00:00Z')), 1);
});

test('a watch with its own time keeps it when the setting changes', async () => {
  const world = await followedWorld(at('2026-08-18T12:00:00Z'));
  const own = { ...numbers, delivery: 'daily' } as const;
  await world.user('U1', { delivery: 'mailing', zone: 'Europe/Berlin' }, own);
  await world.publish(entry('P2001R0'));
  await world.user('U1', { delivery: 'now' });
  assert.is(await world.turn(at('2026-08-18T12:05:00Z')), 0);
  assert.is(await world.turn(at('2026-08-19T07:00:00Z')), 1);
});

test('what is daily comes at that time of the place, in one message', async () => {
  const world = await followedWorld(at('2026-03-27T12:00:00Z'));
  await world.user('U1', { delivery: 'daily', dailyAt: 570, zone: 'Europe/Berlin' }, numbers);
  await world.publish(entry('P2001R0'));
  await world.publish(entry('P2002R0'));
  assert.is(await world.turn(at('2026-03-28T08:29:59Z')), 0);
  assert.is(await world.turn(at('2026-03-28T08:30:00Z')), 1);
  await world.publish(entry('P2003R0'));
  assert.is(await world.turn(at('2026-03-29T07:29:59Z')), 0);
  assert.is(await world.turn(at('2026-03-29T07:30:00Z')), 1);
  assert.equal(world.told('U1'), [['P2001R0', 'P2002R0'], ['P2003R0']]);
});

test('who gets mailings has the whole list with theirs first, and what was held before, in one message', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  const own = { ...numbers, value: 'P2001-P2003' };
  await world.user('U1', { delivery: 'mailing' }, own);
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(now + DAY), 0);
  world.time.now = now + 2 * DAY;
  await world.publish(...papers(20, 2002));
  await world.turn(now + 2 * DAY + SECOND);
  const [head, ...replies] = world.messages('U1');
  assert.is(world.heads('U1').length, 1);
  assert.match(
    world.heads('U1')[0] ?? '',
    /^Mailing of 20 Aug 2026: 20 papers\n.*\nYours come first\./,
  );
  assert.is(head?.lane, 3);
  const ids = replies.flatMap((one) => lines(one).map(({ id }) => id));
  assert.equal(ids.slice(0, 3), ['P2001R0', 'P2002R0', 'P2003R0']);
  assert.equal([ids.length, new Set(ids).size], [21, 21]);
  assert.is(await world.turn(now + 3 * DAY), 0);
});

test('a person on now hears how much of a mailing matches; nobody gets both', async () => {
  const world = await followedWorld();
  await world.user('U1', {}, { ...numbers, value: 'P2001-P2005' });
  await world.publish(...papers(20));
  await world.turn(world.time.now + SECOND);
  assert.equal(world.heads('U1'), ['Mailing of 18 Aug 2026: 5 of 20 match you']);
  assert.is(world.told('U1').flat().length, 5);
});

test('one watch that waits for mailings takes the others with it, in one message', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  const slow = { ...numbers, value: 'P2001-P2003', delivery: 'mailing' } as const;
  await world.user('U1', {}, slow, { ...numbers, value: 'P2010' });
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(now + DAY), 0);
  await world.publish(...papers(20, 2002));
  assert.is(await world.turn(now + DAY + SECOND), 1);
  assert.match(world.heads('U1')[0] ?? '', /: 3 of 20 match you/);
  assert.equal(world.told('U1'), [['P2001R0', 'P2002R0', 'P2003R0', 'P2010R0']]);
});

test('what waits for a mailing in vain comes after 35 days, at the time of what is daily', async () => {
  const world = await followedWorld();
  await world.user('U1', { delivery: 'mailing' }, numbers);
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(at('2026-09-23T08:59:59Z')), 0);
  assert.is(await world.turn(at('2026-09-23T09:00:00Z')), 1);
  assert.equal(world.told('U1'), [['P2001R0']]);
});

test('what was held for over a fortnight is only counted', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  await world.user('U1', { mutedUntil: now + 40 * DAY }, numbers);
  await world.publish(entry('P2001R0'));
  await world.publish(entry('P2002R0'));
  world.time.now = now + 30 * DAY;
  await world.publish(entry('P2003R0'));
  assert.is(await world.turn(now + 40 * DAY), 1);
  assert.equal(world.heads('U1'), ['1 new paper\n2 items while you were away']);
  assert.equal(world.told('U1'), [['P2003R0']]);
});

test('nothing but old things is a message without lines', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  await world.user('U1', { mutedUntil: now + 20 * DAY }, numbers);
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(now + 20 * DAY), 1);
  assert.equal(world.heads('U1'), ['1 item while you were away']);
});

test('a change of delivery holds for what is held already', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  await world.user('U1', { delivery: 'mailing' }, numbers);
  await world.publish(entry('P2001R0'));
  await world.user('U1', { delivery: 'now' });
  assert.is(await world.turn(now + SECOND), 1);
  await world.user('U1', { delivery: 'daily' });
  await world.publish(entry('P2002R0'));
  await world.user('U1', { delivery: 'mailing' });
  assert.is(await world.turn(now + 2 * DAY), 0);
});

test('a message that waits in the queue is held when the quiet hours begin', async () => {
  const world = await followedWorld(at('2026-08-18T19:59:00Z'));
  await world.user('U1', night, numbers);
  await world.publish(entry('P2001R0'));
  const [row] = world.messages('U1');
  assert.is(row?.notBefore, null);
  await world.turn(at('2026-08-18T19:59:59Z'));
  assert.is(world.messages('U1')[0]?.notBefore, null);
  await world.turn(at('2026-08-18T20:00:00Z'));
  assert.is(world.messages('U1')[0]?.notBefore, at('2026-08-19T05:00:00Z'));
});

test('many recipients are released in one turn', async () => {
  const world = await followedWorld();
  const { now } = world.time;
  for (let n = 1; n <= 45; n += 1) await world.user(`U${n}`, { mutedUntil: now + DAY }, numbers);
  await world.publish(entry('P2001R0'));
  assert.is(await world.turn(now + DAY), 45);
});

test('an old incarnation of the queue is fenced', async () => {
  const world = await followedWorld();
  await world.leadership.take('messageQueue');
  assert.is(await world.turn(world.time.now), 'fenced');
});

test.run();
