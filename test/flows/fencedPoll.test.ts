import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import type { TurnInput } from '../../src/domain/polling/steps.ts';
import { indexOf, pollWorld } from '../support/polling/polls.ts';

const { signal } = new AbortController();
const lost = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'papers.commit',
  message: 'the connection ended',
});

async function seeded(own = {}) {
  const world = pollWorld(own);
  world.source.serve(indexOf(100, 100));
  await world.begin();
  await world.poll();
  return world;
}

const first = (epoch: string): TurnInput => ({ epoch, retries: 0, accept: null });

const test = suite('a poll and its fence');

test('a database lost during the commit leaves nothing behind, and the next poll tells what was due', async () => {
  const world = await seeded();
  const commit = world.store.papers.commit.bind(world.store.papers);
  Object.assign(world.store.papers, { commit: () => Promise.reject(lost) });
  world.source.serve(indexOf(103, 100));
  const end = await world.later();
  assert.is(end.type === 'failed' && end.reason, 'DB/lost');
  assert.equal([world.events().length, world.store.tables.entries.size], [0, 200]);
  Object.assign(world.store.papers, { commit });
  const next = await world.later();
  assert.is(next.type === 'committed' && next.poll.added, 3);
  assert.is(world.messages('C0PAPERS').length, 1);
});

test('a failure that cannot be recorded is a failure all the same', async () => {
  const world = await seeded();
  Object.assign(world.store.papers, { failed: () => Promise.reject(lost) });
  const failure = lost.toRecord();
  const recorded = await world.steps().fail({ ...first(world.epoch()), failure });
  assert.equal(recorded, { type: 'unrecorded', cycle: 'cycle-2', durationMs: 0 });
});

test('a bug in recording is no failure of the store', async () => {
  const world = await seeded();
  Object.assign(world.store.papers, { failed: () => Promise.reject(new TypeError('x is null')) });
  const failing = world.steps().fail({ ...first(world.epoch()), failure: lost.toRecord() });
  assert.is(await failing.catch((thrown: Error) => thrown.message), 'x is null');
});

test('who was fenced writes nothing: no index, no success, no failure', async () => {
  const world = await seeded();
  const other = world.store.leadership({ instance: 'i2', holder: 'h2', alone: false });
  world.time.now += 60_000;
  await other.bid(true);
  const before = await world.store.papers.state();
  assert.is((await world.poll()).type, 'fenced');
  world.source.serve(indexOf(103, 100));
  assert.is((await world.poll()).type, 'fenced');
  world.source.fail(lost);
  assert.is((await world.poll()).type, 'fenced');
  assert.equal(await world.store.papers.state(), before);
  assert.is(world.events().length, 0);
});

test('a step that comes late finds nothing to spoil', async () => {
  const world = await seeded();
  const old = world.epoch();
  world.source.serve(indexOf(103, 100));
  await world.steps().fetch(first(old), signal);
  await world.begin();
  await world.steps().fetch(first(world.epoch()), signal);
  const late = await world
    .steps()
    .commit(first(old), signal)
    .catch((thrown: Error) => thrown.message);
  assert.is(late, 'no poll is under way behind this fence');
  assert.is((await world.poll()).type, 'committed');
});

test('the tries of one poll are one turn: the same cycle, all requests counted', async () => {
  const world = await seeded();
  const turns: object[] = [];
  Object.assign(world.store.papers, {
    failed: async (_: unknown, { cycle, requests }: { cycle: string; requests: number }) => {
      turns.push({ cycle, requests });
      return { type: 'done', value: { consecutiveFailures: 1 } };
    },
  });
  world.source.fail(lost);
  const input = first(world.epoch());
  for (const retries of [0, 1, 2])
    await world
      .steps()
      .fetch({ ...input, retries }, signal)
      .catch(() => {});
  await world.steps().fail({ ...input, retries: 2, failure: lost.toRecord() });
  assert.equal(turns, [{ cycle: 'cycle-2', requests: 3 }]);
});

test('what a step was told to stop it does not write', async () => {
  const world = await seeded();
  const asked = new AbortController();
  world.source.serve(indexOf(103, 100));
  await world.steps().fetch(first(world.epoch()), asked.signal);
  await world.steps().validate(first(world.epoch()), asked.signal);
  asked.abort(new Error('stopped'));
  const end = world.steps().commit(first(world.epoch()), asked.signal);
  assert.is(await end.catch((thrown: Error) => thrown.message), 'stopped');
  assert.is(world.store.tables.entries.size, 200);
});

test.run();
