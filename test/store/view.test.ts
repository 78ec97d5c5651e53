import * as assert from 'uvu/assert';
import type { Db } from '../../src/store/pool/db.ts';
import { createStoreView } from '../../src/store/view.ts';
import { databaseSuite, type TestDatabase, testDatabase } from '../support/database.ts';
import { poolTo } from './support/postgres.ts';

const test = databaseSuite('what operators see of the store');

let database: TestDatabase | null = null;
let db: Db;

const PERSON = 'U0PERSON';

test.before(async () => {
  database = await testDatabase();
  if (database === null) return;
  db = poolTo(database.settings);
  const call = { name: 'test', repeatable: false };
  await db.run(
    call,
    (sql) => sql`
      insert into outbox (dedupe_key, dest, lane, kind, foldable, content, state, created_at,
        failure_category, failure_reason, failure_detail)
      select 'k' || n, case n when 3 then ${PERSON} else 'C0PAPERS' end, 2, 'post', false,
        '{"text":"planted text"}', case n when 1 then 'sent' else 'pending' end, now(),
        'SLACK', 'http_5xx', 'planted detail'
      from generate_series(1, 3) n`,
  );
  await db.run(
    call,
    (sql) => sql`
      insert into slack_gate (method, dest, blocked_until)
      values ('chat.postMessage', '*', now() + interval '1 minute'),
        ('chat.update', '*', now() - interval '1 minute')`,
  );
  await db.run(
    call,
    (sql) => sql`
      insert into destination (dest, state, reason) values
        ('C0GONE', 'suspended', 'is_archived'), ('C0FINE', 'ok', null)`,
  );
  await db.run(
    call,
    (sql) => sql`
      insert into cycle_run (id, kind, started, ended, result, requests, counts)
      select gen_random_uuid(), kind, now() + n * interval '1 second', now(), 'ok', n, '{"added":3}'
      from (values ('poll', 1), ('probe', 2), ('prune', 3)) v(kind, n)`,
  );
});

test.after(async () => {
  await db?.close(1_000);
  await database?.close();
});

test('the newest messages first, with state and failure, without text, people hashed', async () => {
  const rows = await createStoreView(db).outbox(2);
  assert.equal(
    rows.map(({ dest, state, failureCategory, failureReason, attempts }) => [
      /^[0-9a-f]{8}$/.test(dest) ? 'hash' : dest,
      state,
      failureCategory,
      failureReason,
      attempts,
    ]),
    [
      ['hash', 'pending', 'SLACK', 'http_5xx', 0],
      ['C0PAPERS', 'pending', 'SLACK', 'http_5xx', 0],
    ],
  );
  assert.not.match(JSON.stringify(rows), /planted|U0PERSON/);
});

test('what holds messages back: closed gates, suspended conversations, the next of each lane', async () => {
  const { gates, suspended, next } = await createStoreView(db).holds();
  assert.equal(
    gates.map(({ method }) => method),
    ['chat.postMessage'],
  );
  assert.equal(
    suspended.map(({ dest, reason }) => [dest, reason]),
    [['C0GONE', 'is_archived']],
  );
  assert.equal(
    next.map(({ lane }) => lane),
    [2],
  );
  assert.ok(Date.parse(next[0]?.at ?? '') > 0);
});

test('PS29: past polls and cycles, newest first, as cycle_run has them', async () => {
  const cycles = await createStoreView(db).cycles(50);
  assert.equal(
    cycles.map(({ kind, result, requests, counts }) => [kind, result, requests, counts]),
    [
      ['probe', 'ok', 2, { added: 3 }],
      ['poll', 'ok', 1, { added: 3 }],
    ],
  );
});

test('the newest migration, and that nobody leads yet', async () => {
  const { schema, lease } = await createStoreView(db).facts();
  assert.match(schema ?? '', /^\d{4}_\w+$/);
  assert.is(lease, null);
});

test.run();
