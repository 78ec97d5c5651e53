import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkStore } from '../../src/flows/checkStore.ts';
import { keepLease } from '../../src/flows/keepLease.ts';
import { createMemoryStore } from '../../src/store/memory/memory.ts';

const clock = { now: () => 5, elapsed: () => 0 };
const random = () => 0.25;

const test = suite('keepLease and checkStore');

test('bids for the lease, and gives it to the next', async () => {
  const store = createMemoryStore(clock);
  const ours = keepLease({
    leadership: store.leadership({ instance: 'a', holder: 'a', alone: false }),
    random,
  });
  const theirs = keepLease({
    leadership: store.leadership({ instance: 'b', holder: 'b', alone: false }),
    random,
  });
  assert.equal(await ours.bid(), {
    type: 'leading',
    epoch: '1',
    fresh: true,
    beside: null,
    random: 0.25,
  });
  assert.equal(await ours.bid(), {
    type: 'leading',
    epoch: '1',
    fresh: false,
    beside: null,
    random: 0.25,
  });
  assert.equal(await theirs.bid(), { type: 'standby', holder: 'a', random: 0.25 });
  await ours.release();
  assert.equal(await theirs.bid(), {
    type: 'leading',
    epoch: '2',
    fresh: true,
    beside: null,
    random: 0.25,
  });
});

test('only the first bid that is answered is the first', async () => {
  const firsts: boolean[] = [];
  const lease = keepLease({
    leadership: {
      bid: async (first) => {
        firsts.push(first);
        if (firsts.length === 1) throw new Error('away');
        return { type: 'standby', holder: 'b', freeInMs: 1 };
      },
      release: async () => {},
    },
    random,
  });
  await lease.bid().catch(() => {});
  await lease.bid();
  await lease.bid();
  assert.equal(firsts, [true, true, false]);
});

test('a bid under way cannot win the lease back after it was given up', async () => {
  const answer = Promise.withResolvers<void>();
  const order: string[] = [];
  const lease = keepLease({
    leadership: {
      bid: async () => {
        await answer.promise;
        order.push('bid');
        return { type: 'leading', epoch: '1', fresh: true, beside: null };
      },
      release: async () => void order.push('release'),
    },
    random,
  });
  const bid = lease.bid();
  const released = lease.release();
  answer.resolve();
  await Promise.all([bid, released]);
  assert.equal(order, ['bid', 'release']);
});

test('a database that answers says how long it took, and when', async () => {
  const checked = await checkStore({ store: { check: async () => 7 }, clock });
  assert.equal(checked, { tookMs: 7, at: 5 });
});

test.run();
