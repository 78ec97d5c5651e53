import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StagedEvent } from '../../../src/domain/papers/staged.ts';
import { newPaper, poll } from '../../store/suite/batches.ts';
import { endOf, facts, file, found, markOf, row } from '../../store/suite/drafts/rows.ts';
import { lead, type StoreUnderTest } from '../../store/suite/support.ts';
import { listedEntry } from '../../store/suite/talk/search.ts';
import { buttonsOf, DAY, HOUR, MINUTE, talkWorld, type World } from '../../support/talk/world.ts';

const test = suite('lists and drafts by command');

/** The store of a world, as far as writing needs it. */
const storeOf = ({ store }: World): StoreUnderTest => store as unknown as StoreUnderTest;

/** What a poll brings: a new paper in a group, or as `change` says. */
const news = (key: string, ord: number, group: string, change: Partial<StagedEvent> = {}) => ({
  ...newPaper(key, ord),
  facts: {
    entry: {
      title: `<!here> ${key}`,
      authors: ['Ada B', 'Cy D', 'Ed F'],
      groups: [group],
      date: '2026-11',
      url: `https://wg21.link/${key}`,
    },
    number: 1,
    revision: 0,
    previous: null,
  },
  ...change,
});

async function happened(
  world: World,
  events: readonly StagedEvent[],
  keys: readonly string[] = [],
) {
  const store = storeOf(world);
  const entries = keys.map((key) => listedEntry(key, `Title of ${key}`, '2026-11'));
  await poll(store, await lead(store, 'poller'), { events, entries });
}

test('recent: what was new, the latest first, by span and by group', async () => {
  const world = talkWorld();
  await happened(world, [news('P0001R0', 0, 'SG9')]);
  world.pass(8 * DAY);
  await happened(world, [news('P0002R0', 0, 'SG9'), news('P0003R0', 1, 'LEWG')]);
  world.pass(2 * HOUR);
  const all = (await world.say('recent')) ?? '';
  assert.match(all, /^2 items within 7 days:/);
  assert.match(all, /P0003R0[\s\S]*P0002R0/);
  assert.match(all, /new · &lt;!here&gt; P0003R0 · Ada B, Cy D et al\. · LEWG · 2 hours ago/);
  assert.match((await world.say('recent 30d ranges')) ?? '', /^2 items of SG9 within 30 days:/);
  assert.is(await world.say('recent 1h'), 'Nothing new within 1 hour.');
});

test('mailing: the last one or that of a month, ten a page', async () => {
  const world = talkWorld();
  assert.match((await world.say('mailing')) ?? '', /No such mailing/);
  const keys = Array.from({ length: 16 }, (_, n) => `P${2000 + n}R0`);
  const posted: StagedEvent = {
    ...newPaper('mailing', 0),
    kind: 'mailing.posted',
    dedupe: 'mailing:x',
    facts: { entry: null, count: 16, day: '2026-11-18', ids: keys },
  };
  await happened(world, [posted], keys);
  const first = (await world.say('mailing')) ?? '';
  assert.match(first, /^Mailing of 18 Nov 2026: 16 papers, 1 to 10\./);
  assert.match(first, /P2009R0/);
  assert.not.match(first, /P2010R0/);
  assert.match((await world.press('talk.next', '1 mailing')) ?? '', /11 to 16[\s\S]*P2015R0/);
  assert.match((await world.say('mailing 2026-11')) ?? '', /16 papers/);
  assert.match((await world.say('mailing 2026-10')) ?? '', /No such mailing/);
});

/** D4349R0 was found as two files; D4349R1 is looked for. */
async function probed(world: World): Promise<void> {
  const store = storeOf(world);
  const mark = markOf({ rows: [row('D4349R1.pdf'), row('D4349R1.html')] });
  const epoch = await lead(store, 'prober');
  await store.drafts.mark(epoch, mark);
  await store.drafts.commit(
    epoch,
    endOf(mark, {
      facts,
      rows: [row('D4349R1.pdf', { lastAsked: 1, lastStatus: 404 })],
      drafts: [{ ...found, changed: true }],
      files: [
        file('D4349R0.pdf', { title: null }),
        file('D4349R0.html', { title: '*Draft* title' }),
      ],
    }),
  );
}

test('drafts: what was seen before it was published, with its files', async () => {
  const world = talkWorld();
  assert.match((await world.say('drafts')) ?? '', /No draft was seen .* within 7 days/);
  await probed(world);
  world.pass(3 * HOUR);
  const text = (await world.say('drafts 2d')) ?? '';
  assert.match(text, /^1 draft first seen within 2 days:/);
  assert.match(text, /D4349R0> · \*Draft\* title · seen 3 hours ago · unpublished, may change · /);
  assert.match(text, /\|html> <\S+\|pdf>/);
});

test('a number that only has a draft: what was seen, who looks for it, and a button', async () => {
  const world = talkWorld();
  await happened(world, [], ['P4348R0', 'P4340R0', 'P4330R0', 'P4000R0']);
  await probed(world);
  world.pass(2 * HOUR);
  const text = (await world.say('paper P4349')) ?? '';
  assert.match(text, /^P4349 is not in the index\./);
  assert.match(text, /\*Draft\* title\nDraft R0, seen 2 hours ago, unpublished, may change: /);
  assert.match(text, /Nearest: P4348, P4340, P4330/);
  assert.match(text, /near the newest numbers \(class F\): last 2 hours ago, answer 404\./);
  const { content } = world.posted.at(-1) ?? { content: null };
  assert.equal(content && buttonsOf(content), [['talk.watch', 'P4349']]);
});

test('a paper whose next draft was seen says so on its card', async () => {
  const world = talkWorld();
  await happened(world, [], ['P4349R0']);
  await probed(world);
  world.pass(MINUTE);
  assert.match((await world.say('P4349')) ?? '', /Title of P4349R0[\s\S]*Draft R0, seen 1 min ago/);
});

test.run();
