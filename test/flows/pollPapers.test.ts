import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { march2021, may2021 } from '../support/papers/wg21.ts';
import { DAY, pollWorld } from '../support/polling/polls.ts';
import { countBy, paper, seeded, small } from '../support/polling/seeded.ts';

const refused = new Failure({
  category: 'NETWORK',
  reason: 'refused',
  operation: 'index.fetch',
  message: 'ECONNREFUSED',
});

const test = suite('pollPapers');

test('the first index is stored without events: nobody is told but the operators, once', async () => {
  const world = await seeded(march2021());
  assert.is(world.end.poll.result, 'seeded');
  assert.equal(world.end.seeded, { entries: 18_483, papers: 3_692 });
  assert.is(world.store.tables.entries.size, 18_483);
  assert.equal(
    [world.events().length, world.messages('C0PAPERS').length, world.messages('C0OPS').length],
    [0, 0, 1],
  );
});

test('the index of May 2021 after that of March: what is new is told once', async () => {
  const world = await seeded(march2021());
  world.source.serve(may2021());
  const end = await world.later();
  assert.is(end.type === 'committed' && end.poll.result, 'changed');
  assert.is(end.type === 'committed' && end.poll.added, 164);
  assert.equal(
    countBy(
      world.events().filter((one) => one.folded_into === null),
      ({ kind }) => kind,
    ),
    {
      'paper.new': 27,
      'paper.revision': 57,
      'editorial.new': 44,
      'issue.new': 20,
      'meta.changed': 1,
      'mailing.posted': 1,
    },
  );
  assert.is(world.events().filter((one) => one.folded_into !== null).length, 16);
  const told = world.messages('C0PAPERS').length;
  assert.ok(told >= 1 && told <= 7, `${told} messages`);
  assert.is(world.messages('C0OPS').length, 1);
});

test('the same after a restart between the two, and nothing new when the same comes again', async () => {
  const world = await seeded(march2021());
  await world.restart();
  world.source.serve(may2021());
  await world.later();
  const before = [world.events().length, world.messages('C0PAPERS').length];
  assert.is(world.events().length, 166);
  world.source.serve(may2021(), 'another-etag');
  const end = await world.later();
  assert.is(end.type === 'committed' && end.poll.result, 'unchanged');
  assert.equal([world.events().length, world.messages('C0PAPERS').length], before);
});

test('success is marked after the commit only, and a failed poll leaves it where it was', async () => {
  const world = await seeded();
  const { lastSuccessAt } = await world.store.papers.state();
  world.source.fail(refused);
  for (let poll = 0; poll < 3; poll++) await world.later();
  const state = await world.store.papers.state();
  assert.is(state.lastSuccessAt, lastSuccessAt);
  assert.is(state.consecutiveFailures, 3);
  assert.is(state.lastAttemptAt, world.time.now);
});

test('a 304 with a committed index is a success that writes no snapshot', async () => {
  const world = await seeded();
  const { etag } = (await world.store.papers.state()).snapshot ?? {};
  const end = await world.later();
  assert.is(end.type === 'committed' && end.poll.result, 'not_modified');
  assert.equal(world.source.asked.at(-1), { etag, lastModified: null });
  assert.is(world.store.tables.snapshots.length, 1);
  assert.is((await world.store.papers.state()).lastSuccessAt, world.time.now);
});

test('a 304 on an empty database is asked again without validators, and seeds', async () => {
  const world = pollWorld();
  await world.begin();
  world.source.serve(small);
  const fetchIndex = world.source.fetch.bind(world.source);
  let asked = 0;
  world.source.fetch = async (validators) =>
    asked++ === 0 ? { type: 'not_modified' } : fetchIndex(validators);
  const end = await world.poll();
  assert.is(end.type === 'committed' && end.poll.result, 'seeded');
  assert.is(asked, 2);
});

test('a second 304 on an empty database is UPSTREAM_CHANGED/unexpected_304', async () => {
  const world = pollWorld();
  await world.begin();
  world.source.fail('not_modified');
  const end = await world.poll();
  assert.is(end.type === 'failed' && end.reason, 'UPSTREAM_CHANGED/unexpected_304');
  assert.equal(world.source.asked, [null, null]);
});

test('the same body with another ETag, or packed otherwise, is unchanged', async () => {
  const world = await seeded();
  world.source.serve(small, 'other');
  const again = await world.later();
  assert.is(again.type === 'committed' && again.poll.result, 'unchanged');
  const packed = world.source.fetch.bind(world.source);
  world.source.fetch = async (validators) => {
    const answer = await packed(validators);
    const bytes = Buffer.from(JSON.stringify(small));
    return answer.type === 'body'
      ? { ...answer, bytes, encoding: 'identity' as const, sentSha256: 'not the same' }
      : answer;
  };
  const plain = await world.later();
  assert.is(plain.type === 'committed' && plain.poll.result, 'unchanged');
  assert.is(world.events().length, 0);
  assert.is(world.store.tables.snapshots.length, 1);
});

test('nothing is written to a channel that is not configured', async () => {
  const world = await seeded(small, { channels: { papers: null, ops: null } });
  world.source.serve({ ...small, P0004R0: paper('Four') });
  await world.later();
  assert.is(world.store.tables.messages.size, 0);
  assert.equal(
    world.events().map(({ kind }) => kind),
    ['paper.new'],
  );
});

test('who does not lead stands by', async () => {
  const world = pollWorld();
  assert.equal(await world.steps().begin(), { type: 'standby' });
});

test('the first step says what earlier polls left', async () => {
  const world = await seeded();
  world.source.fail(refused);
  await world.later();
  assert.equal(await world.restart(), {
    type: 'begun',
    epoch: '3', // the bid of a new leader raises it too
    seed: 0.5,
    known: {
      lastSuccessAt: Date.UTC(2026, 7, 22, 12),
      lastAttemptAt: Date.UTC(2026, 7, 22, 12, 30),
      lastChangeAt: Date.UTC(2026, 7, 22, 12),
      consecutiveFailures: 1,
      entries: 3,
    },
  });
});

test('a clock that jumps changes neither intervals nor what is told', async () => {
  const world = await seeded();
  world.time.now -= 2 * 60 * 60_000;
  world.time.elapsed += 1_800_000;
  const back = await world.poll();
  world.time.now += DAY;
  world.time.elapsed += 1_800_000;
  const ahead = await world.poll();
  for (const end of [back, ahead])
    assert.equal(end.type === 'committed' && [end.poll.result, end.poll.durationMs], [
      'not_modified',
      0,
    ]);
  assert.is(world.events().length, 0);
});

test.run();
