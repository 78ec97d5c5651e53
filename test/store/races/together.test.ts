import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { OutboxRow } from '../../../src/domain/delivery/outbox.ts';
import type { RowResult } from '../../../src/domain/delivery/result.ts';
import { createOutbox } from '../../../src/store/outbox/outbox.ts';
import type { Db } from '../../../src/store/pool/db.ts';
import { databaseSuite } from '../../support/database.ts';
import { done, draft, lead, SECOND, trouble } from '../suite/support.ts';
import { withPostgres } from '../support/suite.ts';

const test = databaseSuite('results at the same moment');

const open = withPostgres(test, 0);

/** The outbox over a database that notes which statements it was given. */
function noted() {
  const { db } = open();
  const names: string[] = [];
  const noting: Db = {
    run: (call, work) => {
      names.push(call.name);
      return db.run(call, work);
    },
    check: () => db.check(),
    status: () => db.status(),
    close: (ms) => db.close(ms),
  };
  return { names, outbox: createOutbox(noting, 0) };
}

async function claimAll(dests: readonly string[]): Promise<readonly OutboxRow[]> {
  const store = open();
  await store.outbox.enqueue(dests.map((dest) => draft(`to ${dest}`, { dest, lane: 1 })));
  return done(await store.outbox.claim(await lead(store), randomUUID(), 10));
}

const sent: RowResult = { type: 'sent', channel: null, ts: '1.1' };

test('are one statement, and each row has its own', async () => {
  const rows = await claimAll(['C1', 'C2', 'C3', 'C4']);
  const { names, outbox } = noted();
  const results: readonly RowResult[] = [
    sent,
    { type: 'dead', failure: trouble },
    { type: 'pending', notBefore: 0, giveBackAttempt: true, failure: trouble },
    { type: 'ambiguous', notBefore: Date.now() + SECOND, failure: trouble },
  ];
  const all = rows.map((row, n) => outbox.record(row, results[n] ?? sent));
  const late = outbox.record({ id: '999999', nonce: randomUUID(), dest: 'C9' }, sent);
  assert.equal(await Promise.all([...all, late]), [true, true, true, true, false]);
  assert.equal(names, ['outbox.record']);
  const states = await Promise.all(
    rows.map(async ({ dest }) => {
      const row = await open().row(`to ${dest}`);
      return [dest, row?.state, row?.attempts, row?.doubts];
    }),
  );
  assert.equal(states, [
    ['C1', 'sent', 1, 0],
    ['C2', 'dead', 1, 0],
    ['C3', 'pending', 0, 0],
    ['C4', 'ambiguous', 1, 1],
  ]);
});

test('two of one conversation are a statement each', async () => {
  const [row] = await claimAll(['C1']);
  if (row === undefined) throw new Error('nothing was claimed');
  const { names, outbox } = noted();
  const doubt: RowResult = { type: 'ambiguous', notBefore: 0, failure: trouble };
  await Promise.all([outbox.record(row, doubt), outbox.record(row, sent)]);
  assert.equal(names, ['outbox.record', 'outbox.record']);
  assert.is((await open().row('to C1'))?.state, 'sent');
});

test('that the database does not take are told to each', async () => {
  const rows = await claimAll(['C1', 'C2']);
  const { outbox } = noted();
  const bad: RowResult = {
    type: 'dead',
    failure: { ...trouble, category: 'x'.repeat(3) as never, reason: 'y', at: 0 },
  };
  const nonsense = { id: 'no number', nonce: rows[1]?.nonce ?? '', dest: 'C2' };
  const ends = await Promise.allSettled([
    outbox.record(rows[0] ?? nonsense, bad),
    outbox.record(nonsense, sent),
  ]);
  assert.equal(
    ends.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.is((await open().row('to C1'))?.state, 'inflight');
});

test.run();
