/** What time, suspensions and edits do to rows, and the queue as numbers. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  claim,
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
  send,
  titleOf,
  trouble,
} from '../support.ts';

export function asideTests(test: ReturnType<typeof suite>, open: Open): void {
  test('a lease that ran out leaves a post in doubt and repeats what is harmless', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('post'),
      draft('home', { dest: 'U1', kind: 'home', lane: 3 }),
    ]);
    const [post] = await claim(store, epoch);
    assert.equal(done(await store.outbox.sweep(epoch)), { ambiguous: 0, expired: [], lost: [] });
    await store.pass(31 * SECOND);
    assert.equal(done(await store.outbox.sweep(epoch)), { ambiguous: 1, expired: [], lost: [] });
    assert.equal((await store.row('post'))?.doubts, 1);
    assert.equal(await claimed(store, epoch), ['home']);
    assert.is(done(await store.outbox.doubtful(epoch, 4)).length, 1);
    if (post === undefined) throw new Error('no post');
    assert.ok(await store.outbox.record(post, { type: 'sent', channel: 'C1', ts: '1.1' }));
    assert.is((await store.row('post'))?.state, 'sent');
  });

  test('a late answer of Slack is believed even when the row waits again', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a')]);
    const row = await claimOne(store, epoch);
    const failure = trouble;
    await store.outbox.record(row, {
      type: 'pending',
      notBefore: store.now(),
      giveBackAttempt: false,
      failure,
    });
    assert.is(await store.outbox.record(row, { type: 'dead', failure }), false);
    assert.is(await store.outbox.record(row, { type: 'sent', channel: 'C1', ts: '1.1' }), true);
    assert.is((await store.row('a'))?.state, 'sent');
  });

  test('what nobody wants to read any more expires, in flight it does not', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('a', { lane: 1 }),
      draft('b', { lane: 1, anchorKey: 'B' }),
      draft('c', { threadOf: 'B', lane: 2 }),
    ]);
    await claimOne(store, epoch);
    await store.pass(31 * MINUTE);
    const { ambiguous, expired } = done(await store.outbox.sweep(epoch));
    assert.is(ambiguous, 1);
    assert.equal(
      expired.map(({ lane, attempts }) => [lane, attempts]),
      [[1, 0]],
    );
    assert.is((await store.row('b'))?.state, 'expired');
    assert.equal(await claimed(store, epoch), ['c']); // its parent will never be
  });

  test('rows that were never sent are given back without losing an attempt', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b', { dest: 'C2' })]);
    const token = randomUUID();
    const [row] = done(await store.outbox.claim(epoch, token, 4));
    await store.outbox.giveBack(token, [row?.id ?? '']);
    await store.outbox.giveBack(randomUUID(), ['1', '2']);
    assert.equal([(await store.row('a'))?.state, (await store.row('a'))?.attempts], ['pending', 0]);
    assert.is((await store.row('b'))?.state, 'inflight');
    await store.pass(SECOND);
    assert.is((await claimOne(store, epoch)).attempts, 1);
  });

  test('a suspended conversation keeps its rows, new ones too, until it is back', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b'), draft('c', { dest: 'C2' })]);
    const row = rowOfC1(await claim(store, epoch));
    const failure = { ...trouble, category: 'SLACK', reason: 'is_archived' } as const;
    await store.outbox.record(row, { type: 'parked', failure });
    await store.outbox.suspend('C1', 'is_archived');
    await store.outbox.enqueue([draft('d')]);
    for (const key of ['a', 'b', 'd']) assert.is((await store.row(key))?.state, 'parked', key);
    const { depth, parked, suspended } = await store.outbox.measure();
    assert.equal({ depth, parked, suspended }, { depth: 1, parked: 3, suspended: 1 });
    await store.pass(SECOND);
    assert.equal(await claimed(store, epoch), []);
    await store.outbox.resume('C1');
    assert.equal(await claimed(store, epoch), ['a']);
    assert.is((await store.row('d'))?.state, 'pending');
  });

  test('a row set aside for an hour lets its lane go on and comes back', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('a'), draft('b')]);
    const notBefore = store.now() + HOUR;
    await store.outbox.record(await claimOne(store, epoch), {
      type: 'parked',
      failure: trouble,
      notBefore,
    });
    await store.pass(SECOND);
    await send(store, epoch);
    await store.outbox.sweep(epoch);
    assert.is((await store.row('a'))?.state, 'parked');
    await store.pass(HOUR);
    await store.outbox.sweep(epoch);
    assert.equal(await claimed(store, epoch), ['a']);
  });

  test('an edit goes into its post while that waits untried, and replaces older edits', async () => {
    const store = open();
    const epoch = await lead(store);
    const edit = (key: string) => draft(key, { kind: 'update', anchorKey: 'A' });
    await store.outbox.enqueue([draft('post', { anchorKey: 'A' })]);
    await store.outbox.enqueue([edit('one')]);
    assert.is((await store.row('one'))?.state, 'folded');
    const post = await claimOne(store, epoch);
    assert.is(titleOf(post), 'one');
    await store.outbox.enqueue([edit('two')]);
    await store.outbox.enqueue([edit('three')]);
    assert.is((await store.row('two'))?.state, 'folded');
    await store.outbox.record(post, { type: 'sent', channel: 'C1', ts: '1.1' });
    assert.equal(await claimed(store, epoch), ['three']);
  });

  test('measures depth, ages and what is set aside', async () => {
    const store = open();
    const epoch = await lead(store);
    assert.equal(await store.outbox.measure(), empty);
    await store.outbox.enqueue([
      draft('flight', { lane: 0 }),
      draft('later', { notBefore: store.now() + DAY }),
    ]);
    await claimOne(store, epoch);
    await store.outbox.enqueue([draft('due', { lane: 3, dest: 'C2' })]);
    await store.pass(90 * SECOND);
    const { oldestAgeMs, oldestAgeByLane, ...counts } = await store.outbox.measure();
    const { oldestAgeMs: _, oldestAgeByLane: __, ...none } = empty;
    const byLane = { ops: 1, answers: 0, news: 1, bulk: 1 };
    const enqueued = byLane;
    assert.equal(counts, { ...none, depth: 3, byLane, enqueued, scheduled: 1, destinations: 2 });
    assert.ok(oldestAgeMs !== null && Math.abs(oldestAgeMs - 90 * SECOND) < 30 * SECOND);
    assert.is(oldestAgeByLane.bulk, oldestAgeMs);
    assert.equal([oldestAgeByLane.ops, oldestAgeByLane.news], [null, null]);
  });

  test('the age of a scheduled row counts from its time, of a retried one from its first try', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('later', { notBefore: store.now() + DAY })]);
    await store.pass(DAY + 10 * SECOND);
    const young = (await store.outbox.measure()).oldestAgeMs ?? 0;
    assert.ok(young >= 10 * SECOND && young < 40 * SECOND, String(young));
    const row = await claimOne(store, epoch);
    await store.pass(10 * MINUTE);
    const notBefore = store.now();
    await store.outbox.record(row, {
      type: 'pending',
      notBefore,
      giveBackAttempt: false,
      failure: trouble,
    });
    assert.ok(((await store.outbox.measure()).oldestAgeMs ?? 0) >= 10 * MINUTE);
  });

  test('tells how long the longest gate stays closed', async () => {
    const store = open();
    await store.outbox.closeGate({ method: '*', dest: 'C1', until: store.now() + 90 * SECOND });
    await store.outbox.closeGate({ method: '*', dest: 'C2', until: store.now() + 30 * SECOND });
    const { gateMs } = await store.outbox.measure();
    assert.ok(gateMs > 60 * SECOND && gateMs <= 91 * SECOND, String(gateMs));
    await store.pass(120 * SECOND);
    assert.is((await store.outbox.measure()).gateMs, 0);
  });
}

const rowOfC1 = <T extends { readonly dest: string }>(rows: readonly T[]): T => {
  const row = rows.find(({ dest }) => dest === 'C1');
  if (row === undefined) throw new Error('no row of C1');
  return row;
};

const none = { ops: null, answers: null, news: null, bulk: null };

const empty = {
  depth: 0,
  byLane: { ops: 0, answers: 0, news: 0, bulk: 0 },
  enqueued: { ops: 0, answers: 0, news: 0, bulk: 0 },
  scheduled: 0,
  oldestAgeMs: null,
  oldestAgeByLane: none,
  parked: 0,
  dead: 0,
  ambiguous: 0,
  suspended: 0,
  destinations: 0,
  gateMs: 0,
};
