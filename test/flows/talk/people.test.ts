import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, isSlackCode } from '../../../src/domain/health/failure.ts';
import { setupOf } from '../../support/talk/setup.ts';
import { buttonsOf, DAY, index, MINUTE, talkWorld } from '../../support/talk/world.ts';

const test = suite('watches and settings by command');

const never = (): never => {
  throw new Error('no answer');
};

test('papers-18: what was understood, how many match, the three latest; a revision is its number', async () => {
  const world = talkWorld();
  await index(world, [
    ['P0002R0', 'two', '2020-02', { authors: ['Ada Li'] }],
    ['P0003R0', 'three', '2020-03', { authors: ['Bo Li', 'Ada Lee'] }],
    ['P0004R0', 'four', '2020-04', { authors: ['Li Wei'] }],
    ['P0005R0', 'five', '2020-05', { authors: ['Ada Lister'] }],
    ['P0006R0', 'six', '2020-01', { authors: ['Cy Li'] }],
  ]);
  const text = (await world.say('watch li')) ?? '';
  assert.match(text, /author li: 4 papers/);
  assert.match(text, /P0004R0[\s\S]*P0003R0[\s\S]*P0002R0/);
  const number = (await world.say('watch P0002R0')) ?? '';
  assert.match(number, /Watching P0002: 1 paper/);
  assert.match(number, /all of P0002 is watched, not only P0002R0/);
  const [first, second] = await world.store.people.watches('U0ADA');
  assert.equal([first?.kind, second?.kind, second?.value], ['author', 'paper', 'P0002']);
});

test('papers-18: `watchlist add P2300` is a paper; adding twice is one; the 51st is refused', async () => {
  const world = talkWorld();
  await world.say('watchlist add P2300');
  assert.match((await world.say('watch p2300 daily')) ?? '', /it was there/);
  assert.equal(
    (await world.store.people.watches('U0ADA')).map(({ kind, value, delivery }) => [
      kind,
      value,
      delivery,
    ]),
    [['paper', 'P2300', 'daily']],
  );
  world.pass(MINUTE);
  for (let n = 1; n < 50; n += 1) {
    if (n % 15 === 0) world.pass(MINUTE);
    await world.say(`watch P${2300 + n}`);
  }
  world.pass(MINUTE);
  assert.match((await world.say('watch P9999')) ?? '', /50 at most/);
  assert.is((await world.store.people.watches('U0ADA')).length, 50);
  const list = (await world.say('watches')) ?? '';
  assert.match(list, /You watch 50 things/);
  assert.match(list, /\n50\. P2349/);
});

test('watches end by number or by words; what is not there is said', async () => {
  const world = talkWorld();
  await world.say('watch P2300');
  await world.say('watch word:"static reflection"');
  assert.match((await world.say('unwatch 2')) ?? '', /Not watching "static reflection"/);
  assert.match((await world.say('unwatch 2')) ?? '', /no such watch/);
  assert.match((await world.say('watchlist remove p2300r4')) ?? '', /Not watching P2300/);
  assert.match((await world.say('watches')) ?? '', /You watch nothing yet/);
});

test('of two watches with the same words the one that is named ends', async () => {
  const world = talkWorld();
  await world.say('watch word:li');
  await world.say('watch author:li');
  assert.match((await world.say('unwatch author:li')) ?? '', /Not watching author li/);
  const [left, ...others] = await world.store.people.watches('U0ADA');
  assert.equal([left?.kind, others.length], ['keyword', 0]);
});

