import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  committed,
  forever,
  MINUTE,
  refusal,
  refused,
  SECOND,
  startPoller,
} from '../../support/polling/poller.ts';
import { settle } from '../../support/settle.ts';

const test = suite('poller: orders and the lease');

test('polls at once on order, but not twice within a sixth of the interval', async () => {
  const poller = startPoller({});
  await poller.pass(MINUTE);
  poller.actor.send({ type: 'poll.now' });
  await poller.pass(SECOND);
  poller.actor.send({ type: 'poll.now' });
  await poller.pass(5 * MINUTE - 2 * SECOND);
  poller.actor.send({ type: 'poll.now' });
  assert.equal(poller.fetchedAt, [0, MINUTE]);
  await poller.pass(SECOND);
  poller.actor.send({ type: 'poll.now' });
  await settle();
  assert.equal(poller.fetchedAt, [0, MINUTE, 6 * MINUTE]);
});

test('an order ends the rest after a failure and after a refused index', async () => {
  const outage = startPoller({ fetch: [refused, refused, refused, { type: 'body' }] });
  const rejected = startPoller({ validate: [refusal('shrunk'), { type: 'differs' }] });
  for (const poller of [outage, rejected]) {
    await poller.pass(15 * SECOND);
    poller.actor.send({ type: 'poll.now' });
    await poller.pass(SECOND);
    assert.is(poller.state(), 'waiting');
  }
});

test('an order while a poll is under way changes nothing', async () => {
  const poller = startPoller({ fetch: [forever] });
  await settle();
  poller.actor.send({ type: 'poll.now' });
  await settle();
  assert.equal(poller.fetchedAt, [0]);
  assert.is(poller.context().orders, 'open');
});

test('stands by until this process leads', async () => {
  const poller = startPoller({}, { leading: false });
  await poller.pass(60 * MINUTE);
  assert.equal([poller.state(), poller.fetchedAt.length], ['standby', 0]);
  poller.actor.send({ type: 'leader.acquired' });
  await poller.pass(SECOND);
  assert.equal(poller.fetchedAt.length, 1);
});

test('stands by when the lease turns out to be held by another', async () => {
  const poller = startPoller({ begin: [{ type: 'standby' }] });
  await settle();
  assert.is(poller.state(), 'standby');
});

test('aborts its step and stands by when the lease is lost', async () => {
  const poller = startPoller({ fetch: [forever] });
  await settle();
  poller.actor.send({ type: 'leader.lost' });
  assert.equal([poller.state(), poller.aborted], ['standby', ['fetch']]);
  assert.is(poller.context().epoch, null);
});

test('pauses and goes on as told, and stays paused whoever leads', async () => {
  const poller = startPoller({});
  await poller.pass(SECOND);
  poller.actor.send({ type: 'poll.pause' });
  poller.actor.send({ type: 'leader.lost' });
  poller.actor.send({ type: 'leader.acquired' });
  poller.actor.send({ type: 'poll.now' });
  await poller.pass(60 * MINUTE);
  assert.equal([poller.state(), poller.fetchedAt.length], ['paused', 1]);
  poller.actor.send({ type: 'poll.resume' });
  await poller.pass(SECOND);
  assert.equal(poller.fetchedAt.length, 2);
});

test('hands the acceptance of an operator to the polls until one used it', async () => {
  const used = { ...committed(), accepted: { gate: 'shrunk', by: 'U1' } as const };
  const poller = startPoller({
    validate: [refusal('shrunk'), { type: 'differs' }],
    commit: [used, committed()],
  });
  await poller.pass(SECOND);
  poller.actor.send({ type: 'index.accept', hash: '0123456789ab', by: 'U1' });
  poller.actor.send({ type: 'poll.now' });
  await poller.pass(SECOND);
  assert.equal(poller.turns.at(-1)?.accept, { hash: '0123456789ab', by: 'U1' });
  assert.is(poller.context().accept, null);
});

test.run();
