/** Probing: what is kept of URLs, drafts and cycles. */

import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyMemory } from '../../../../src/domain/papers/probe/cycle/memory.ts';
import { readProbe } from '../../../../src/domain/papers/probe/plan/rows.ts';
import { entry, newPaper, partsOf, poll } from '../batches.ts';
import { claimed, DAY, done, draft, HOUR, lead, MINUTE, type Open, trouble } from '../support.ts';
import { endOf, facts, file, found, markOf, row, url } from './rows.ts';

export function cycleTests(test: ReturnType<typeof suite>, open: Open): void {
  const rows = async () =>
    (await open().drafts.inputs()).rows.flatMap((page) => page.split('\n').map(readProbe));

  test('a cycle is written down before it asks, and known as interrupted until it ends', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const mark = markOf({ rows: [row('D4349R0.pdf', { dueSince: 1 })] });
    assert.equal(await store.drafts.mark(epoch, mark), { type: 'done', value: null });
    const asked = row('D4349R0.pdf', { lastAsked: 1 });
    await store.drafts.mark(epoch, { ...mark, requests: 60, rows: [asked] });
    const state = await store.drafts.state();
    assert.equal([state.cycle, state.interrupted, state.sentLastDay], [1, true, 60]);
    assert.ok(state.sinceLastMs !== null && Math.abs(state.sinceLastMs) < MINUTE);
    assert.equal(await rows(), [asked]);
    done(await store.drafts.commit(epoch, endOf(mark)));
    const after = await store.drafts.state();
    assert.equal(
      [after.interrupted, after.sentLastDay, after.lastSuccessAt !== null],
      [false, 12, true],
    );
    const last = after.last ?? { cycle: 0, result: '', hits: 0, hitRate: 0 };
    assert.equal([last.cycle, last.result, last.hits, last.hitRate], [1, 'OK', 1, 0.1]);
  });

  test('a boost is kept before the first cycle, through cycles, and replaced by the next', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const until = Date.UTC(2026, 11, 1, 12);
    await store.drafts.boost(until);
    const { cycle, boostUntil, sinceLastMs } = await store.drafts.state();
    assert.equal([cycle, boostUntil, sinceLastMs], [0, until, null]);
    const mark = markOf({ rows: [row('D4349R0.pdf')] });
    await store.drafts.mark(epoch, mark);
    done(await store.drafts.commit(epoch, endOf(mark)));
    assert.is((await store.drafts.state()).boostUntil, until);
    await store.drafts.boost(until + DAY);
    assert.is((await store.drafts.state()).boostUntil, until + DAY);
  });

  test('a look that found nothing is remembered, whatever comes later', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const mark = markOf({ rows: [row('D4349R0.pdf'), row('D4349R0.html')] });
    await store.drafts.mark(epoch, mark);
    const missed = row('D4349R0.pdf', { lastAsked: 1, lastStatus: 404 });
    const failed = row('D4349R0.html', { lastAsked: 1, dueSince: 1 });
    await store.drafts.commit(epoch, endOf(mark, { rows: [missed, failed] }));
    const later = { lastAsked: 5, lastStatus: 200, class: 're-check', period: 12 };
    await store.drafts.mark(epoch, markOf({ cycle: 5, rows: [row('D4349R0.pdf', later)] }));
    const byUrl = new Map((await rows()).map((one) => [one.url, one]));
    assert.equal(byUrl.get(url('D4349R0.pdf')), { ...missed, ...later, missed: true });
    assert.equal(byUrl.get(url('D4349R0.html')), failed);
  });

  test('what was sent counts for 24 hours, also by a cycle that was interrupted', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    await store.drafts.mark(epoch, markOf({ requests: 700 }));
    await store.pass(DAY - HOUR);
    const mark = markOf({ cycle: 2, requests: 5 });
    await store.drafts.mark(epoch, mark);
    assert.is((await store.drafts.state()).sentLastDay, 705);
    await store.pass(2 * HOUR);
    assert.is((await store.drafts.state()).sentLastDay, 5);
  });

  test('a cycle commits drafts, files, events, messages and state at once', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const mark = markOf();
    await store.drafts.mark(epoch, mark);
    const memory = { ...emptyMemory, canaries: [url('P0001R0.pdf')], notBefore: 7 };
    const event = {
      ...newPaper('D4349R0', 0),
      kind: 'draft.found',
      dedupe: 'draft:4349R0',
    } as const;
    const end = endOf(mark, {
      rate: 0.5,
      memory,
      drafts: [{ ...found, changed: true }],
      files: [file('D4349R0.pdf'), file('D4349R0.html', { etag: null, length: null, title: null })],
      parts: partsOf({ events: [event], messages: [draft('one \\u0000 "quoted"')] }),
    });
    assert.equal(done(await store.drafts.commit(epoch, end)), { events: 1, messages: 1 });
    assert.equal(done(await store.drafts.commit(epoch, end)), { events: 1, messages: 1 }, 'again');
    assert.equal(await store.events(), ['draft:4349R0']);
    assert.equal(await store.drafts.told(['draft:1R0', 'draft:4349R0']), ['draft:4349R0']);
    assert.equal(await store.drafts.told([]), []);
    assert.is(await store.count('outbox'), 1);
    const { rate, memory: kept } = await store.drafts.state();
    assert.equal([rate, kept], [0.5, memory]);
    const known = await store.drafts.inputs();
    const [{ firstSeenAt = 0, lastChangeAt = 0, ...first } = {}] = known.drafts;
    assert.equal(first, found);
    assert.is(firstSeenAt, lastChangeAt);
    assert.ok(Math.abs(firstSeenAt - store.now()) < MINUTE);
    assert.equal(
      known.files.map(({ firstSeenAt: _, ...one }) => one),
      [file('D4349R0.html', { etag: null, length: null, title: null }), file('D4349R0.pdf')],
    );
    assert.equal(await claimed(store, await lead(store)), ['one \\u0000 "quoted"']);
  });

  test('a draft keeps when it was found; only what changed moves its last change', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const write = (cycle: number, changed: boolean) =>
      store.drafts.commit(
        epoch,
        endOf(markOf({ cycle }), { drafts: [{ ...found, changed }], files: [file('D4349R0.pdf')] }),
      );
    const moments = async () => (await store.drafts.inputs()).drafts[0];
    await write(1, true);
    const before = await moments();
    await write(2, false);
    assert.equal(await moments(), before);
  });

  test('a failed cycle counts, moves no success and keeps what it verified', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const bad = { ...facts, result: 'FAILED' } as const;
    for (const cycle of [1, 2])
      await store.drafts.commit(epoch, endOf(markOf({ cycle }), { facts: bad, failure: trouble }));
    const state = await store.drafts.state();
    assert.equal([state.consecutiveFailures, state.lastSuccessAt], [2, null]);
    await store.drafts.commit(epoch, endOf(markOf({ cycle: 3 })));
    assert.is((await store.drafts.state()).consecutiveFailures, 0);
  });

  test('papers 11.18: a draft whose paper appears is published, and stays so', async () => {
    const store = open();
    const epoch = await lead(store, 'prober');
    const write = (cycle: number) =>
      store.drafts.commit(
        epoch,
        endOf(markOf({ cycle }), {
          drafts: [
            { ...found, changed: true },
            { ...found, revision: 1, changed: true },
          ],
        }),
      );
    await write(1);
    await poll(store, await lead(store, 'poller'), { entries: [entry('P4349R0')] });
    const states = async () => (await store.drafts.inputs()).drafts.map(({ state }) => state);
    assert.equal(await states(), ['published', 'found']);
    const left = await store.papers.drafts();
    assert.equal(
      left.map(({ number, revision }) => `${number}R${revision}`),
      ['4349R1'],
    );
    assert.ok(Math.abs((left[0]?.foundAt ?? 0) - store.now()) < MINUTE);
    await write(2);
    assert.equal(await states(), ['published', 'found']);
  });

  test('behind a newer incarnation nothing of a cycle is written', async () => {
    const store = open();
    const old = await lead(store, 'prober');
    await lead(store, 'prober');
    const mark = markOf({ rows: [row('D4349R0.pdf')] });
    assert.equal(await store.drafts.mark(old, mark), { type: 'fenced' });
    const end = endOf(mark, {
      drafts: [{ ...found, changed: true }],
      files: [file('D4349R0.pdf')],
      parts: partsOf({ events: [newPaper('P1R0', 0)], messages: [draft('one')] }),
    });
    assert.equal(await store.drafts.commit(old, end), { type: 'fenced' });
    const { drafts, files } = await store.drafts.inputs();
    assert.equal([drafts, files, await rows()], [[], [], []]);
    assert.equal([await store.count('events'), await store.count('outbox')], [0, 0]);
    assert.is((await store.drafts.state()).cycle, 0);
  });
}
