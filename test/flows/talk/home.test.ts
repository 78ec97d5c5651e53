import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkBlocks, textIn } from '../../../src/commands/world/slack/methods/blockRules.ts';
import { noFilters } from '../../../src/domain/papers/match/watch.ts';
import { defaultSettings } from '../../../src/domain/people/settings.ts';
import { homeOf } from '../../../src/domain/talk/home.ts';
import { layoutOf } from '../../../src/slack/blocks.ts';
import { settle } from '../../support/settle.ts';
import {
  allWell,
  away,
  buttonsOf,
  HOUR,
  MINUTE,
  START,
  said,
  talkWorld,
} from '../../support/talk/world.ts';

const test = suite('App Home');

const watch = (n: number) => ({
  id: String(n),
  kind: 'keyword' as const,
  value: `word ${n}`,
  filters: noFilters,
  delivery: null,
  createdSeq: '0',
});

const match = (n: number) => ({
  kind: 'paper.new' as const,
  key: `P${3000 + n}R0`,
  at: START - n * HOUR,
  facts: {
    entry: { title: `*Title* ${n}`, authors: ['A B'], groups: ['SG9'], date: null, url: null },
  },
  reasons: ['author b'],
});

test('50 watches and 10 matches fit into 100 blocks, each watch with its button', () => {
  const watches = Array.from({ length: 50 }, (_, n) => watch(n + 1));
  const matches = Array.from({ length: 12 }, (_, n) => match(n + 1));
  const home = homeOf(
    { seen: allWell, settings: defaultSettings, next: START, watches, matches },
    START,
  );
  const blocks = layoutOf(home).blocks ?? [];
  checkBlocks(blocks, 100);
  assert.is(buttonsOf(home).filter(([action]) => action === 'talk.remove').length, 50);
  const text = textIn(blocks).join('\n');
  assert.match(text, /29,136 entries/);
  assert.match(text, /You hear of matches at once/);
  assert.match(text, /Watches \(50\)/);
  assert.match(text, /P3010R0/);
  assert.not.match(text, /P3011R0/);
  assert.match(text, /because: author b/);
  assert.ok(JSON.stringify(blocks).length < 250_000);
});

test('even the longest watches and the worst state stay within what Slack takes', () => {
  const long = {
    ...watch(1),
    value: '<!channel> &'.repeat(16),
    filters: { ...noFilters, without: ['x'.repeat(200)] },
  };
  const watches = Array.from({ length: 50 }, (_, n) => ({ ...long, id: String(n) }));
  const seen = { ...allWell, databaseLostAt: START - MINUTE, missing: ['poller', 'prober'] };
  const home = homeOf({ seen, settings: defaultSettings, next: null, watches, matches: [] }, START);
  checkBlocks(layoutOf(home).blocks ?? [], 100);
});

test('of two changes at once the home that is written last shows both', async () => {
  const { store } = talkWorld();
  const { promise, resolve } = Promise.withResolvers<void>();
  let reads = 0;
  const people = {
    ...store.people,
    watches: async (user: string) => {
      reads += 1;
      const isFirst = reads === 1;
      const found = await store.people.watches(user);
      if (isFirst) await promise; // read early, and held up
      return found;
    },
  };
  const world = talkWorld({ people });
  const first = world.say('watch P2300');
  await settle();
  const second = world.say('watch P2301');
  await settle();
  resolve();
  await Promise.all([first, second]);
  const home = world.rows().findLast((row) => row?.kind === 'home');
  assert.match(home === undefined ? '' : said(home.content), /Watches \(2\)/);
});

test('a home that fails does not hold up the next one', async () => {
  const { store } = talkWorld();
  let isAway = true;
  const people = {
    ...store.people,
    matches: async (user: string, limit: number) =>
      isAway ? Promise.reject(away()) : store.people.matches(user, limit),
  };
  const world = talkWorld({ people });
  const opened = { type: 'home_opened', at: START, user: 'U0ADA' } as const;
  await world.hear({ ...opened, key: 'ev:1' }).catch(() => {});
  isAway = false;
  await world.hear({ ...opened, key: 'ev:2' });
  assert.is(world.rows().length, 1);
});

test('it is published when it is opened and when what it shows was changed, not otherwise', async () => {
  const world = talkWorld();
  const homes = () => world.rows().filter((row) => row?.kind === 'home').length;
  await world.hear({ type: 'home_opened', key: 'ev:1', at: START, user: 'U0ADA' });
  assert.is(homes(), 1);
  const [row] = world.rows();
  assert.equal([row?.dest, row?.lane, (row?.expiresAt ?? 0) - START], ['U0ADA', 3, HOUR]);
  await world.say('status');
  await world.say('watch P12');
  assert.is(world.woken(), 1);
  await world.say('watch P2300');
  assert.is(world.woken(), 2);
});

test('Remove takes the watch away and shows the rest', async () => {
  const world = talkWorld();
  await world.say('watch P2300');
  await world.say('watch P2301');
  const [first] = await world.store.people.watches('U0ADA');
  await world.press('talk.remove:7', first?.id ?? '', { url: false });
  const left = await world.store.people.watches('U0ADA');
  assert.equal(
    left.map(({ value }) => value),
    ['P2301'],
  );
  const row = world.rows().findLast((one) => one?.kind === 'home');
  assert.match(JSON.stringify(row?.content), /Watches \(1\)/);
});

test('nobody removes what another watches', async () => {
  const world = talkWorld();
  await world.say('watch P2300');
  const [first] = await world.store.people.watches('U0ADA');
  await world.press('talk.remove', first?.id ?? '', { user: 'U0BOB', url: false });
  assert.is((await world.store.people.watches('U0ADA')).length, 1);
});

test('a match without a reason gives none', () => {
  const matches = [{ ...match(1), reasons: [] }];
  const home = homeOf(
    { seen: allWell, settings: defaultSettings, next: null, watches: [], matches },
    START,
  );
  assert.not.match(textIn(layoutOf(home).blocks ?? []).join(' '), /because/);
});

test.run();
