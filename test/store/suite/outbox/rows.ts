/** Rows as they are written, and what is recorded of them. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutboxRow } from '../../../../src/domain/delivery/outbox.ts';
import {
  claim,
  claimed,
  claimOne,
  done,
  draft,
  lead,
  MINUTE,
  type Open,
  SECOND,
  type StoreUnderTest,
  send,
  titleOf,
  trouble,
} from '../support.ts';

/** Nobody knows whether Slack has it; the young one is looked for later. */
async function leaveInDoubt(store: StoreUnderTest, row: OutboxRow): Promise<void> {
  const notBefore = store.now() + (titleOf(row) === 'young' ? 60 : 3) * SECOND;
  await store.outbox.record(row, { type: 'ambiguous', notBefore, failure: trouble });
}

export function rowTests(test: ReturnType<typeof suite>, open: Open): void {
  test('writes a row once per key, for ever', async () => {
    const store = open();
    const epoch = await lead(store);
    assert.equal(await store.outbox.enqueue([draft('a'), draft('a'), draft('b')]), { written: 2 });
    assert.equal(await store.outbox.enqueue([draft('a'), draft('c')]), { written: 1 });
    await send(store, epoch);
    assert.equal(await store.outbox.enqueue([draft('a')]), { written: 0 });
    assert.equal(await store.outbox.enqueue([]), { written: 0 });
  });

  test('gives each lane the time that its rows are worth', async () => {
    const store = open();
    await store.outbox.enqueue([
      draft('ops', { lane: 0 }),
      draft('answers', { lane: 1 }),
      draft('news', { lane: 2 }),
      draft('bulk', { lane: 3 }),
      draft('home', { lane: 3, kind: 'home', dest: 'U1' }),
      draft('own', { expiresAt: store.now() + 5 * MINUTE }),
    ]);
    const hours = async (key: string) =>
      Math.round(((await store.row(key))?.lifetimeMs ?? 0) / MINUTE) / 60;
    assert.is(await hours('ops'), 24);
    assert.is(await hours('answers'), 0.5);
    assert.is(await hours('news'), 14 * 24);
    assert.is(await hours('bulk'), 14 * 24);
    assert.is(await hours('home'), 1);
    assert.is(await hours('own'), 5 / 60);
  });

  test('what Slack took is recorded once, and the person’s conversation is known', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a', { dest: 'U1' }), draft('b', { dest: 'U1' })]);
    const row = await claimOne(store, epoch);
    assert.is(
      await store.outbox.record({ ...row, nonce: randomUUID() }, { type: 'printed' }),
      false,
    );
    assert.is(await store.outbox.record(row, { type: 'sent', channel: 'D7', ts: '1.1' }), true);
    assert.is(await store.outbox.record(row, { type: 'sent', channel: 'D7', ts: '1.1' }), false);
    assert.is((await store.row('a'))?.state, 'sent');
    await store.pass(SECOND);
    const next = await claimOne(store, epoch);
    assert.equal([next.dest, next.channel], ['U1', 'D7']);
    assert.ok(await store.outbox.record(next, { type: 'printed' }));
    assert.is((await store.row('b'))?.state, 'printed');
  });

  test('a row that is to be tried again keeps its nonce and what was learnt', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a')]);
    const row = await claimOne(store, epoch);
    const notBefore = store.now() + 2 * SECOND;
    const again = { type: 'pending', notBefore, failure: trouble } as const;
    await store.outbox.record(row, { ...again, giveBackAttempt: false, plain: true });
    assert.equal(await claimed(store, epoch), []);
    await store.pass(2 * SECOND);
    const second = await claimOne(store, epoch);
    assert.equal([second.attempts, second.plain, second.nonce], [2, true, row.nonce]);
    assert.is(second.firstAttemptAt < store.now(), true);
    await store.outbox.record(second, { ...again, giveBackAttempt: true, possibleDuplicate: true });
    const seen = await store.row('a');
    assert.equal([seen?.attempts, seen?.possibleDuplicate, seen?.plain], [1, true, true]);
    assert.is(seen?.reason, 'reset');
  });

  test('a post that was only printed lets its replies go, and none of them is sent later', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('parent', { anchorKey: 'A' }),
      draft('one', { threadOf: 'A' }),
      draft('two', { threadOf: 'A' }),
    ]);
    for (const title of ['parent', 'one', 'two']) {
      const row = await claimOne(store, epoch);
      assert.equal([titleOf(row), row.threadTs], [title, null]);
      assert.ok(await store.outbox.record(row, { type: 'printed' }));
      await store.pass(SECOND);
    }
    assert.equal(await claimed(store, await lead(store)), []);
  });

  test('a reply whose thread is gone becomes a post, and the anchor of later replies', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('parent', { anchorKey: 'A' }),
      draft('one', { threadOf: 'A' }),
      draft('two', { threadOf: 'A' }),
    ]);
    await send(store, epoch, '1.1');
    await store.pass(SECOND);
    const one = await claimOne(store, epoch);
    assert.is(one.threadTs, '1.1');
    const notBefore = store.now();
    const asPost = { type: 'pending', notBefore, giveBackAttempt: false, asPost: true } as const;
    await store.outbox.record(one, { ...asPost, failure: trouble });
    await store.pass(SECOND);
    const post = await claimOne(store, epoch);
    assert.equal([titleOf(post), post.threadTs, post.kind], ['one', null, 'post']);
    await store.outbox.record(post, { type: 'sent', channel: 'C1', ts: '2.2' });
    await store.pass(SECOND);
    assert.is((await claimOne(store, epoch)).threadTs, '2.2');
  });

  test('each doubt counts once, a look that finds nothing is none', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a')]);
    const row = await claimOne(store, epoch);
    const notBefore = store.now() + 3 * SECOND;
    const doubt = { type: 'ambiguous', notBefore, failure: trouble } as const;
    await store.outbox.record(row, doubt);
    assert.equal(done(await store.outbox.doubtful(epoch, 4)), []);
    await store.pass(3 * SECOND);
    const [seen] = done(await store.outbox.doubtful(epoch, 4));
    assert.equal([seen?.id, seen?.doubts, seen?.attempts], [row.id, 1, 1]);
    await store.outbox.record(row, { ...doubt, notBefore: store.now() + 7 * SECOND });
    assert.is((await store.row('a'))?.doubts, 1);
    await store.pass(7 * SECOND);
    assert.is(done(await store.outbox.doubtful(epoch, 4)).length, 1);
  });

  test('the doubts beside one are those of its conversation and thread, due or not', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('old', { lane: 0 }),
      draft('young', { lane: 2 }),
      draft('thread', { lane: 1, threadTs: '1.1' }),
      draft('elsewhere', { dest: 'C2' }),
    ]);
    for (let n = 0; n < 3; n++) {
      for (const row of await claim(store, epoch)) await leaveInDoubt(store, row);
      await store.pass(2 * SECOND);
    }
    await store.pass(2 * SECOND);
    const due = done(await store.outbox.doubtful(epoch, 4));
    const old = due.filter((row) => titleOf(row) === 'old');
    const beside = await Promise.all(old.map((row) => store.outbox.doubtsBeside(row)));
    assert.equal(
      beside.map((all) => all.map(({ row, isDue }) => [titleOf(row), isDue])),
      [[['young', false]]],
    );
  });
}
