/** The lease and the epochs of the roles. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bid } from '../../../src/ports/leadership.ts';
import { done, draft, type Open, SECOND, type StoreUnderTest } from './support.ts';

const join = (store: StoreUnderTest, holder: string, alone = false) =>
  store.leadership({ instance: randomUUID(), holder, alone });

const leads = (bid: Bid): boolean => bid.type === 'leading';

export function leaderTests(test: ReturnType<typeof suite>, open: Open): void {
  test('one leads, the other stands by and knows for how long', async () => {
    const store = open();
    const [one, two] = [join(store, 'a'), join(store, 'b')];
    assert.equal(await one.bid(true), { type: 'leading', epoch: '1', fresh: true });
    assert.equal(await one.bid(false), { type: 'leading', epoch: '1', fresh: false });
    const bid = await two.bid(true);
    assert.ok(bid.type === 'standby' && bid.holder === 'a');
    assert.ok(bid.freeInMs > 5 * SECOND && bid.freeInMs <= 15 * SECOND, String(bid.freeInMs));
    assert.is(await two.take('poller'), null);
  });

  test('a lease that ran out is taken; nobody came: it is renewed under the same epoch', async () => {
    const store = open();
    const [one, two] = [join(store, 'a'), join(store, 'b')];
    await one.bid(true);
    const poller = await one.take('poller');
    await store.pass(60 * SECOND);
    assert.equal(await one.bid(false), { type: 'leading', epoch: '1', fresh: false });
    const turn = {
      cycle: randomUUID(),
      startedAt: store.now(),
      requests: 1,
      result: 'unchanged',
    } as const;
    if (poller === null) throw new Error('no epoch');
    done(await store.papers.unchanged(poller, turn)); // its fence still holds
    await store.pass(16 * SECOND);
    assert.equal(await two.bid(false), { type: 'leading', epoch: '2', fresh: true });
    assert.is(leads(await one.bid(false)), false);
    const late = await store.papers.unchanged(poller, { ...turn, cycle: randomUUID() });
    assert.equal(late, { type: 'fenced' });
  });

  test('the same holder in a new process leads at its first bid and is not pushed out again', async () => {
    const store = open();
    const [old, young] = [join(store, 'machine-1'), join(store, 'machine-1')];
    await old.bid(true);
    const before = await old.take('alerts');
    assert.equal(await young.bid(true), { type: 'leading', epoch: '2', fresh: true });
    assert.is(leads(await old.bid(false)), false);
    assert.is(await old.take('alerts'), null);
    const after = await young.take('alerts');
    assert.ok(Number(after?.epoch) >= Number(before?.epoch) + 2); // the bid moved it, and the taking
  });

  test('a first bid does not push out another holder, a later one not even its own', async () => {
    const store = open();
    const one = join(store, 'a');
    await one.bid(true);
    assert.is(leads(await join(store, 'b').bid(true)), false);
    assert.is(leads(await join(store, 'a').bid(false)), false);
  });

  test('who is alone with the server leads at its first bid', async () => {
    const store = open();
    await join(store, 'a').bid(true);
    const alone = join(store, 'b', true);
    assert.equal(await alone.bid(true), { type: 'leading', epoch: '2', fresh: true });
  });

  test('a released lease is free at the next bid', async () => {
    const store = open();
    const [one, two] = [join(store, 'a'), join(store, 'b')];
    await one.bid(true);
    await two.release(); // it never led: nothing happens
    assert.is(leads(await two.bid(false)), false);
    await one.release();
    assert.is(await one.take('poller'), null);
    assert.equal(await two.bid(false), { type: 'leading', epoch: '2', fresh: true });
    await one.release();
    assert.is(leads(await one.bid(false)), false);
  });

  test('a restarted actor of the same leader fences its old incarnation, and no other role', async () => {
    const store = open();
    const one = join(store, 'a');
    await one.bid(true);
    const [old, prober] = [await one.take('messageQueue'), await one.take('prober')];
    const young = await one.take('messageQueue');
    if (old === null || young === null || prober === null) throw new Error('no epoch');
    await store.outbox.enqueue([draft('a')]);
    assert.equal(await store.outbox.claim(old, randomUUID(), 1), { type: 'fenced' });
    assert.is(done(await store.outbox.claim(young, randomUUID(), 1)).length, 1);
    assert.equal(await store.outbox.sweep(prober), {
      type: 'done',
      value: { ambiguous: 0, expired: [], lost: [] },
    });
  });
}
