import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { noFilters, type WatchDraft } from '../../../src/domain/papers/match/watch.ts';
import { createOutbox } from '../../../src/store/outbox/outbox.ts';
import { createPeople } from '../../../src/store/people/people.ts';
import type { Sql, Statement } from '../../../src/store/pool/db.ts';
import { databaseSuite } from '../../support/database.ts';
import { draft } from '../suite/support.ts';
import { poolTo } from '../support/postgres.ts';
import { withPostgres } from '../support/suite.ts';

const test = databaseSuite('people who do two things at once');

const open = withPostgres(test, 0);

/** Runs a statement that holds what it wrote for a while, and does the rest meanwhile. */
async function during(slow: (sql: Sql) => Statement<object>, meanwhile: () => Promise<unknown>) {
  const { db } = open();
  const held = db.run({ name: 'test', repeatable: false }, slow);
  await sleep(150);
  await meanwhile();
  await held;
}

const ada = { slackId: 'U1', kind: 'user' } as const;
const author = (value: string): WatchDraft => ({
  kind: 'author',
  value,
  filters: noFilters,
  delivery: null,
});

test('two watches that are added at the same moment to 49 make 50, not 51', async () => {
  const { people, settings } = open();
  const others = [poolTo(settings), poolTo(settings)];
  for (let n = 0; n < 49; n++) await people.watch(ada, author(`name${n}`));
  const added: string[] = [];
  await during(
    (sql) => sql`
      with r as (update recipients set slack_id = slack_id returning pg_sleep(0.4))
      select count(*) from r`,
    () =>
      Promise.all(
        others.map(async (db, n) => {
          added.push((await createPeople(db).watch(ada, author(`late${n}`))).type);
        }),
      ),
  );
  assert.equal(added.toSorted(), ['added', 'full']);
  assert.is((await people.watches('U1')).length, 50);
  await Promise.all(others.map((db) => db.close(100)));
});

test('a result that comes while somebody is being forgotten leaves nothing of them', async () => {
  const { outbox, settings } = open();
  const other = poolTo(settings);
  await outbox.enqueue([draft('a', { dest: 'U1' })]);
  const gate = { method: 'chat.postMessage', dest: 'U1', until: Date.now() + 60_000 };
  await during(
    (sql) => sql`
      with d as (delete from destination where dest = 'U1' returning pg_sleep(0.4))
      select count(*) from d`,
    () => createOutbox(other).closeGate(gate),
  );
  assert.equal(await outbox.gates(), []);
  await other.close(100);
});

test('forgetting waits for a result that is being written, and takes it away', async () => {
  const { outbox, settings } = open();
  const other = poolTo(settings);
  await outbox.enqueue([draft('a', { dest: 'U1' })]);
  await during(
    (sql) => sql`
      with known as materialized (
        select 1 from destination where dest = 'U1' for key share
      ),
      gate as (
        insert into slack_gate (method, dest, blocked_until)
        select 'chat.postMessage', 'U1', now() + interval '1 minute' from known returning 1
      )
      select pg_sleep(0.4) from gate`,
    () => createPeople(other).forget('U1'),
  );
  assert.equal(await outbox.gates(), []);
  await other.close(100);
});

test.run();
