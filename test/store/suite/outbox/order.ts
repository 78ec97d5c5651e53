/** Which rows a claim gives, and in which order. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  claim,
  claimed,
  claimOne,
  done,
  draft,
  HOUR,
  lead,
  type Open,
  SECOND,
  send,
  trouble,
} from '../support.ts';

export function claimTests(test: ReturnType<typeof suite>, open: Open): void {
  test('claims the first row of a conversation, and no second one while it is in flight', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b'), draft('c', { dest: 'C2' })]);
    assert.equal(await claimed(store, epoch), ['a', 'c']);
    assert.equal(await claimed(store, epoch), []);
    await store.pass(5 * SECOND);
    assert.equal(await claimed(store, epoch), []);
  });

  test('hands out a row with all that sending it needs', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a', { anchorKey: 'A', lane: 1 })]);
    const { id, nonce, createdAt, firstAttemptAt, ...row } = await claimOne(store, epoch);
    assert.match(id, /^\d+$/);
    assert.match(nonce, /^[0-9a-f-]{36}$/);
    assert.ok(Number.isInteger(createdAt) && Math.abs(createdAt - store.now()) < MINUTES_OFF);
    assert.ok(Number.isInteger(firstAttemptAt) && firstAttemptAt >= createdAt);
    assert.equal(row, {
      dest: 'C1',
      channel: 'C1',
      lane: 1,
      kind: 'post',
      anchorKey: 'A',
      threadTs: null,
      anchorTs: null,
      plain: false,
      content: { template: 'note', title: 'a', text: 'text' },
      attempts: 1,
      doubts: 0,
      user: null,
      folds: false,
      missed: 0,
    });
  });

  test('gives the rows of a token again, and takes none besides', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('a'),
      draft('b', { dest: 'C2' }),
      draft('c', { dest: 'C3' }),
    ]);
    const token = randomUUID();
    const first = done(await store.outbox.claim(epoch, token, 2));
    const again = done(await store.outbox.claim(epoch, token, 3));
    assert.equal(again, first);
    assert.is(first.length, 2);
    assert.equal(await claimed(store, epoch), ['c']);
  });

  test('claims the lowest lane first, whatever is older', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('bulk', { lane: 3, dest: 'C3' }),
      draft('news', { lane: 2, dest: 'C2' }),
      draft('answer', { lane: 1 }),
      draft('alert', { lane: 0 }),
    ]);
    assert.equal(await claimed(store, epoch, 2), ['alert', 'news']);
    assert.equal(await claimed(store, epoch, 2), ['bulk']);
  });

  test('leaves higher lanes and excepted conversations alone when asked to', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('news', { dest: 'C1' }),
      draft('answer', { dest: 'C2', lane: 1 }),
      draft('alert', { dest: 'C3', lane: 0 }),
    ]);
    const rows = await store.outbox.claim(epoch, randomUUID(), 9, { upTo: 1, except: ['C3'] });
    assert.equal(
      done(rows).map(({ dest }) => dest),
      ['C2'],
    );
  });

  test('a first row that waits holds its lane of its conversation and nothing else', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('later', { notBefore: store.now() + HOUR }),
      draft('behind'),
      draft('other lane', { lane: 3 }),
      draft('other conversation', { dest: 'C2' }),
    ]);
    assert.equal(await claimed(store, epoch), ['other conversation', 'other lane']);
    await store.pass(HOUR);
    assert.equal(await claimed(store, epoch), []); // C1 is in flight
  });

  test('claims a scheduled row when its time has come', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('later', { notBefore: store.now() + HOUR })]);
    await store.pass(HOUR - MINUTES_OFF);
    assert.equal(await claimed(store, epoch), []);
    await store.pass(MINUTES_OFF);
    assert.equal(await claimed(store, epoch), ['later']);
  });

  test('posts once a second into a conversation, an alert one more at once', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue(['a', 'b', 'c'].map((key) => draft(key)));
    await store.outbox.enqueue(['x', 'y'].map((key) => draft(key, { lane: 0 })));
    assert.is((await send(store, epoch)).lane, 0);
    assert.is((await send(store, epoch)).lane, 0);
    assert.equal(await claimed(store, epoch), []);
    await store.pass(SECOND);
    assert.equal(await claimed(store, epoch), []); // two were spent: the debt is two seconds
    await store.pass(SECOND);
    assert.equal((await send(store, epoch)).lane, 2);
  });

  test('an ambiguous row holds its lane until somebody knows', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b')]);
    const row = await claimOne(store, epoch);
    const notBefore = store.now() + 3 * SECOND;
    await store.outbox.record(row, { type: 'ambiguous', notBefore, failure: trouble });
    await store.pass(10 * SECOND);
    assert.equal(await claimed(store, epoch), []);
    await store.outbox.record(row, { type: 'sent', channel: 'C1', ts: '1.1' });
    assert.equal(await claimed(store, epoch), ['b']);
  });

  test('a reply waits for the message that it answers and learns its ts', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('reply', { threadOf: 'A', lane: 1, dest: 'C1' }),
      draft('parent', { anchorKey: 'A', lane: 2, dest: 'C1' }),
    ]);
    await send(store, epoch, '1700000000.000100');
    await store.pass(SECOND);
    const reply = await claimOne(store, epoch);
    assert.is(reply.threadTs, '1700000000.000100');
    assert.is(reply.lane, 1);
  });

  test('a reply whose parent will never be sent goes out without a thread', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('parent', { anchorKey: 'A' }),
      draft('reply', { threadOf: 'A' }),
    ]);
    await store.outbox.record(await claimOne(store, epoch), { type: 'dead', failure: trouble });
    await store.pass(SECOND);
    assert.is((await claimOne(store, epoch)).threadTs, null);
  });

  test('an edit waits for its message and knows its ts', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('post', { anchorKey: 'A', lane: 2 })]);
    const post = await claimOne(store, epoch);
    await store.outbox.enqueue([draft('edit', { anchorKey: 'A', lane: 0, kind: 'update' })]);
    await store.outbox.record(post, { type: 'sent', channel: 'C1', ts: '5.5' });
    const edit = await claimOne(store, epoch);
    assert.is(edit.anchorTs, '5.5');
  });

  test('obeys gates, of a method and of everything', async () => {
    const store = open();
    const epoch = await lead(store);
    const until = store.now() + 10 * SECOND;
    await store.outbox.enqueue([draft('a'), draft('b', { dest: 'C2' })]);
    await store.outbox.closeGate({ method: 'chat.postMessage', dest: 'C1', until });
    await store.outbox.closeGate({ method: 'chat.update', dest: 'C2', until });
    assert.equal(await claimed(store, epoch, 1), ['b']);
    await store.outbox.enqueue([draft('c', { dest: 'C3' })]);
    await store.outbox.closeGate({ method: '*', dest: '*', until: until + SECOND });
    await store.pass(10 * SECOND);
    assert.equal(await claimed(store, epoch), []);
    await store.pass(2 * SECOND);
    assert.equal(await claimed(store, epoch), ['a', 'c']);
  });

  test('a gate never opens sooner than was asked', async () => {
    const store = open();
    const until = store.now() + HOUR;
    await store.outbox.closeGate({ method: 'chat.postMessage', dest: 'C1', until });
    await store.outbox.closeGate({ method: 'chat.postMessage', dest: 'C1', until: until - SECOND });
    assert.equal(await store.outbox.gates(), [{ method: 'chat.postMessage', dest: 'C1', until }]);
    await store.pass(2 * HOUR);
    assert.equal(await store.outbox.gates(), []);
  });

  test('a stale epoch claims, sweeps and looks at nothing', async () => {
    const store = open();
    const old = await lead(store);
    await lead(store);
    await store.outbox.enqueue([draft('a')]);
    assert.equal(await store.outbox.claim(old, randomUUID(), 4), { type: 'fenced' });
    assert.equal(await store.outbox.sweep(old), { type: 'fenced' });
    assert.equal(await store.outbox.doubtful(old, 4), { type: 'fenced' });
    assert.is((await store.row('a'))?.state, 'pending');
  });

  test('a destination whose first row waits does not keep the others from being served', async () => {
    const store = open();
    const epoch = await lead(store);
    const later = store.now() + HOUR;
    const waiting = Array.from({ length: 20 }, (_, n) =>
      draft(`w${n}`, { dest: `C${n}`, notBefore: later }),
    );
    await store.outbox.enqueue([...waiting, draft('a', { dest: 'C99' })]);
    assert.equal(await claimed(store, epoch, 1), ['a']);
    assert.is((await claim(store, epoch, 1)).length, 0);
  });
}

const MINUTES_OFF = 60 * SECOND; // between the clock of the test and that of the store
