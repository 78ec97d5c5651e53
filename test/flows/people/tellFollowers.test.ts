import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFilters, type WatchDraft } from '../../../src/domain/papers/match/watch.ts';
import { lines } from '../../support/papers/news.ts';
import { pollWorld } from '../../support/polling/polls.ts';

const test = suite('polls that tell followers');

type Fields = { readonly title?: string; readonly author?: string };

const entry = (key: string, { title = `About ${key}`, author = 'Ada Lovelace' }: Fields = {}) =>
  [key, { type: 'paper', title, author, link: `https://wg21.link/${key.toLowerCase()}` }] as const;

/** Thirty papers that are known. */
const base = Object.fromEntries(Array.from({ length: 30 }, (_, n) => entry(`P${1001 + n}R0`)));

const watch = (kind: WatchDraft['kind'], value: string): WatchDraft => ({
  kind,
  value,
  filters: noFilters,
  delivery: null,
});

async function seeded() {
  const world = pollWorld();
  await world.begin();
  world.source.serve(base);
  await world.poll();
  const told = () =>
    world
      .messages('U1')
      .flatMap((message) => lines(message).map(({ id, mark, because }) => [id, mark, because]));
  return { ...world, told };
}

const ada = { slackId: 'U1', kind: 'user' } as const;

test('a watch tells the next paper that matches, once, with its reasons', async () => {
  const world = await seeded();
  await world.store.people.watch(ada, watch('author', 'van eerd'));
  await world.store.people.watch(ada, watch('paper', 'P2000'));
  const next = { ...base, ...Object.fromEntries([entry('P2000R0', { author: 'Tony Van Eerd' })]) };
  world.source.serve(next);
  await world.later();
  assert.equal(world.told(), [['P2000R0', 'new', ['P2000', 'author van eerd']]]);
  await world.later();
  await world.restart();
  await world.later();
  assert.is(world.told().length, 1);
  assert.is(world.messages('C0PAPERS').length, 1);
});

test('papers-16: a watch that was made after an event does not tell it', async () => {
  const world = await seeded();
  world.source.serve({ ...base, ...Object.fromEntries([entry('P2000R0')]) });
  await world.later();
  await world.store.people.watch(ada, watch('paper', 'P2000'));
  await world.later();
  await world.store.people.watch(ada, watch('keyword', 'about'));
  await world.later();
  assert.equal(world.told(), []);
});

test('a title that changes back and forth is told once for each title, whatever comes with it', async () => {
  const world = await seeded();
  await world.store.people.watch(ada, watch('paper', 'P1001'));
  await world.store.people.watch(ada, watch('paper', 'P2000-P2100'));
  let index: Record<string, unknown> = base;
  for (const [n, title] of ['One', 'Two', 'One', 'Two', 'One'].entries()) {
    index = { ...index, ...Object.fromEntries([entry('P1001R0', { title }), entry(`P200${n}R0`)]) };
    world.source.serve(index);
    await world.later();
  }
  const told = world.told().map(([id, mark]) => `${id} ${mark}`);
  assert.equal(
    told.filter((line) => line.startsWith('P1001')),
    ['P1001R0 title changed', 'P1001R0 title changed'],
  );
  assert.is(told.length, 7);
});

test('edge-9: two revisions of a new number are one line, a lower one later is for its number alone', async () => {
  const world = await seeded();
  await world.store.people.watch(ada, watch('paper', 'P2000'));
  await world.store.people.watch({ slackId: 'U2', kind: 'user' }, watch('keyword', 'about'));
  const with2 = { ...base, ...Object.fromEntries([entry('P2000R1'), entry('P2000R2')]) };
  world.source.serve(with2);
  await world.later();
  assert.equal(
    world
      .messages('U1')
      .flatMap(lines)
      .map(({ id, also }) => [id, also]),
    [['P2000R2', ['R1']]],
  );
  world.source.serve({ ...with2, ...Object.fromEntries([entry('P2000R0')]) });
  await world.later();
  assert.equal(
    world.told().map(([id, mark]) => [id, mark]),
    [
      ['P2000R2', 'new'],
      ['P2000R0', 'new, older revision'],
    ],
  );
  assert.is(world.messages('U2').flatMap(lines).length, 1);
});

test('a pause of over a week ends with a digest', async () => {
  const world = await seeded();
  await world.store.people.watch(ada, watch('paper', 'P2000'));
  world.source.serve({ ...base, ...Object.fromEntries([entry('P2000R0')]) });
  world.time.now += 8 * 24 * 3_600_000;
  await world.later();
  assert.equal(
    world.messages('U1').map(({ lane }) => lane),
    [3, 3],
  );
});

test('nobody is told of the first index', async () => {
  const world = pollWorld();
  await world.begin();
  await world.store.people.watch(ada, watch('keyword', 'about'));
  world.source.serve(base);
  await world.poll();
  assert.equal(world.messages('U1'), []);
});

test.run();
