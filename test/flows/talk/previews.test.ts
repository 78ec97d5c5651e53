import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namedIds } from '../../../src/domain/talk/previews.ts';
import { index, MINUTE, START, said, talkWorld, type World } from '../../support/talk/world.ts';

const test = suite('inline previews');

for (const [what, text, ids] of [
  ['an id in brackets', 'see [p2300]', ['P2300']],
  ['a paper with its revision', 'see P2300R10.', ['P2300R10']],
  ['an issue in brackets', '[LWG4500]!', ['LWG4500']],
  ['a bare id without a revision', 'see P2300', []],
  ['an id inside a word', 'XP2300R1 P2300R1x _P2300R1 P2300R1_', []],
  ['an id in a code span', '`P2300R1` and `[P2300]`', []],
  ['an id in a code block', '```\nP2300R1\n``` but P2301R0', ['P2301R0']],
  ['an id in a link', '<https://wg21.link/P2300R1> <https://x.y/[P2300]|P2300R1>', []],
  ['an id in what somebody is called', '<@U012|P2300R1> <#C012|P2300R2>', []],
  ['an id in a bare address', 'https://wg21.link/P2300R1', []],
  ['the same id twice', '[P2300] [p2300]', ['P2300']],
  ['the fourth id', '[P1000] [P1001] [P1002] [P1003]', ['P1000', 'P1001', 'P1002']],
  ['an id far behind much else', `${'a'.repeat(8_000)} [P2300]`, []],
  ['an id before much else', `[P2300] ${'a'.repeat(40_000)}`, ['P2300']],
  ['letters of other scripts', 'äP2300R1 P2300R1é', []],
  ['what is no id', '[P12] [P999999] [hello] [2300]', []],
] as const)
  test(`papers-21: ${what}`, () => assert.equal(namedIds(text), ids));

async function channel(): Promise<World> {
  const world = talkWorld();
  await index(world, [
    ['P2300R9', 'older', '2024-04'],
    ['P2300R10', 'std::execution', '2024-06', { authors: ['Eric Niebler'] }],
    ['P2301R0', 'another', '2021-01'],
  ]);
  await world.say('previews on');
  return world;
}

let count = 0;

/** Somebody writes in the channel; how many answers there were. */
async function write(world: World, text: string, threadTs: string | null = null): Promise<number> {
  const before = world.rows().length;
  count += 1;
  const ts = `${count}.1`;
  const common = { key: `ev:${count}`, at: START, user: 'U0ADA', channel: 'C0PAPERS' };
  await world.hear({ ...common, type: 'message', text, ts, threadTs });
  return world.rows().length - before;
}

test('papers-21: two lines in the thread of the message', async () => {
  const world = await channel();
  assert.is(await write(world, 'see [p2300] and P2301R0'), 1);
  const row = world.rows()[0];
  assert.equal(
    [row?.kind, row?.dest, row?.threadTs, row?.lane],
    ['post', 'C0PAPERS', `${count}.1`, 1],
  );
  const lines = row === undefined ? [] : said(row.content).split('\n');
  assert.is(lines.length, 4);
  assert.match(lines[0] ?? '', /P2300R10.* · std::execution/);
  assert.is(lines[1], 'Eric Niebler · LEWG · Jun 2024');
});

test('papers-21: the same id once per thread, and once per half hour and channel', async () => {
  const world = await channel();
  assert.is(await write(world, '[P2300]', 'T1'), 1);
  world.pass(10 * MINUTE);
  assert.is(await write(world, '[P2300]'), 0);
  world.pass(20 * MINUTE - 1);
  assert.is(await write(world, '[P2300]'), 0);
  world.pass(1);
  assert.is(await write(world, '[P2300]', 'T1'), 0);
  assert.is(await write(world, '[P2300]'), 1);
  assert.is(await write(world, '[P2301]'), 1);
});

test('papers-21: two messages at once that name the same id get one answer', async () => {
  const world = await channel();
  await Promise.all([write(world, '[P2301]'), write(world, 'and [p2301]')]);
  assert.is(world.rows().length, 1);
});

test('papers-21: silence about unknown ids, and in channels that did not ask', async () => {
  const world = await channel();
  assert.is(await write(world, '[P9999]'), 0);
  await world.say('previews off');
  assert.is(await write(world, '[P2300]'), 0);
});

test.run();
