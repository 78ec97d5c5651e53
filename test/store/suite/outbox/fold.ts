/** Telling several rows as one, and telling them alone after all. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Content } from '../../../../src/domain/delivery/content.ts';
import type { OutboxRow } from '../../../../src/domain/delivery/outbox.ts';
import {
  claimed,
  claimOne,
  done,
  draft,
  HOUR,
  lead,
  MINUTE,
  type Open,
  SECOND,
  type StoreUnderTest,
  titleOf,
  trouble,
} from '../support.ts';

const keys = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`);

const digest = (row: OutboxRow, others: readonly { readonly content: Content }[]) =>
  ({
    template: 'digest',
    parts: [row.content, ...others.map(({ content }) => content)],
  }) as Content;

/** Claims the first row and folds all that may go with it into it. */
async function foldAll(store: StoreUnderTest, epoch: Awaited<ReturnType<typeof lead>>) {
  const row = await claimOne(store, epoch);
  const others = await store.outbox.companions(row);
  const ids = others.map(({ id }) => id);
  return { row, ids, folded: await store.outbox.fold(row, ids, digest(row, others)) };
}

export function foldTests(test: ReturnType<typeof suite>, open: Open): void {
  test('five that wait are told one by one, six together', async () => {
    for (const [count, folds] of [
      [5, false],
      [6, true],
    ] as const) {
      const store = open();
      const dest = `C${count}`;
      await store.outbox.enqueue(keys(count).map((key) => draft(`${dest}${key}`, { dest })));
      const epoch = await lead(store);
      const rows = done(await store.outbox.claim(epoch, randomUUID(), 4));
      assert.is(rows.find((row) => row.dest === dest)?.folds, folds, `${count}`);
    }
  });

  test('two are enough when the first waits for over a minute', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue(keys(2).map((key) => draft(key)));
    await store.pass(61 * SECOND);
    assert.is((await claimOne(store, epoch)).folds, true);
  });

  test('news older than 72 h are a digest even alone, mailings and what may not be folded are not', async () => {
    const store = open();
    const epoch = await lead(store);
    for (const [dest, change] of [
      ['C1', { lane: 2 }],
      ['C2', { lane: 3 }],
      ['C3', { lane: 2, foldable: false }],
    ] as const)
      await store.outbox.enqueue([draft(dest, { dest, ...change })]);
    await store.pass(71 * HOUR);
    await store.outbox.enqueue([draft('C4', { dest: 'C4' })]);
    await store.pass(2 * HOUR);
    const rows = done(await store.outbox.claim(epoch, randomUUID(), 9));
    assert.equal(rows.map(({ dest, folds }) => [dest, folds]).toSorted(), [
      ['C1', true],
      ['C2', false],
      ['C3', false],
      ['C4', false],
    ]);
  });

  test('alerts, answers, threads and rows with an anchor are told alone', async () => {
    const store = open();
    const epoch = await lead(store);
    for (const [dest, change] of [
      ['C1', { lane: 0 }],
      ['C2', { lane: 1 }],
      ['C3', { foldable: false }],
      ['C4', { threadTs: '1.1' }],
    ] as const)
      await store.outbox.enqueue(keys(7).map((key) => draft(`${dest}${key}`, { dest, ...change })));
    await store.outbox.enqueue(
      keys(7).map((key) => draft(`C5${key}`, { dest: 'C5', anchorKey: `A${key}` })),
    );
    const rows = done(await store.outbox.claim(epoch, randomUUID(), 9));
    assert.equal(
      rows.map(({ dest, folds }) => [dest, folds]),
      ['C1', 'C2', 'C3', 'C4', 'C5'].map((dest) => [dest, false]),
    );
  });

  test('what goes along ends at the first that must be told alone, so the order holds', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      ...keys(3).map((key) => draft(key)),
      draft('alone', { foldable: false }),
      draft('behind'),
    ]);
    const row = await claimOne(store, epoch);
    const others = await store.outbox.companions(row);
    assert.equal(
      others.map(({ content }) => ('title' in content ? content.title : '')),
      ['m1', 'm2'],
    );
  });

  test('folded rows are told by the one that was claimed, once', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue(keys(6).map((key) => draft(key)));
    const { row, ids, folded } = await foldAll(store, epoch);
    assert.equal([folded, ids.length], [true, 5]);
    for (const key of keys(6).slice(1)) assert.is((await store.row(key))?.state, 'folded');
    const { depth } = await store.outbox.measure();
    assert.is(depth, 1);
    await store.outbox.record(row, { type: 'sent', channel: 'C1', ts: '1.1' });
    await store.pass(SECOND);
    assert.equal(await claimed(store, epoch), []);
  });

  test('nothing is folded when one of them has moved meanwhile', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue(keys(6).map((key) => draft(key, { expiresAt: store.now() + HOUR })));
    const row = await claimOne(store, epoch);
    const others = await store.outbox.companions(row);
    await store.outbox.suspend('C1', 'is_archived');
    const ids = others.map(({ id }) => id);
    assert.is(await store.outbox.fold(row, ids, digest(row, others)), false);
    assert.is((await store.row('m3'))?.state, 'parked');
  });

  test('a digest that Slack does not take gives its parts back, to be told alone, in order', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue(keys(6).map((key) => draft(key)));
    const { row } = await foldAll(store, epoch);
    await store.outbox.record(row, { type: 'unfolded', failure: trouble });
    const told: string[] = [];
    for (let n = 0; n < 6; n++) {
      await store.pass(2 * MINUTE);
      const one = await claimOne(store, epoch);
      assert.equal([one.folds, one.attempts], [false, 1]);
      assert.is.not(one.nonce, row.nonce);
      told.push(titleOf(one));
      await store.outbox.record(one, { type: 'sent', channel: 'C1', ts: '1.1' });
    }
    assert.equal(told, keys(6));
  });
}
