import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutboxDraft } from '../../src/domain/delivery/outbox.ts';
import { pruneStore } from '../../src/flows/pruneStore.ts';
import { createMemoryStore } from '../../src/store/memory/memory.ts';

const test = suite('pruneStore');

const DAY = 86_400_000;
const HOUR = 3_600_000;
const never = new AbortController().signal;

/** A store with so many rows that expired long ago, and the run over it; a pause takes its time. */
function world(rows: number, pauseCosts = 100) {
  let now = 1_795_000_000_000;
  const clock = { now: () => now, elapsed: () => now };
  const { outbox, retention, tables } = createMemoryStore(clock);
  const draft = (n: number): OutboxDraft => ({
    dedupeKey: `key-${n}`,
    dest: 'C1',
    lane: 1,
    kind: 'post',
    anchorKey: null,
    threadOf: null,
    foldable: true,
    content: { template: 'note', title: 'x', text: 'y' },
    notBefore: null,
    expiresAt: null,
  });
  const pass = (ms: number) => {
    now += ms;
  };
  const pauses: number[] = [];
  return {
    tables,
    pass,
    pauses,
    async fill() {
      await outbox.enqueue(Array.from({ length: rows }, (_, n) => draft(n)));
      for (const [id, row] of tables.messages)
        tables.messages.set(id, { ...row, state: 'expired' });
      pass(31 * DAY);
    },
    run: (signal = never) =>
      pruneStore(
        {
          retention,
          clock,
          newId: () => `run-${tables.cycles.size}`,
          pause: async (ms) => {
            pauses.push(ms);
            pass(pauseCosts);
          },
        },
        signal,
      ),
  };
}

test('deletes by the thousand and pauses after each', async () => {
  const store = world(2_500);
  await store.fill();
  assert.equal(await store.run(), {
    type: 'pruned',
    counts: { outbox: 2_500 },
    unfinished: false,
    durationMs: 300,
  });
  assert.equal(store.pauses, [100, 100, 100]);
  assert.is(store.tables.messages.size, 0);
  assert.equal(store.tables.cycles.get('run-0')?.result, 'done');
});

test('runs once a day', async () => {
  const store = world(0);
  await store.run();
  assert.equal(await store.run(), { type: 'not_due', dueInMs: DAY });
  store.pass(DAY - 1);
  assert.equal(await store.run(), { type: 'not_due', dueInMs: 1 });
  store.pass(1);
  assert.is((await store.run()).type, 'pruned');
});

test('stops after 50 s and goes on an hour later', async () => {
  const store = world(3_000, 25_000);
  await store.fill();
  const first = await store.run();
  assert.ok(first.type === 'pruned' && first.unfinished);
  assert.equal(first.counts, { outbox: 2_000 });
  assert.equal(await store.run(), { type: 'not_due', dueInMs: HOUR });
  store.pass(HOUR);
  const second = await store.run();
  assert.ok(second.type === 'pruned' && !second.unfinished);
  assert.equal(second.counts, { outbox: 1_000 });
});

test('an aborted run is none: it is due again', async () => {
  const store = world(10);
  await store.fill();
  const why = new Error('asked to stop');
  const ended = store.run(AbortSignal.abort(why));
  assert.is(await ended.catch((thrown: unknown) => thrown), why);
  assert.is((await store.run()).type, 'pruned');
});

test.run();
