/** Whose turn it is: the lanes, those that waited for long, and methods that must not be called. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Lane } from '../../../../src/domain/delivery/outbox.ts';
import type { ClaimOptions } from '../../../../src/ports/delivery.ts';
import {
  done,
  draft,
  lead,
  MINUTE,
  type Open,
  SECOND,
  type StoreUnderTest,
  titleOf,
} from '../support.ts';

/** One row for each of three lanes and an alert, each to a conversation of its own. */
const fourLanes = async (store: StoreUnderTest) => {
  for (const lane of [3, 2, 1, 0] as const)
    await store.outbox.enqueue([draft(`lane ${lane}`, { lane, dest: `C${lane}` })]);
};

const orderOf = async (store: StoreUnderTest, options: ClaimOptions) => {
  const epoch = await lead(store);
  const rows = [];
  for (let n = 0; n < 4; n++)
    rows.push(...done(await store.outbox.claim(epoch, randomUUID(), 1, options)));
  return rows.map(titleOf);
};

export function laneTests(test: ReturnType<typeof suite>, open: Open): void {
  for (const [prefer, wanted] of [
    [1, ['lane 0', 'lane 1', 'lane 2', 'lane 3']],
    [2, ['lane 0', 'lane 2', 'lane 1', 'lane 3']],
    [3, ['lane 0', 'lane 3', 'lane 1', 'lane 2']],
  ] as const satisfies readonly (readonly [Lane, readonly string[]])[])
    test(`alerts first, then lane ${prefer} whose turn it is, then the lowest`, async () => {
      const store = open();
      await fourLanes(store);
      assert.equal(await orderOf(store, { prefer }), wanted);
    });

  test('a row that waited ten minutes counts one lane higher, but never as an alert', async () => {
    const store = open();
    await store.outbox.enqueue([
      draft('bulk', { lane: 3, dest: 'C1' }),
      draft('answer', { lane: 1, dest: 'C2' }),
    ]);
    await store.pass(11 * MINUTE);
    await store.outbox.enqueue([
      draft('news', { lane: 2, dest: 'C3' }),
      draft('new bulk', { lane: 3, dest: 'C4' }),
    ]);
    assert.equal(await orderOf(store, { prefer: 2 }), ['bulk', 'news', 'answer', 'new bulk']);
  });

  test('in one conversation an old row of the last lane takes its turn among the news', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('bulk', { lane: 3 })]);
    await store.pass(11 * MINUTE);
    await store.outbox.enqueue([draft('news', { lane: 2 })]);
    const [first] = done(await store.outbox.claim(epoch, randomUUID(), 1));
    assert.is(first === undefined ? '' : titleOf(first), 'bulk');
  });

  test('methods that must not be called are left alone, opening a conversation among them', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('post'),
      draft('home', { dest: 'U1', kind: 'home', lane: 3 }),
      draft('direct', { dest: 'U2' }),
    ]);
    const claimed = async (without: readonly string[]) =>
      done(await store.outbox.claim(epoch, randomUUID(), 1, { without })).map(titleOf);
    assert.equal(await claimed(['chat.postMessage', 'views.publish']), []);
    assert.equal(await claimed(['conversations.open', 'chat.postMessage']), ['home']);
    assert.equal(await claimed(['conversations.open']), ['post']);
    assert.equal(await claimed(['conversations.open']), []);
    await store.outbox.keepChannel('U2', 'D2');
    assert.equal(await claimed(['conversations.open']), ['direct']);
  });

  test('a gate of conversations.open holds who is not known yet, and no other', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([draft('direct', { dest: 'U2' }), draft('post', { dest: 'C1' })]);
    const until = store.now() + 100 * SECOND;
    await store.outbox.closeGate({ method: 'conversations.open', dest: '*', until });
    const claimed = async () => done(await store.outbox.claim(epoch, randomUUID(), 4)).map(titleOf);
    assert.equal(await claimed(), ['post']);
    await store.outbox.keepChannel('U2', 'D2');
    const [row] = done(await store.outbox.claim(epoch, randomUUID(), 4));
    assert.is(row?.channel, 'D2');
  });
}
