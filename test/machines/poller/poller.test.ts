import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stopped } from '../../../src/domain/supervision/exit.ts';
import {
  begun,
  committed,
  forever,
  MINUTE,
  refusal,
  refused,
  SECOND,
  startPoller,
  trouble,
} from '../../support/polling/poller.ts';
import { settle } from '../../support/settle.ts';

const test = suite('poller');

test('polls at once and then once per interval', async () => {
  const poller = startPoller({});
  await poller.pass(30 * MINUTE - 1);
  assert.is(poller.state(), 'waiting');
  assert.equal(poller.fetchedAt, [0], 'not a millisecond early');
  await poller.pass(1);
  assert.equal(poller.fetchedAt, [0, 30 * MINUTE]);
});

test('the interval varies by no more than a tenth, by the numbers that its first step brought', async () => {
  const poller = startPoller({ begin: [{ ...begun, seed: 0 }] });
  await poller.pass(130 * MINUTE);
  // 27 min + 6 min x 0, 0.618, 0.236, 0.854
  assert.equal(
    poller.fetchedAt.map((at) => Math.round(at / MINUTE)),
    [0, 27, 58, 86, 118],
  );
});

test('after a poll that overran there is a pause of a sixth of the interval', async () => {
  const poller = startPoller({ commit: [committed(40 * MINUTE), committed()] });
  await poller.pass(5 * MINUTE - 1);
  assert.equal(poller.fetchedAt, [0]);
  await poller.pass(1);
  assert.equal(poller.fetchedAt, [0, 5 * MINUTE]);
});

test('is ready before anything has answered', () => {
  const poller = startPoller({ begin: [forever] });
  assert.equal([poller.said.ready, poller.state()], [1, 'seeding']);
});

test('says what the store remembers before it polls', async () => {
  const poller = startPoller({ fetch: [forever] });
  await settle();
  assert.equal(poller.facts, [
    { type: 'poll.known', component: 'poller', at: null, ...begun.known },
  ]);
});

test('PS03: reports what a good poll brought, after the commit and not before', async () => {
  const poller = startPoller({ commit: [forever] });
  await settle();
  await settle();
  assert.equal(poller.state(), { committing: 'result' });
  assert.equal(poller.named('poll.succeeded'), []);
  const done = startPoller({ commit: [committed(31)] });
  await done.pass(SECOND);
  assert.equal(done.named('poll.succeeded'), [
    {
      type: 'poll.succeeded',
      component: 'poller',
      at: null,
      cycle: 'c1',
      result: 'changed',
      entries: 29_136,
      added: 2,
      changed: 1,
      missing: 0,
      events: 3,
      messages: 1,
      bytes: 9,
      durationMs: 31,
      retries: 0,
    },
  ]);
});

test('says that the index was seeded, and that a refused one was let pass', async () => {
  const poller = startPoller({
    commit: [
      {
        ...committed(),
        seeded: { entries: 18_483, papers: 3_692 },
        accepted: { gate: 'shrunk', by: 'time' },
      },
    ],
  });
  await poller.pass(SECOND);
  assert.equal(poller.facts.slice(2), [
    { type: 'index.seeded', component: 'poller', at: null, entries: 18_483, papers: 3_692 },
    {
      type: 'index.accepted',
      component: 'poller',
      at: null,
      gate: 'shrunk',
      by: 'time',
      entries: 29_136,
    },
  ]);
});

test('an answer that is the same as last time is not validated', async () => {
  const poller = startPoller({ fetch: [{ type: 'same' }] });
  await poller.pass(SECOND);
  assert.equal([poller.count['validate'], poller.count['commit']], [undefined, 1]);
  assert.is(poller.state(), 'waiting');
});

test('gives a sign of life at least every 30 seconds, whatever it waits for', async () => {
  const waits = [
    startPoller({}),
    startPoller({}, { leading: false }),
    startPoller({ fetch: [trouble({ category: 'DB', reason: 'lost' })] }),
    startPoller({ validate: [refusal('html')] }),
  ];
  const paused = startPoller({});
  paused.actor.send({ type: 'poll.pause' });
  for (const poller of [...waits, paused]) {
    await poller.pass(SECOND);
    for (let slice = 0; slice < 20; slice++) {
      const { beats } = poller.said;
      await poller.pass(30 * SECOND);
      assert.ok(poller.said.beats > beats, JSON.stringify(poller.state()));
    }
  }
});

test('a commit that was fenced is dropped without a word, and a new fence is taken', async () => {
  const again = { ...begun, epoch: '8' };
  const poller = startPoller({ begin: [begun, again], commit: [{ type: 'fenced' }, committed()] });
  await poller.pass(SECOND);
  assert.equal(
    poller.facts.map(({ type }) => type),
    ['poll.known', 'poll.known', 'poll.succeeded'],
  );
  assert.equal(
    poller.turns.map(({ epoch }) => epoch),
    ['7', '7', '7', '8', '8', '8'],
  );
});

test('stops from every state, and ends with a clean exit', async () => {
  const here = [
    startPoller({ begin: [forever] }),
    startPoller({ fetch: [forever] }),
    startPoller({ fetch: [refused] }),
    startPoller({ validate: [forever] }),
    startPoller({ commit: [forever] }),
    startPoller({ validate: [refusal('html')] }),
    startPoller({ fetch: [trouble({ category: 'DB', reason: 'lost' })] }),
    startPoller({}),
    startPoller({}, { leading: false }),
  ];
  for (const poller of here) {
    await settle();
    await settle();
    await settle();
    const state = JSON.stringify(poller.state());
    poller.actor.send({ type: 'sup.stop' });
    const { status, output } = poller.actor.getSnapshot();
    assert.equal([status, output], ['done', stopped], state);
  }
});

test.run();
