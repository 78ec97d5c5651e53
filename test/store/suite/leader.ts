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
    assert.equal(await one.bid(true), { type: 'leading', epoch: '1', fresh: true, beside: null });
    assert.equal(await one.bid(false), { type: 'leading', epoch: '1', fresh: false, beside: null });
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
    assert.equal(await one.bid(false), { type: 'leading', epoch: '1', fresh: false, beside: null });
    const turn = {
      cycle: randomUUID(),
      startedAt: store.now(),
      requests: 1,
      result: 'unchanged',
    } as const;
    if (poller === null) throw new Error('no epoch');
    done(await store.papers.unchanged(poller, turn)); // its fence still holds
    await store.pass(16 * SECOND);
    assert.equal(await two.bid(false), { type: 'leading', epoch: '2', fresh: true, beside: null });
    assert.is(leads(await one.bid(false)), false);
    const late = await store.papers.unchanged(poller, { ...turn, cycle: randomUUID() });
    assert.equal(late, { type: 'fenced' });
  });

  test('who has stood by for 15 min is named as long as it does; a moment away begins anew', async () => {
    const store = open();
    const [one, two] = [join(store, 'a'), join(store, 'b')];
    const beside = async (): Promise<string | null> => {
      const bid = await one.bid(false);
      return bid.type === 'leading' ? bid.beside : 'does not lead';
    };
    const wait = async (spans: number, ms: number): Promise<void> => {
      for (let n = 0; n < spans; n += 1) {
        await store.pass(ms);
        await one.bid(false);
        await two.bid(false);
      }
    };
    await one.bid(true);
    await two.bid(true);
    await wait(31, 28 * SECOND);
    await wait(1, 31 * SECOND);
    assert.is(await beside(), null, 'away for over half a minute meanwhile');
    await wait(31, 29 * SECOND);
    assert.is(await beside(), null, 'not for 15 min yet');
    await wait(1, SECOND);
    assert.is(await beside(), 'b');
    await store.pass(14 * SECOND);
    assert.is(await beside(), 'b', 'a bid may be late');
    for (let n = 0; n < 2; n += 1) {
      await store.pass(9 * SECOND);
      assert.is(await beside(), n === 0 ? 'b' : null);
    }
    await two.bid(false);
    assert.is(await beside(), null, 'back, and it begins anew');
    await store.pass(16 * SECOND);
    assert.is(leads(await two.bid(false)), true);
    assert.is(leads(await one.bid(false)), false);
    const bid = await two.bid(false);
    assert.is(bid.type === 'leading' ? bid.beside : '', null, 'who leads does not stand by');
  });

  test('the same holder in a new process leads at its first bid and is not pushed out again', async () => {
    const store = open();
    const [old, young] = [join(store, 'machine-1'), join(store, 'machine-1')];
    await old.bid(true);
    const before = await old.take('alerts');
    assert.equal(await young.bid(true), { type: 'leading', epoch: '2', fresh: true, beside: null });
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
    assert.equal(await alone.bid(true), { type: 'leading', epoch: '2', fresh: true, beside: null });
  });

  test('a released lease is free at the next bid', async () => {
    const store = open();
    const [one, two] = [join(store, 'a'), join(store, 'b')];
    await one.bid(true);
    await two.release(); // it never led: nothing happens
    assert.is(leads(await two.bid(false)), false);
    await one.release();
    assert.is(await one.take('poller'), null);
    assert.equal(await two.bid(false), { type: 'leading', epoch: '2', fresh: true, beside: null });
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
