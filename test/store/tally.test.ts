import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { done, draft, lead, trouble } from './suite/support.ts';
import { withPostgres } from './support/suite.ts';

const test = databaseSuite('counting rows where they are written');

const open = withPostgres(test, 0);

/** What the table holds, row by row, beside what is measured. */
async function both() {
  const { db, outbox } = open();
  const [counted] = await db.run(
    { name: 'test', repeatable: true },
    (sql) => sql<{ depth: number; parked: number; dead: number; ambiguous: number }>`
      select count(*) filter (where state in ('pending', 'inflight', 'ambiguous'))::int as depth,
        count(*) filter (where state = 'parked')::int as parked,
        count(*) filter (where state = 'dead')::int as dead,
        count(*) filter (where state = 'ambiguous')::int as ambiguous
      from outbox`,
  );
  const { depth, parked, dead, ambiguous, enqueued } = await outbox.measure();
  const ever = Object.values(enqueued).reduce((sum, one) => sum + one, 0);
  return [{ ...counted }, { depth, parked, dead, ambiguous }, ever] as const;
}

test('whatever moves rows, and whoever measures at once, the sums are those of the table', async () => {
  const { outbox, people, deadLetters, db } = open();
  const epoch = await lead(open());
  const results = [
    { type: 'sent', channel: null, ts: '1.1' },
    { type: 'dead', failure: trouble },
    { type: 'parked', failure: trouble },
    { type: 'ambiguous', notBefore: Date.now(), failure: trouble },
    { type: 'pending', notBefore: Date.now(), giveBackAttempt: true, failure: trouble },
  ] as const;
  for (let round = 0; round < 30; round++) {
    const rows = Array.from({ length: 12 }, (_, n) =>
      draft(`${round}.${n}`, {
        dest: n === 11 ? `U${round}` : `C${n}`,
        lane: (n % 4) as 0 | 1 | 2 | 3,
      }),
    );
    await Promise.all([outbox.enqueue(rows.slice(0, 6)), outbox.enqueue(rows.slice(6))]);
    const claimed = done(await outbox.claim(epoch, randomUUID(), 5));
    await Promise.all(
      claimed.map((row, n) => outbox.record(row, results[(round + n) % 5] ?? results[0])),
    );
    if (round % 7 === 0) await outbox.suspend(`C${round % 11}`, 'is_archived');
    if (round % 9 === 0) await outbox.resume(`C${(round + 2) % 11}`);
    if (round % 10 === 0) await people.forget(`U${round}`);
    if (round % 8 === 0) await deadLetters.replay('all');
    await outbox.sweep(epoch);
    await Promise.all([outbox.measure(), outbox.measure()]);
    const [table, sums, ever] = await both();
    assert.equal(sums, table, `round ${round}`);
    assert.is(ever, 12 * (round + 1), 'nothing takes away from what was ever written');
  }
  const [lines] = await db.run(
    { name: 'test', repeatable: true },
    (sql) => sql<{ n: number }>`select count(*)::int as n from outbox_tally`,
  );
  assert.ok((lines?.n ?? 0) <= 160, `${lines?.n} lines are kept`);
});

test.run();
