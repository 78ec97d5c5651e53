import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Probed } from '../../../src/domain/delivery/turn.ts';
import { away, begun, handled, later, SECOND, startQueue } from './support.ts';

const test = suite('message queue: asking after conversations');

const nothing: Probed = { type: 'probed', signal: 'none', facts: [] };

test('asks every 30 s while it may send, and not while it may not', async () => {
  let asked = 0;
  const askSuspect = () => {
    asked++;
    return nothing;
  };
  const queue = await startQueue({ askSuspect });
  await queue.pass(30 * SECOND - 250);
  assert.is(asked, 0);
  await queue.pass(250);
  assert.is(asked, 1);
  await queue.pass(60 * SECOND);
  assert.is(asked, 3);
  await startQueue({ askSuspect, begin: () => ({ type: 'standby' }) }).then((one) =>
    one.pass(90 * SECOND),
  );
  await startQueue({ askSuspect, turn: () => handled('auth') }).then((one) =>
    one.pass(50 * SECOND),
  );
  assert.is(asked, 3);
});

test('asks also when there was nothing to send with at first', async () => {
  let asked = 0;
  const askSuspect = () => {
    asked++;
    return nothing;
  };
  const queue = await startQueue({ askSuspect, begin: () => ({ type: 'standby' }) });
  await queue.pass(40 * SECOND);
  assert.is(asked, 0);
  queue.world.begin = () => begun;
  await queue.pass(90 * SECOND);
  assert.ok(asked > 0);
});

test('a conversation that is back wakes the turns', async () => {
  const queue = await startQueue({
    askSuspect: () => ({
      type: 'probed',
      signal: 'success',
      facts: [{ type: 'destination.restored', dest: 'C1', component: 'message-queue', at: 1 }],
    }),
  });
  await queue.pass(30 * SECOND - 250);
  const orders = queue.orders.length;
  await queue.pass(250);
  assert.ok(queue.orders.length > orders);
  assert.ok(queue.told().includes('destination.restored'));
});

test('a refused token ends sending; a newer incarnation takes over; a database that is away is told', async () => {
  const refused = await startQueue({ askSuspect: () => ({ ...nothing, signal: 'auth' }) });
  const fenced = await startQueue({ askSuspect: () => ({ type: 'fenced' }) });
  const lost = await startQueue({ askSuspect: () => away });
  fenced.world.begin = () => ({ type: 'standby' });
  for (const queue of [refused, fenced, lost]) await queue.pass(30 * SECOND);
  assert.is(refused.mode(), 'running.unauthorised.waiting');
  assert.is(fenced.mode(), 'standby');
  assert.ok(lost.told().includes('queue.failed'));
});

test('asked to stop it ends, whether it asks just now or not', async () => {
  const hung = later<Probed>();
  const queue = await startQueue({ askSuspect: () => hung.promise });
  await queue.pass(31 * SECOND);
  queue.actor.send({ type: 'sup.stop' });
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
});

test.run();
