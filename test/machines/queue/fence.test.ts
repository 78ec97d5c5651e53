import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { away, begun, later, SECOND, startQueue, tended } from './support.ts';

const test = suite('message queue: fence');

test('a newer incarnation takes over: back to the fence', async () => {
  for (const who of ['turn', 'tend', 'confirm'] as const) {
    const queue = await startQueue({ tend: () => tended({ ambiguous: 1 }) });
    queue.world.begin = () => ({ type: 'standby' });
    if (who === 'turn') queue.world.turn = () => ({ type: 'fenced' });
    if (who === 'tend') queue.world.tend = () => ({ type: 'fenced' });
    if (who === 'confirm')
      queue.world.confirm = ({ looked }) => ({ turn: { type: 'fenced' }, looked });
    await queue.pass(6 * SECOND);
    assert.is(queue.mode(), 'standby', who);
  }
});

test('stands by until it leads, and looks for itself every 30 s', async () => {
  const queue = await startQueue({ begin: () => ({ type: 'standby' }) });
  assert.is(queue.mode(), 'standby');
  await queue.pass(29 * SECOND);
  assert.is(queue.orders.length, 0);
  queue.world.begin = () => begun;
  queue.actor.send({ type: 'leader.acquired' });
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
  queue.world.begin = () => ({ type: 'standby' });
  queue.actor.send({ type: 'leader.lost' });
  assert.is(queue.mode(), 'standby');
  queue.world.begin = () => begun;
  await queue.pass(30 * SECOND);
  assert.is(queue.mode(), 'running.open', 'a fact that was lost does not matter');
});

test('without database at the start it tries after 1, 2, 4 s, and each failure is told', async () => {
  const queue = await startQueue({ begin: () => away });
  assert.is(queue.mode(), 'recovering.resting');
  await queue.pass(7 * SECOND);
  assert.equal(
    queue.reports.map((fact) => fact.type === 'queue.failed' && fact.failure.attempt),
    [1, 2, 3, 4],
  );
  queue.world.begin = () => begun;
  await queue.pass(8 * SECOND);
  assert.is(queue.mode(), 'running.open');
});

test('leading again or no more while the fence is taken begins anew', async () => {
  const slow = later<typeof begun>();
  const queue = await startQueue({ begin: () => slow.promise });
  assert.is(queue.mode(), 'recovering.beginning');
  queue.actor.send({ type: 'leader.lost' });
  assert.is(queue.mode(), 'standby');
  queue.actor.send({ type: 'leader.acquired' });
  queue.world.begin = () => begun;
  queue.actor.send({ type: 'leader.acquired' });
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
});

test('a new incarnation goes on where the old one was: token refused, or breaker open', async () => {
  const refusing = await startQueue({}, 100, { startsIn: 'unauthorised' });
  assert.is(refusing.mode(), 'running.unauthorised.waiting');
  await refusing.pass(60 * SECOND);
  assert.is(refusing.mode(), 'running.open');
  assert.ok(refusing.told().includes('queue.authorised'));
  const broken = await startQueue({}, 100, { startsIn: 'breakerOpen' });
  assert.is(broken.mode(), 'running.breakerOpen.waiting');
});

test.run();
