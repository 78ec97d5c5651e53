/** Turns of the poller that are fenced, bring nothing new, or fail. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { entry, newPaper, partsOf, poll } from './batches.ts';
import { DAY, done, draft, lead, type Open, trouble } from './support.ts';

export function turnTests(test: ReturnType<typeof suite>, open: Open): void {
  test('a stale epoch writes no row in any table', async () => {
    const store = open();
    const old = await lead(store, 'poller');
    await lead(store, 'poller');
    const batch = {
      entries: [entry('P1R0')],
      events: [newPaper('P1R0', 0)],
      messages: [draft('m')],
    };
    assert.equal(await poll(store, old, batch), { type: 'fenced' });
    const turn = { cycle: randomUUID(), startedAt: store.now(), requests: 1 };
    assert.equal(await store.papers.unchanged(old, { ...turn, result: 'unchanged' }), {
      type: 'fenced',
    });
    const rejected = null;
    const bad = { ...turn, failure: trouble, quarantine: null, rejected };
    assert.equal(await store.papers.failed(old, bad), { type: 'fenced' });
    for (const table of [
      'entries',
      'events',
      'snapshots',
      'cycle_run',
      'outbox',
      'announced',
    ] as const)
      assert.is(await store.count(table), 0, table);
    assert.is((await store.papers.state()).lastAttemptAt, null);
  });

  test('an unchanged poll is a success that moves no content', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { entries: [entry('P1R0')] });
    const before = await store.papers.state();
    await store.pass(DAY);
    const turn = { cycle: randomUUID(), startedAt: store.now(), requests: 1 };
    done(await store.papers.unchanged(epoch, { ...turn, result: 'not_modified' }));
    const after = await store.papers.state();
    assert.equal(after.snapshot, before.snapshot);
    assert.ok((after.lastSuccessAt ?? 0) - (after.lastChangeAt ?? 0) >= DAY);
    assert.is(await store.count('snapshots'), 1);
    assert.is(await store.count('cycle_run'), 2);
  });

  test('a committed body without news is no change of content', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, {}, { changed: false, result: 'unchanged' });
    const { lastSuccessAt, lastChangeAt } = await store.papers.state();
    assert.ok(lastSuccessAt !== null);
    assert.is(lastChangeAt, null);
  });

  test('failures count up, each turn once, until a poll succeeds', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const quarantine = { gate: 'shrunk', polls: [{ at: 1, entries: 12 }] } as const;
    const size = { entries: 12, papers: 3, frontier: 9, sha256: 'x', bytes: 5, gate: 'shrunk' };
    const turn = (cycle: string) => ({
      cycle,
      startedAt: store.now(),
      requests: 3,
      failure: trouble,
    });
    const first = { ...turn(randomUUID()), quarantine, rejected: size };
    for (const _ of [1, 2])
      assert.equal(done(await store.papers.failed(epoch, first)), { consecutiveFailures: 1 });
    const second = { ...turn(randomUUID()), quarantine, rejected: null };
    assert.equal(done(await store.papers.failed(epoch, second)), { consecutiveFailures: 2 });
    const { snapshot, ...state } = await store.papers.state();
    assert.is(snapshot, null); // only committed ones count
    assert.equal([state.quarantine, state.consecutiveFailures], [quarantine, 2]);
    assert.is(await store.count('snapshots'), 1);
    await poll(store, epoch, { entries: [entry('P1R0')] });
    const after = await store.papers.state();
    assert.equal([after.quarantine, after.consecutiveFailures], [null, 0]);
  });

  test('an aborted staging stops', async () => {
    const store = open();
    const why = new Error('asked to stop');
    const parts = partsOf({ entries: [entry('P1R0')] });
    const staged = store.papers.stage(randomUUID(), parts, AbortSignal.abort(why));
    assert.is(await staged.catch((thrown: unknown) => thrown), why);
    assert.is(await store.count('stage'), 0);
  });
}
