import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assembled } from '../../support/papers/wg21.ts';
import { buttonsOf, index, talkWorld, type World } from '../../support/talk/world.ts';

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

const never = (): never => {
  throw new Error('no answer');
};

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

test('papers-4: P0447 shows R28, P2300 all of R0 to R10 with R10 as the latest', async () => {
  const world = talkWorld();
  const own = Object.entries(assembled()).filter(([key]) => /^P(0447|2300)R/.test(key));
  await index(
    world,
    own.map(([key, { title, date }]) => [
      key,
      String(title),
      typeof date === 'string' ? date : null,
    ]),
  );
  assert.match((await world.say('paper P0447')) ?? '', /^<\S+\|P0447R28>/);
  const text = (await world.say('paper P2300')) ?? '';
  assert.match(text, /^<\S+\|P2300R10>/);
  const revisions = /Revisions: (.*)/.exec(text)?.[1] ?? '';
  const numbers = Array.from({ length: 11 }, (_, n) => `R${n}`);
  assert.equal(
    [...revisions.matchAll(/\|(R\d+)>/g)].map(([, name]) => name),
    numbers,
  );
});

test('paper: one revision, an issue, and `/paper` for both ids and words', async () => {
  const world = await library();
  assert.match((await world.say('P2300R0')) ?? '', /P2300R0.*A Unified Executors/);
  assert.match(
    (await world.say('lwg4500', { way: 'paper' })) ?? '',
    /LWG4500.*A defect in ranges[\s\S]*\|issue>/,
  );
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

test('paper: a revision that there is none of: its number comes first', async () => {
  const world = await library();
  const text = (await world.say('paper P2300R99')) ?? '';
  assert.match(text, /P2300R99 is not in the index/);
  assert.match(text, /Nearest: P2300, P2299, P2303/);
});

test('an order that came too soon says when it may come again', async () => {
  const answer = { done: false, text: 'It polled on order a moment ago.', retryAfterMs: 241_000 };
  const world = talkWorld({ orders: { give: async () => answer, refuse: () => {} } });
  assert.is(
    await world.say('ops poll', { user: 'U0OPS' }),
    'It polled on order a moment ago. Again in 5 min.',
  );
});

test('a card that everybody reads does not show what the asking person watches', async () => {
  const world = await library();
  await world.say('watch P2300');
  await world.say('<@U0BOT> P2300', { way: 'mention' });
  const open = world.rows().find((row) => row?.kind === 'post');
  assert.equal(buttonsOf(open?.content ?? never()), [['talk.watch', 'P2300']]);
});

test('the button watches, and then the card offers the other one', async () => {
  const world = await library();
  assert.match((await world.press('talk.watch', 'P2300')) ?? '', /Watching P2300: 1 paper/);
  await world.say('P2300R9');
  assert.equal(buttonsOf(world.posted.at(-1)?.content ?? never()), [['talk.unwatch', 'P2300']]);
  assert.match((await world.press('talk.unwatch', 'P2300')) ?? '', /Not watching P2300 any more/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
  for (const [id, kind] of [
    ['LWG4500', 'issue'],
    ['N4950', 'paper'],
    ['SD7', 'paper'],
  ] as const) {
    assert.match((await world.press('talk.watch', id)) ?? '', new RegExp(`Watching ${id}`));
    const [watch] = await world.store.people.watches('U0ADA');
    assert.equal([watch?.kind, watch?.value], [kind, id]);
    assert.match((await world.press('talk.unwatch', id)) ?? '', /Not watching/);
  }
});

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
  for (const text of ['coroutine', 'search coroutine']) {
    await world.say(text, { way: 'paper' });
    const content = world.posted.at(-1)?.content ?? never();
    assert.equal(buttonsOf(content), [['talk.next', '1 search coroutine']]);
  }
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

test('papers-19: orders are for operators only, and nothing is done for anybody else', async () => {
  const world = talkWorld();
  const orders = ['ops poll', 'ops pause queue', 'ops accept-index 0f3a9c51d2e7', 'ops health'];
  for (const order of orders) assert.is(await world.say(order), 'That is only for operators.');
  assert.equal([world.orders, world.refused.length], [[], 4]);
  assert.is(await world.say('ops poll', { user: 'U0OPS' }), 'Did poll.');
  assert.equal(world.orders, [{ type: 'poll' }]);
});

test.run();
