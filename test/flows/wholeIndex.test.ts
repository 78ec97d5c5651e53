import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DAY, indexOf } from '../support/polling/polls.ts';
import { countBy, seeded, small } from '../support/polling/seeded.ts';

const test = suite('pollPapers: the index as a whole');

test('blanks between the entries are no change, but their body is known from then on', async () => {
  const world = await seeded();
  world.source.serve(Buffer.from(JSON.stringify(small, null, 2)));
  const end = await world.later();
  assert.is(end.type === 'committed' && end.poll.result, 'unchanged');
  const state = await world.store.papers.state();
  assert.is(state.lastChangeAt, world.time.now - 30 * 60_000);
  const next = await world.later();
  assert.is(next.type === 'committed' && next.poll.result, 'not_modified');
});

test('all ids in lower case are no change', async () => {
  const world = await seeded();
  const lower = Object.fromEntries(
    Object.entries(small).map(([key, entry]) => [key.toLowerCase(), entry]),
  );
  world.source.serve(lower);
  const end = await world.later();
  assert.is(end.type === 'committed' && end.poll.result, 'unchanged');
  assert.is(world.events().length, 0);
});

test('75 ids that vanish for two hours and return are told to nobody', async () => {
  const all = indexOf(1_000, 4_000);
  const world = await seeded(all);
  world.source.serve(indexOf(1_000, 3_925));
  const gone = await world.later();
  assert.is(gone.type === 'committed' && gone.poll.missing, 75);
  world.time.now += 90 * 60_000;
  world.source.serve(all);
  await world.later();
  assert.equal(
    countBy(world.events(), ({ kind }) => kind),
    {
      'entry.missing': 75,
      'entry.restored': 75,
    },
  );
  assert.equal([world.messages('C0PAPERS').length, world.messages('C0OPS').length], [0, 1]);
});

test('every link changed at once is one note for the operators', async () => {
  const all = indexOf(500, 500);
  const world = await seeded(all);
  const moved = Object.entries(all).map(([key, entry]) => [
    key,
    { ...entry, link: `https://wg21.link/moved/${key}` },
  ]);
  world.source.serve(Object.fromEntries(moved));
  await world.later();
  assert.equal(
    world.events().map(({ kind }) => kind),
    ['index.mass_change'],
  );
  assert.equal([world.messages('C0PAPERS').length, world.messages('C0OPS').length], [0, 2]);
});

test('45 days without a change are said once, and polls still succeed', async () => {
  const world = await seeded();
  world.time.now += 45 * DAY;
  for (let poll = 0; poll < 3; poll++) {
    const end = await world.later();
    assert.is(end.type === 'committed' && end.poll.result, 'not_modified');
  }
  await world.restart();
  await world.later();
  assert.equal(
    world.events().map(({ kind }) => kind),
    ['index.frozen'],
  );
  assert.is(world.messages('C0OPS').length, 2);
  assert.is((await world.store.papers.state()).consecutiveFailures, 0);
});

test.run();
