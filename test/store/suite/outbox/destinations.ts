/** Conversations that cannot be used: asked after, restored, given up; and what is said of the lost. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  claimed,
  claimOne,
  DAY,
  done,
  draft,
  HOUR,
  lead,
  MINUTE,
  type Open,
  SECOND,
  type StoreUnderTest,
  trouble,
} from '../support.ts';

type Fence = Awaited<ReturnType<typeof lead>>;

const suspects = async (store: StoreUnderTest, epoch: Fence) =>
  done(await store.outbox.suspects(epoch, 9));

export function destinationTests(test: ReturnType<typeof suite>, open: Open): void {
  test('a suspended conversation is asked after 1 h, 6 h after its end, then daily; after a week its rows are dead', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a')]);
    await store.outbox.suspend('C1', 'is_archived');
    await store.pass(59 * MINUTE);
    assert.equal(await suspects(store, epoch), []);
    await store.pass(2 * MINUTE);
    assert.equal(await suspects(store, epoch), [{ dest: 'C1', reason: 'is_archived' }]);
    await store.outbox.asked('C1', false);
    await store.pass(4 * HOUR);
    assert.equal(await suspects(store, epoch), []);
    await store.pass(HOUR);
    assert.is((await suspects(store, epoch)).length, 1);
    await store.outbox.asked('C1', false);
    await store.pass(23 * HOUR);
    assert.equal(await suspects(store, epoch), []);
    await store.pass(2 * HOUR);
    assert.is((await suspects(store, epoch)).length, 1);
    assert.equal(done(await store.outbox.sweep(epoch)).lost, []);
    await store.pass(6 * DAY);
    const { lost } = done(await store.outbox.sweep(epoch));
    assert.equal(
      lost.map(({ dest, reason, lane }) => [dest, reason, lane]),
      [['C1', 'is_archived', 2]],
    );
    assert.is((await store.row('a'))?.state, 'dead');
    await store.outbox.enqueue([draft('b')]);
    assert.is((await store.row('b'))?.state, 'dead');
    assert.equal(await suspects(store, epoch), []);
  });

  test('one that answers is usable again, and says so once', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a')]);
    await store.outbox.suspend('C1', 'is_archived');
    await store.pass(61 * MINUTE);
    await store.outbox.asked('C1', true);
    assert.is(await store.outbox.resume('C1'), false);
    assert.equal(await claimed(store, epoch), ['a']);
  });

  test('a week goes on for one that only seemed usable; a message that arrives ends it', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b')]);
    for (let day = 0; day < 8; day++) {
      await store.outbox.suspend('C1', 'restricted_action');
      await store.pass(25 * HOUR);
      if (day < 7) await store.outbox.asked('C1', true);
    }
    assert.is(done(await store.outbox.sweep(epoch)).lost.length, 2);
    await store.outbox.enqueue([draft('c', { dest: 'C2' })]);
    await store.outbox.suspend('C2', 'is_archived');
    await store.pass(2 * HOUR);
    await store.outbox.asked('C2', true);
    const row = await claimOne(store, epoch);
    await store.outbox.record(row, { type: 'sent', channel: 'C2', ts: '1.1' });
    await store.pass(6 * DAY);
    await store.outbox.suspend('C2', 'is_archived');
    await store.pass(2 * DAY);
    assert.equal(done(await store.outbox.sweep(epoch)).lost, []);
  });

  test('what expired is counted in the next message to its conversation, once', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('a', { lane: 1 }),
      draft('b', { lane: 1 }),
      draft('alert', { lane: 0, expiresAt: store.now() + MINUTE }),
      draft('c', { dest: 'C2', lane: 1 }),
    ]);
    await store.pass(31 * MINUTE);
    assert.is(done(await store.outbox.sweep(epoch)).expired.length, 4);
    await store.outbox.enqueue([draft('d'), draft('e')]);
    const row = await claimOne(store, epoch);
    assert.is(row.missed, 2);
    const sent = { type: 'sent', channel: 'C1', ts: '1.1', missed: row.missed } as const;
    await store.outbox.record(row, sent);
    await store.pass(SECOND);
    assert.is((await claimOne(store, epoch)).missed, 0);
  });

  test('home tabs that wait can be dropped, and nothing else', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('home', { kind: 'home', dest: 'U1', lane: 3 }),
      draft('news', { lane: 3, dest: 'U1' }),
    ]);
    assert.is(done(await store.outbox.dropHomes(epoch)), 1);
    assert.is((await store.row('home'))?.state, 'expired');
    assert.equal(await claimed(store, epoch), ['news']);
  });

  test('replies to a head that was only printed are not sent without it', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('head', { anchorKey: 'A' }),
      draft('one', { threadOf: 'A' }),
      draft('two', { threadOf: 'A' }),
      draft('other'),
    ]);
    await store.outbox.record(await claimOne(store, epoch), { type: 'printed' });
    assert.is(done(await store.outbox.endPrinted(epoch)), 2);
    assert.is((await store.row('two'))?.state, 'printed');
    await store.pass(SECOND);
    assert.equal(await claimed(store, epoch), ['other']);
  });

  test('an ephemeral message whose reader is not there becomes a message to the reader', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('e', { kind: 'ephemeral', user: 'U7', lane: 1 })]);
    const row = await claimOne(store, epoch);
    const again = { type: 'pending', notBefore: store.now(), giveBackAttempt: false } as const;
    const failure = { ...trouble, category: 'SLACK', reason: 'user_not_in_channel' } as const;
    await store.outbox.record(row, { ...again, asDirect: true, failure });
    await store.pass(SECOND);
    const direct = await claimOne(store, epoch);
    assert.equal([direct.dest, direct.kind, direct.id], ['U7', 'post', row.id]);
  });

  test('an edit whose message is gone becomes a new one that says so', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('edit', { kind: 'update', anchorKey: 'A' })]);
    const row = await claimOne(store, epoch);
    const again = { type: 'pending', notBefore: store.now(), giveBackAttempt: false } as const;
    await store.outbox.record(row, { ...again, asPost: true, failure: trouble });
    await store.pass(SECOND);
    const post = await claimOne(store, epoch);
    assert.is(post.kind, 'post');
    assert.is('anew' in post.content && post.content.anew, true);
  });
}
