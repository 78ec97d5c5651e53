import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buttonsOf, DAY, index, MINUTE, talkWorld, type World } from '../../support/talk/world.ts';

const test = suite('answers to commands');

/** Some revisions of a paper, its neighbours, an issue, and words to find. */
async function library(): Promise<World> {
  const world = talkWorld();
  await index(world, [
    ['P2300R0', 'A Unified Executors Proposal', '2021-06', { authors: ['Michał Dominiak'] }],
    ['P2300R9', 'std::execution', '2024-04', { authors: ['Eric Niebler', 'Lewis Baker'] }],
    [
      'P2300R10',
      '`std::execution` & *more* <!channel>',
      '2024-06-28',
      { authors: ['Eric Niebler', 'Lewis Baker', 'Kirk Shoop'] },
    ],
    ['P2299R0', 'Neighbour', '2021-01'],
    ['P2303R0', 'Other neighbour', '2021-02'],
    ['P2310R0', 'Third neighbour', '2021-03'],
    ['LWG4500', 'A defect in ranges', null, { authors: [], groups: [] }],
  ]);
  return world;
}

test('paper: the latest revision, all others with their dates, and a button', async () => {
  const world = await library();
  const text = await world.say('paper P2300');
  assert.match(text ?? '', /P2300R10.* · `std::execution` &amp; \*more\* &lt;!channel&gt;/);
  assert.match(text ?? '', /Eric Niebler, Lewis Baker, Kirk Shoop · LEWG · 28 Jun 2024/);
  assert.match(
    text ?? '',
    /Revisions: .*R0.* \(2021-06\), .*R9.* \(2024-04\), .*R10.* \(2024-06-28\)/,
  );
  const [{ content, ephemeral } = { content: null, ephemeral: false }] = world.posted;
  assert.ok(ephemeral);
  assert.equal(content && buttonsOf(content), [['talk.watch', 'P2300']]);
});

test('paper: one revision, an issue, and `/paper` for both ids and words', async () => {
  const world = await library();
  assert.match((await world.say('P2300R0')) ?? '', /P2300R0.*A Unified Executors/);
  assert.match((await world.say('lwg4500', { way: 'paper' })) ?? '', /LWG4500.*A defect in ranges/);
  assert.match(
    (await world.say('unified executors all:yes', { way: 'paper' })) ?? '',
    /1 paper found/,
  );
});

test('paper: what is not in the index, with its three nearest numbers', async () => {
  const world = await library();
  const text = (await world.say('paper P2302')) ?? '';
  assert.match(text, /P2302 is not in the index/);
  assert.match(text, /Nearest: P2303, P2300, P2299/);
});

test('the button watches, and then the card offers the other one', async () => {
  const world = await library();
  assert.match((await world.press('talk.watch', 'P2300')) ?? '', /Watching P2300: 1 paper/);
  await world.say('P2300R9');
  assert.equal(buttonsOf(world.posted.at(-1)?.content ?? never()), [['talk.unwatch', 'P2300']]);
  assert.match((await world.press('talk.unwatch', 'P2300')) ?? '', /Not watching P2300 any more/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
});

const never = (): never => {
  throw new Error('no answer');
};

test('search: ten a page, and Next and Back turn it in its place', async () => {
  const world = talkWorld();
  await index(
    world,
    Array.from(
      { length: 23 },
      (_, n) => [`P${1000 + n}R0`, `coroutine ${n}`, `2020-${10 + (n % 3)}`] as const,
    ).map(([key, title, date]) => [key, title, date]),
  );
  assert.match((await world.say('search coroutine')) ?? '', /23 papers found, 1 to 10/);
  assert.equal(buttonsOf(world.posted[0]?.content ?? never()), [
    ['talk.next', '1 search coroutine'],
  ]);
  assert.match((await world.press('talk.next', '1 search coroutine')) ?? '', /11 to 20/);
  const second = world.posted[1] ?? never();
  assert.ok(second.replace);
  assert.equal(buttonsOf(second.content), [
    ['talk.back', '0 search coroutine'],
    ['talk.next', '2 search coroutine'],
  ]);
  assert.match((await world.press('talk.next:2', '2 search coroutine')) ?? '', /21 to 23/);
  assert.is(await world.press('talk.next', 'nonsense'), null);
});

test('14.18: what was understood, how many match, the three latest; a revision is its number', async () => {
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

test('14.18: `watchlist add P2300` is a paper; adding twice is one; the 51st is refused', async () => {
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

test('a channel subscribes where it is said, once the bot is in it', async () => {
  const world = talkWorld();
  assert.match((await world.say('subscribe ranges')) ?? '', /This channel watches "ranges"/);
  assert.match((await world.say('subscriptions')) ?? '', /This channel watches 1 thing/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
  assert.is((await world.store.people.watches('C0PAPERS')).length, 1);
  assert.match(
    (await world.say('subscribe span', { way: 'direct', channel: 'D0ADA' })) ?? '',
    /in the channel/,
  );
  const outside = talkWorld({ rights: { isMember: async () => false, scopes: async () => null } });
  assert.match((await outside.say('subscribe ranges')) ?? '', /invite me first/);
  assert.equal(await outside.store.people.watches('C0PAPERS'), []);
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
  const scopes = async () => ['chat:write', 'channels:history'];
  const poor = talkWorld({ rights: { isMember: async () => true, scopes } });
  assert.match((await poor.say('previews on')) ?? '', /`message.channels`.*`groups:history`/);
  assert.is((await poor.store.people.settings('C0PAPERS')).previews, false);
  const world = talkWorld();
  assert.match((await world.say('previews on')) ?? '', /are on/);
  assert.is((await world.store.people.settings('C0PAPERS')).previews, true);
  assert.match((await world.say('previews off')) ?? '', /are off/);
  assert.is((await world.store.people.settings('C0PAPERS')).previews, false);
});

test('status, version, uptime and help', async () => {
  const world = talkWorld();
  assert.is(
    await world.say('status'),
    'Index: last check 12 min ago, content last changed 4 days ago, 29,136 entries. Drafts: last look 3 min ago, 0 new of 240. Waiting messages: 0.',
  );
  assert.is(await world.say('version'), 'PaperScout 1.2.3 (abcdef012345)');
  assert.match((await world.say('uptime')) ?? '', /Up for 2 days, since Thu 26 Nov, 12:00 UTC/);
  assert.match((await world.say('help watch')) ?? '', /`watch X/);
  assert.not.match((await world.say('help')) ?? '', /ops poll/);
  assert.match((await world.say('help', { user: 'U0OPS' })) ?? '', /ops poll/);
});

test('19: orders are for operators only, and nothing is done for anybody else', async () => {
  const world = talkWorld();
  const orders = ['ops poll', 'ops pause queue', 'ops accept-index 0f3a9c51d2e7', 'ops health'];
  for (const order of orders) assert.is(await world.say(order), 'That is only for operators.');
  assert.equal(world.orders, []);
  assert.is(await world.say('ops poll', { user: 'U0OPS' }), 'Did poll.');
  assert.equal(world.orders, [{ type: 'poll' }]);
});

test('forget me: nothing before the button, then no row of that person', async () => {
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