test('a channel subscribes where it is said, once the bot is in it', async () => {
  const world = talkWorld();
  assert.match(
    (await world.say('subscribe ranges')) ?? '',
    /This channel watches "ranges"[\s\S]*What is new is told here\./,
  );
  assert.match((await world.say('subscriptions')) ?? '', /This channel watches 1 thing/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
  assert.is((await world.store.people.watches('C0PAPERS')).length, 1);
  assert.match(
    (await world.say('subscribe span', { way: 'direct', channel: 'D0ADA' })) ?? '',
    /in the channel/,
  );
  const outside = talkWorld({ setup: setupOf({ member: false }) });
  assert.match((await outside.say('subscribe ranges')) ?? '', /invite me first/);
  assert.equal(await outside.store.people.watches('C0PAPERS'), []);
});

test('where Slack does not say, a channel is watched all the same, and the failure is reported', async () => {
  const refusal = (reason: string) => {
    if (!isSlackCode(reason)) throw new Error(reason);
    const operation = 'slack.conversations.info';
    return new Failure({ category: 'SLACK', reason, operation, message: reason });
  };
  const setup = (reason: string) => ({
    ...setupOf({}),
    channel: async () => Promise.reject(refusal(reason)),
  });
  const silent = talkWorld({ setup: setup('missing_scope') });
  assert.match((await silent.say('subscribe ranges')) ?? '', /This channel watches/);
  assert.is(silent.failures[0]?.reason, 'missing_scope');
  const outside = talkWorld({ setup: setup('channel_not_found') });
  assert.match((await outside.say('subscribe ranges')) ?? '', /invite me first/);
});

test('settings are repeated with the next delivery, in the zone of the profile', async () => {
  const world = talkWorld();
  const daily = (await world.say('digest daily 18:15')) ?? '';
  assert.match(daily, /once a day at 18:15.*Next delivery: Sat 28 Nov, 18:15.*Europe\/Berlin/);
  assert.match((await world.say('digest now')) ?? '', /at once.*Next delivery: at once/);
  assert.match(
    (await world.say('digest mailing')) ?? '',
    /with each mailing.*Next delivery: with the next mailing/,
  );
  await world.say('digest off');
  assert.is((await world.store.people.settings('U0ADA')).dailyAt, 18 * 60 + 15);
  // 12:00 UTC is 13:00 in Berlin and 7 in New York
  assert.match(
    (await world.say('quiet 12-14')) ?? '',
    /Quiet from 12:00 to 14:00.*Sat 28 Nov, 14:00/,
  );
  assert.match(
    (await world.say('quiet 22-07 America/New_York')) ?? '',
    /at once.*America\/New_York/,
  );
  assert.match((await world.say('quiet off')) ?? '', /No quiet hours/);
  assert.match(
    (await world.say('mute 3d')) ?? '',
    /Muted until Tue 1 Dec, 07:00.*Next delivery: Tue 1 Dec, 07:00/,
  );
  const { mutedUntil } = await world.store.people.settings('U0ADA');
  assert.is((mutedUntil ?? 0) - Date.UTC(2026, 10, 28, 12), 3 * DAY);
  assert.match((await world.say('unmute')) ?? '', /Next delivery: at once/);
});

test('previews say what is missing, else they are kept for the channel', async () => {
  const scopes = ['chat:write', 'channels:history'];
  const poor = talkWorld({ setup: setupOf({ scopes }) });
  assert.match((await poor.say('previews on')) ?? '', /`message.channels`.*`groups:history`/);
  assert.is((await poor.store.people.settings('C0PAPERS')).previews, false);
  const world = talkWorld();
  assert.match((await world.say('previews on')) ?? '', /are on/);
  assert.is((await world.store.people.settings('C0PAPERS')).previews, true);
  assert.match((await world.say('previews off')) ?? '', /are off/);
  assert.is((await world.store.people.settings('C0PAPERS')).previews, false);
});

test('papers-22: forget me: nothing before the button, then no row of that person', async () => {
  const world = talkWorld();
  await world.say('watch P2300');
  await world.say('forget me');
  assert.equal(buttonsOf(world.posted.at(-1)?.content ?? never()), [
    ['talk.forget', 'me'],
    ['talk.keep', 'me'],
  ]);
  assert.is((await world.store.people.watches('U0ADA')).length, 1);
  assert.match((await world.press('talk.keep', 'me')) ?? '', /Nothing was deleted/);
  assert.match((await world.press('talk.forget', 'me')) ?? '', /Done/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
  assert.equal(world.rows(), []);
});

test.run();
