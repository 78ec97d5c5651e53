import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SECOND, startQueue, state, tended } from './support.ts';

const test = suite('message queue: pressure');

const MINUTE = 60 * SECOND;

test('threshold 5: five rows are nothing, six are one fact with depth, bound and cause', async () => {
  const queue = await startQueue({ tend: () => tended({ depth: 5 }) }, 5);
  await queue.pass(5 * SECOND);
  assert.equal(queue.told(), []);
  queue.world.tend = () => tended({ depth: 6, oldestAgeMs: 2_000 });
  await queue.pass(20 * SECOND);
  assert.equal(queue.told(), ['queue.backpressure']);
  const fact = queue.reports.find(({ type }) => type === 'queue.backpressure');
  assert.equal(fact, {
    type: 'queue.backpressure',
    component: 'message-queue',
    at: null,
    depth: 6,
    threshold: 5,
    cause: 'depth',
    oldestAgeMs: 2_000,
  });
});

test('down to 60 % for 30 s: one fact that says how long it was', async () => {
  const queue = await startQueue({ tend: () => tended({ depth: 6 }) }, 5);
  await queue.pass(10 * SECOND);
  queue.world.tend = () => tended({ depth: 3 });
  await queue.pass(5 * SECOND + 29 * SECOND);
  assert.equal(queue.told(), ['queue.backpressure']);
  await queue.pass(SECOND);
  assert.equal(queue.told(), ['queue.backpressure', 'queue.relieved']);
  const fact = queue.reports.find(({ type }) => type === 'queue.relieved');
  assert.equal(fact, {
    type: 'queue.relieved',
    component: 'message-queue',
    at: null,
    depth: 3,
    lastedMs: 40_000,
  });
});

test('down for 29 s and up again: neither a line of relief nor a second one of pressure', async () => {
  const queue = await startQueue({ tend: () => tended({ depth: 6 }) }, 5);
  await queue.pass(5 * SECOND);
  queue.world.tend = () => tended({ depth: 3 });
  await queue.pass(5 * SECOND + 24 * SECOND);
  queue.world.tend = () => tended({ depth: 6 });
  await queue.pass(5 * MINUTE);
  assert.equal(queue.told(), ['queue.backpressure']);
});

test('around the threshold for ten minutes: told once', async () => {
  const depths = [99, 100, 101, 102, 99, 100];
  let n = 0;
  const queue = await startQueue({ tend: () => tended({ depth: depths[n++ % 6] ?? 0 }) });
  await queue.pass(10 * MINUTE);
  assert.equal(queue.told(), ['queue.backpressure']);
});

test('an alert that waits for over a minute is pressure at any depth', async () => {
  const ages = { ...state().oldestAgeByLane, ops: 60_001 };
  const queue = await startQueue({ tend: () => tended({ depth: 1, oldestAgeByLane: ages }) });
  await queue.pass(5 * SECOND);
  const fact = queue.reports.find(({ type }) => type === 'queue.backpressure');
  assert.is(fact?.type === 'queue.backpressure' && fact.cause, 'ops_age');
});

test('who does not lead any more has no pressure to speak of', async () => {
  const queue = await startQueue({ tend: () => tended({ depth: 6 }) }, 5);
  await queue.pass(5 * SECOND);
  assert.is(queue.pressure(), '{"backpressure":"full"}');
  queue.world.begin = () => ({ type: 'standby' });
  queue.actor.send({ type: 'leader.lost' });
  assert.is(queue.pressure(), '"normal"');
  assert.equal(queue.told(), ['queue.backpressure']);
});

test('a new incarnation knows of the pressure, and tells its end with the whole time', async () => {
  const queue = await startQueue({}, 5, { pressedSince: 1 });
  assert.is(queue.pressure(), '{"backpressure":"full"}');
  await queue.pass(35 * SECOND);
  assert.equal(queue.told(), ['queue.relieved']);
  const fact = queue.reports.find(({ type }) => type === 'queue.relieved');
  assert.is(fact?.type === 'queue.relieved' && fact.lastedMs, 34_999);
});

test.run();
