import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LookResult, TurnResult } from '../../../src/domain/delivery/turn.ts';
import { away, handled, idle, later, SECOND, startQueue, tended } from './support.ts';

const test = suite('message queue: draining');

const clean = { exit: { kind: 'shutdown', term: false } };

test('asked to stop while idle it ends at once, and cleanly', async () => {
  const queue = await startQueue();
  await queue.pass(10 * SECOND);
  queue.actor.send({ type: 'sup.stop' });
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.equal(queue.actor.getSnapshot().output, clean);
});

test('asked to stop it claims nothing, and waits for the calls in flight', async () => {
  const calls = [1, 2, 3, 4].map(() => later<TurnResult>());
  let n = 0;
  const queue = await startQueue({ turn: () => calls[n++]?.promise ?? idle });
  queue.actor.send({ type: 'sup.stop' });
  await queue.pass(5 * SECOND);
  assert.is(queue.actor.getSnapshot().status, 'active');
  const fact = { type: 'queue.authorised', component: 'message-queue', at: 1 } as const;
  for (const call of calls) call.resolve(handled('success', 'C1', [fact]));
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.is(queue.orders.length, 4, 'nothing new');
  assert.is(queue.told().length, 4, 'and what became of them is told');
});

test('calls that fail while it stops are told too', async () => {
  const calls = [1, 2, 3, 4].map(() => later<TurnResult>());
  let n = 0;
  const queue = await startQueue({ turn: () => calls[n++]?.promise ?? idle });
  queue.actor.send({ type: 'sup.stop' });
  for (const call of calls) call.resolve(away as never);
  await queue.calm();
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.is(queue.told().length, 4);
});

test('calls that hang are given up after the time for it, not broken off before', async () => {
  const hung = later<TurnResult>();
  const queue = await startQueue({ turn: () => hung.promise });
  queue.actor.send({ type: 'sup.stop' });
  await queue.pass(10 * SECOND - 250);
  assert.is(queue.actor.getSnapshot().status, 'active');
  await queue.pass(250);
  assert.is(queue.actor.getSnapshot().status, 'done');
  assert.equal(queue.actor.getSnapshot().output, clean);
});

test('it can be asked in every state', async () => {
  const look = later<LookResult>();
  const tend = later<ReturnType<typeof tended>>();
  const begin = later<never>();
  const worlds = [
    await startQueue({ begin: () => begin.promise }),
    await startQueue({ begin: () => away }),
    await startQueue({ begin: () => ({ type: 'standby' }) }),
    await startQueue({ turn: () => handled('auth') }),
    await startQueue({ turn: () => away }),
    await startQueue({
      tend: () => tended({ depth: 1, ambiguous: 1 }),
      confirm: () => look.promise,
    }),
    await startQueue({ tend: () => tend.promise }),
    await startQueue({ tend: () => tended({ depth: 200 }) }),
    await startQueue({ tend: () => tended({ depth: 1 }) }),
  ];
  for (const [n, queue] of worlds.entries()) {
    await queue.pass(6 * SECOND);
    queue.actor.send({ type: 'sup.stop' });
    await queue.calm();
    assert.equal(queue.actor.getSnapshot().output, clean, `world ${n}`);
  }
});

test.run();
