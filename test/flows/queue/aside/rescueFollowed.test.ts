import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEmergency } from '../../../../src/flows/queue/emergency.ts';
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

const edit = post('db:edit', 'COPS', { lane: 0, kind: 'update', anchorKey: 'alert:db' });

/** A ring that nobody empties. */
const ringAlone = () =>
  createEmergency({
    clock: { now: () => 0, elapsed: () => 0 },
    uuid: () => 'n',
    spool: { append: async () => {} },
  });

test('an edit past the database finds the message that another process has sent', () => {
  const ring = ringAlone();
  ring.remember('alert:db', { channel: 'COPS', ts: '7.000000' });
  ring.offer(edit);
  const row = ring.next();
  assert.equal([row?.kind, row?.anchorTs], ['update', '7.000000']);
});

test('what this process knows itself of a message stays', () => {
  const ring = ringAlone();
  ring.learn('alert:db', { channel: 'COPS', ts: '9.000000' });
  ring.remember('alert:db', { channel: 'COPS', ts: '7.000000' });
  ring.offer(edit);
  assert.is(ring.next()?.anchorTs, '9.000000');
});

test.run();
