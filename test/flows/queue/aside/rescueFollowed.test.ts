import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ground, post, SECOND, startQueue } from '../support/world.ts';

const test = suite('delivery past the database, and another process leads');

test('who does not lead any more tells the database where its messages are, and what waits', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.away = true;
  await queue.pass(6 * SECOND);
  queue.ring.offer(post('db:firing', 'COPS', { lane: 0, anchorKey: 'alert:db' }));
  await queue.pass(10 * SECOND);
  queue.ring.offer(post('lost', 'COPS', { lane: 0, threadOf: 'alert:unknown' }));
  const other = on.store.leadership({ instance: 'other', holder: 'o', alone: true });
  await other.bid(true);
  queue.actor.send({ type: 'leader.lost' });
  on.away = false;
  await queue.pass(40 * SECOND, 250);
  assert.match(queue.mode(), 'standby');
  assert.is(queue.ring.isSettled(), true);
  assert.equal(
    queue.rows().map(({ dedupeKey, state, ts }) => [dedupeKey, state, ts]),
    [
      ['db:firing', 'sent', '1.000000'],
      ['lost', 'pending', null],
    ],
  );
});

test.run();
