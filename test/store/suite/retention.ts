/** What is kept and for how long; processes; people. */

import { randomUUID } from 'node:crypto';
import type { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commitOf } from './batches.ts';
import {
  claim,
  DAY,
  done,
  draft,
  HOUR,
  lead,
  type Open,
  type StoreUnderTest,
  trouble,
} from './support.ts';

async function prune(store: StoreUnderTest): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of store.retention.tables) counts[table] = await store.retention.batch(table);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

export function retentionTests(test: ReturnType<typeof suite>, open: Open): void {
  test('keeps sent rows for 30 days, dead ones for 90, and those that wait for ever', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('sent', { dest: 'C1' }),
      draft('dead', { dest: 'C2' }),
      draft('waits', { dest: 'C3', expiresAt: store.now() + 999 * DAY }),
    ]);
    const rows = await claim(store, epoch, 2);
    for (const row of rows)
      await store.outbox.record(
        row,
        row.dest === 'C1'
          ? { type: 'sent', channel: 'C1', ts: '1.1' }
          : { type: 'dead', failure: trouble },
      );
    await store.pass(30 * DAY - HOUR);
    assert.equal(await prune(store), {});
    await store.pass(2 * HOUR);
    assert.equal(await prune(store), { outbox: 1 });
    assert.is(await store.row('sent'), undefined);
    await store.pass(60 * DAY);
    assert.equal(await prune(store), { outbox: 1 });
    assert.is((await store.row('waits'))?.state, 'pending');
    assert.equal(await store.outbox.enqueue([draft('sent')]), { written: 0 }); // never told again
  });

  test('keeps the last hundred snapshots and the last committed one however old', async () => {
    const store = open();
    const epoch = await lead(store, 'poller');
    const commit = commitOf(0);
    done(await store.papers.commit(epoch, commit));
    const rejected = { entries: 1, papers: 1, frontier: 1, sha256: 'x', bytes: 1, gate: 'shrunk' };
    for (let n = 0; n < 103; n += 1)
      await store.papers.failed(epoch, {
        cycle: randomUUID(),
        startedAt: store.now(),
        requests: 1,
        failure: trouble,
        quarantine: null,
        rejected,
      });
    assert.equal(await prune(store), { snapshots: 3 });
    assert.is(await store.count('snapshots'), 101);
    assert.is((await store.papers.state()).snapshot?.sha256, 'decoded');
  });

  test('drops what nobody committed after an hour', async () => {
    const store = open();
    const part = { kind: 'entries', part: 0, body: '[]' } as const;
    await store.papers.stage(randomUUID(), [part], new AbortController().signal);
    await store.pass(HOUR / 2);
    assert.equal(await prune(store), {});
    await store.pass(HOUR);
    assert.equal(await prune(store), { stage: 1 });
  });

  test('drops gates a day after they opened', async () => {
    const store = open();
    await store.outbox.closeGate({ method: '*', dest: 'C1', until: store.now() + HOUR });
    await store.pass(24 * HOUR);
    assert.equal(await prune(store), {});
    await store.pass(2 * HOUR);
    assert.equal(await prune(store), { slack_gate: 1 });
  });

  test('runs once a day, after an unfinished run again in an hour', async () => {
    const store = open();
    const run = { durationMs: 1_000, counts: { outbox: 2 } } as const;
    assert.is(await store.retention.dueInMs(), 0);
    await store.retention.finished({ ...run, id: randomUUID(), unfinished: true });
    assert.is(Math.round((await store.retention.dueInMs()) / HOUR), 1);
    await store.pass(2 * HOUR);
    assert.is(await store.retention.dueInMs(), 0);
    await store.retention.finished({ ...run, id: randomUUID(), unfinished: false });
    assert.is(Math.round((await store.retention.dueInMs()) / HOUR), 24);
    assert.is(await store.count('cycle_run'), 2);
  });

  test('a process is written once and ends once', async () => {
    const store = open();
    const run = { instance: randomUUID(), holder: 'h', version: '0.1.0' };
    await store.runs.started(run);
    await store.runs.started(run);
    await store.runs.ended(run.instance, 0, null);
    await store.runs.ended(run.instance, 3, 'gave up');
    await store.pass(399 * DAY);
    assert.equal(await prune(store), {});
    await store.pass(2 * DAY);
    assert.equal(await prune(store), { process_run: 1 });
  });

  test('the store tells the time by its own clock', async () => {
    const store = open();
    const first = await store.runs.now();
    assert.ok(first > Date.UTC(2020, 0, 1));
    assert.ok((await store.runs.now()) >= first);
  });

  test('the life before is the latest of the same machine, whatever its process id', async () => {
    const store = open();
    const [first, second, other, now] = ['m:1', 'm:22', 'n:1', 'm:333'].map((holder) => ({
      instance: randomUUID(),
      holder,
      version: '0.1.0',
    }));
    assert.ok(first && second && other && now);
    assert.is(await store.runs.previous(now), null);
    for (const run of [first, second, other, now]) {
      await store.runs.started(run);
      await store.pass(1_000);
    }
    await store.runs.ended(first.instance, 0, null);
    assert.equal(await store.runs.previous(now), { instance: second.instance, exitCode: null });
    await store.runs.ended(second.instance, 3, 'gave up');
    assert.equal(await store.runs.previous(now), { instance: second.instance, exitCode: 3 });
  });

  test('a person who asks to be forgotten leaves no row', async () => {
    const store = open();
    const epoch = await lead(store);
    await store.outbox.enqueue([
      draft('dm:U1:1', { dest: 'U1', anchorKey: 'U1:a' }),
      draft('other', { dest: 'U2' }),
      draft('seen by U1 alone', { dest: 'C1', kind: 'ephemeral', user: 'U1' }),
    ]);
    const [row] = (await claim(store, epoch)).filter(({ dest }) => dest === 'U1');
    if (row === undefined) throw new Error('no row');
    await store.outbox.record(row, { type: 'sent', channel: 'D1', ts: '1.1' });
    await store.people.forget('U1');
    await store.people.forget('U1');
    assert.is(await store.row('dm:U1:1'), undefined);
    assert.is(await store.row('seen by U1 alone'), undefined);
    assert.is(await store.count('outbox'), 1);
    assert.is(await store.count('announced'), 1);
    assert.is((await store.outbox.measure()).destinations, 1);
  });
}
