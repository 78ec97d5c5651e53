/** Polls: what they commit, once and whole. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { commitOf, entry, never, newPaper, partsOf, poll } from './batches.ts';
import { claimed, done, draft, lead, MINUTE, type Open } from './support.ts';

export function paperTests(test: ReturnType<typeof suite>, open: Open): void {
  test('knows nothing before the first poll', async () => {
    const store = open();
    assert.equal(await store.papers.state(), {
      lastAttemptAt: null,
      lastSuccessAt: null,
      lastChangeAt: null,
      consecutiveFailures: 0,
      quarantine: null,
      snapshot: null,
    });
    assert.equal(await store.papers.known(), []);
    assert.equal(await store.papers.rows(['P1R0']), []);
  });

  test('a poll commits entries, events, messages, snapshot and state at once', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const batch = {
      entries: [entry('P2R0'), entry('P1R0')],
      events: [newPaper('P1R0', 0), newPaper('P2R0', 1)],
      messages: [draft('one', { anchorKey: 'A' }), draft('two', { threadOf: 'A' }), draft('one')],
    };
    assert.equal(done(await poll(store, epoch, batch)), { events: 2, messages: 2 });
    assert.equal(await store.papers.known(), ['P1R0 hash-of-P1R0\nP2R0 hash-of-P2R0']);
    assert.equal(await store.events(), ['new:P1R0', 'new:P2R0']);
    const { lastAttemptAt, lastSuccessAt, lastChangeAt, ...state } = await store.papers.state();
    for (const at of [lastAttemptAt, lastSuccessAt, lastChangeAt])
      assert.ok(Number.isInteger(at) && Math.abs((at ?? 0) - store.now()) < MINUTE);
    assert.equal(state, {
      consecutiveFailures: 0,
      quarantine: null,
      snapshot: {
        etag: '"v1"',
        lastModified: null,
        sha256: 'decoded',
        sentSha256: 'sent',
        entries: 2,
        papers: 2,
        frontier: 4_348,
      },
    });
    assert.is(await store.count('stage'), 0);
    assert.is(await store.count('cycle_run'), 1);
    assert.equal(await claimed(store, await lead(store)), ['one']);
  });

  test('events and messages keep their order through several parts', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const keys = Array.from({ length: 25 }, (_, n) => `P${100 - n}R0`);
    await poll(
      store,
      epoch,
      { events: keys.map(newPaper), messages: keys.map((key) => draft(key)) },
      {},
      7,
    );
    assert.equal(
      await store.events(),
      keys.map((key) => `new:${key}`),
    );
    const queue = await lead(store);
    assert.equal(await claimed(store, queue), ['P100R0']);
  });

  test('hands out stored rows as they were staged, without the raw value', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const one = entry('P1R0', { title: null, groups: ['SG1', 'LEWG'], revision: null });
    await poll(store, epoch, { entries: [one, entry('P2R0')] });
    const pages = await store.papers.rows(['P9R9', 'P1R0']);
    const { raw: _, ...stored } = one;
    assert.equal(
      pages.map((page) => JSON.parse(page)),
      [[{ ...stored, missing: false }]],
    );
  });

  test('writes an entry again only when its hash differs, and keeps that it was seeded', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { entries: [entry('P1R0', { seeded: true })] });
    await poll(store, epoch, { entries: [entry('P1R0', { title: 'unread' })] });
    const titles = async () => JSON.parse((await store.papers.rows(['P1R0']))[0] ?? '[]')[0];
    await poll(store, epoch, { entries: [entry('P1R0', { title: 'New', hash: 'other' })] });
    const { title, seeded, hash } = await titles();
    assert.equal({ title, seeded, hash }, { title: 'New', seeded: true, hash: 'other' });
  });

  test('marks entries as missing and lets them come back, marked or written', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { entries: ['P1R0', 'P2R0', 'P3R0'].map((key) => entry(key)) });
    const mark = (key: string, missing: boolean) => ({ key, missing });
    await poll(store, epoch, {
      missing: [mark('P1R0', true), mark('P2R0', true), mark('X', true)],
    });
    assert.equal(await store.papers.known(), [
      'P1R0 -hash-of-P1R0\nP2R0 -hash-of-P2R0\nP3R0 hash-of-P3R0',
    ]);
    await poll(store, epoch, {
      entries: [entry('P2R0')],
      missing: [mark('P1R0', false), mark('P2R0', false)],
    });
    assert.equal(await store.papers.known(), [
      'P1R0 hash-of-P1R0\nP2R0 hash-of-P2R0\nP3R0 hash-of-P3R0',
    ]);
  });

  test('an event that was told once is left out for ever', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    await poll(store, epoch, { events: [newPaper('P1R0', 0)] });
    const batch = { events: [newPaper('P2R0', 0), newPaper('P1R0', 1)] };
    assert.equal(done(await poll(store, epoch, batch)), { events: 1, messages: 0 });
    assert.equal(await store.events(), ['new:P1R0', 'new:P2R0']);
  });

  test('the same batch again answers as before and writes nothing', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const parts = partsOf({
      entries: [entry('P1R0')],
      events: [newPaper('P1R0', 0)],
      messages: [draft('m')],
    });
    const commit = commitOf(parts.length);
    await store.papers.stage(commit.cycle, parts, never);
    await store.papers.stage(commit.cycle, parts, never);
    const first = done(await store.papers.commit(epoch, commit));
    assert.equal(first, { events: 1, messages: 1 });
    assert.equal(done(await store.papers.commit(epoch, commit)), first);
    await store.papers.stage(commit.cycle, parts, never); // its answer was lost, all is said again
    assert.equal(done(await store.papers.commit(epoch, commit)), first);
    for (const table of ['entries', 'events', 'snapshots', 'cycle_run', 'outbox'] as const)
      assert.is(await store.count(table), 1, table);
  });

  test('a batch of which a part is missing writes nothing', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const parts = partsOf({ entries: [entry('P1R0')], events: [newPaper('P1R0', 0)] });
    const commit = commitOf(parts.length);
    await store.papers.stage(commit.cycle, parts.slice(1), never);
    const failure = await store.papers.commit(epoch, commit).catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof Failure && failure.category === 'DB' && failure.reason === 'lost');
    for (const table of ['entries', 'events', 'snapshots', 'cycle_run'] as const)
      assert.is(await store.count(table), 0, table);
    await store.papers.stage(commit.cycle, parts, never);
    assert.equal(done(await store.papers.commit(epoch, commit)), { events: 1, messages: 0 });
  });
}
