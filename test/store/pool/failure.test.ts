import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../../src/domain/health/failure.ts';
import type { Db, Sql } from '../../../src/store/pool/db.ts';
import { DialError, failureOf, isRepeated } from '../../../src/store/pool/failure.ts';
import { hasServer, TestServer } from './server.ts';
import { failureFrom, once, openPool, outcome, twice } from './support.ts';

const test = suite('store/pool/failure');

/** Reason, whether it is repeated, and the codes that mean it. */
const table: readonly (readonly [string, boolean, string])[] = [
  ['refused', true, 'ECONNREFUSED ENOENT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ETIMEDOUT'],
  ['refused', true, 'CONNECT_TIMEOUT EARLY_CLOSE NO_TLS 57P03 53300 08001 08004'],
  ['lost', true, 'ECONNRESET EPIPE CONNECTION_CLOSED CONNECTION_ENDED CONNECTION_DESTROYED'],
  ['lost', true, '57P01 57P02 57P05 08000 08003 08006'],
  ['statement_timeout', false, '57014 55P03 25P03 25P04'],
  ['serialization', true, '40001 40P01'],
  ['read_only', true, '25006'],
  ['auth', false, '28000 28P01 3D000 42501 ERR_TLS_CERT_ALTNAME_INVALID CERT_HAS_EXPIRED'],
  ['auth', false, 'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN'],
  ['protocol', true, '26000 42P05 08P01'],
  ['constraint', false, '23502 23503 23505 23514'],
  ['disk_full', false, '53100'],
  ['server', false, '53000 53200 54000 55000 58030 XX000 XX001'],
  ['bug', false, '21000 22P02 22P05 42601 42P01 UNDEFINED_VALUE MAX_PARAMETERS_EXCEEDED'],
];

const failing = (code: string): Failure =>
  failureOf(Object.assign(new Error('words'), { code, severity: 'ERROR' }), 'some.statement');

for (const [reason, repeated, codes] of table)
  test(`${codes} is ${reason}, ${repeated ? 'repeated' : 'not repeated'}`, () => {
    for (const code of codes.split(' ')) {
      const failure = failing(code);
      assert.equal(
        [failure.category, failure.reason, failure.operation, failure.details],
        [reason === 'bug' ? 'UNKNOWN' : 'DB', reason, 'some.statement', { code }],
      );
      assert.is(isRepeated(failure), repeated, code);
    }
  });

test('whatever ended a dial, nothing was executed: refused, but a bad certificate is auth', () => {
  for (const code of ['ECONNRESET', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'CONNECTION_ENDED'])
    assert.is(failureOf(new DialError(code), 'x').reason, 'refused', code);
  assert.is(failureOf(new DialError('CERT_HAS_EXPIRED'), 'x').reason, 'auth');
});

test('a failure passes as it is', () => {
  const failure = failing('23505');
  assert.is(failureOf(failure, 'another'), failure);
});

test('of a long message 200 characters stay, and host and port of none', () => {
  const long = Object.assign(new Error('y'.repeat(300)), { code: '23505', severity: 'ERROR' });
  assert.is(failureOf(long, 'x').message, 'y'.repeat(200));
  const closed = Object.assign(new Error('write CONNECTION_CLOSED db.example.org:5432'), {
    code: 'CONNECTION_CLOSED',
  });
  assert.is(
    failureOf(closed, 'x').message,
    'the connection to the database broke: CONNECTION_CLOSED',
  );
});

test('a statement that the pooler lost says what to set', () => {
  assert.match(failing('26000').message, 'behind a transaction pooler set DATABASE_PREPARE=off');
});

if (hasServer) {
  let server: TestServer;
  let db: Db;

  test.before(async () => {
    server = await TestServer.begin(['-c', 'max_connections=12']);
    db = openPool(server.settings, { lockMs: 200, max: 4 }).db;
    await db.run(
      once,
      (sql) => sql`create table t (k int primary key, v int not null check (v > 0))`,
    );
    await db.run(once, (sql) => sql`insert into t values (1, 1), (2, 1)`);
    await db.run(once, (sql) => sql`create role nobody_much login`);
  });

  test.after(async () => {
    await db.close(0);
    await server.end();
  });

  const made: readonly (readonly [string, string, (sql: Sql) => PromiseLike<unknown>])[] = [
    ['a key twice', 'constraint 23505', (sql) => sql`insert into t values (1, 1)`],
    ['null where none may be', 'constraint 23502', (sql) => sql`insert into t values (3, null)`],
    ['a check', 'constraint 23514', (sql) => sql`insert into t values (3, 0)`],
    ['a syntax error', 'bug 42601', (sql) => sql`selec 1`],
    ['no such table', 'bug 42P01', (sql) => sql`select 1 from nowhere`],
    ['text that is no number', 'bug 22P02', (sql) => sql`select ${'x'}::text::int`],
    [
      'one row twice',
      'bug 21000',
      (sql) => sql`insert into t values (9, 1), (9, 2) on conflict (k) do update set v = 1`,
    ],
  ];

  for (const [what, expected, work] of made)
    test(`${what}, from a real server: ${expected}`, async () => {
      const failure = await failureFrom(db.run(twice, work));
      assert.is(`${failure.reason} ${failure.details['code']}`, expected);
      assert.is(await outcome(db.run(once, (sql) => sql`select 1`)), 'good');
    });

  test('a lock that takes too long is statement_timeout', async () => {
    const holder = db.run(
      once,
      (sql) =>
        sql`with u as (update t set v = 2 where k = 2 returning 1) select pg_sleep(0.6) from u`,
    );
    await sleep(50);
    const failure = await failureFrom(db.run(twice, (sql) => sql`update t set v = 3 where k = 2`));
    assert.equal([failure.reason, failure.details['code']], ['statement_timeout', '55P03']);
    await holder;
  });

  test('two statements that wait for each other: one is chosen, repeated, and both are done', async () => {
    await db.run(
      once,
      (sql) => sql`create function slow_update(a int, b int) returns void language plpgsql as
      $$ begin update t set v = v where k = a; perform pg_sleep(0.15); update t set v = v where k = b; end $$`,
    );
    const { db: patient } = openPool(server.settings, { max: 2 });
    const one = patient.run(twice, (sql) => sql`select slow_update(1, 2)`);
    const two = patient.run(twice, (sql) => sql`select slow_update(2, 1)`);
    assert.equal([await outcome(one), await outcome(two)], ['good', 'good']);
    const { repeats, lastError } = patient.status();
    assert.equal([repeats, lastError?.code], [1, '40P01']);
    await patient.close(0);
  });

  test('a server that has become read-only: the pool is recycled and the call repeated', async () => {
    const { db: other, recycled } = openPool(server.settings, { max: 2 });
    await db.run(
      once,
      (sql) => sql`alter database postgres set default_transaction_read_only = on`,
    );
    const failure = await failureFrom(other.run(twice, (sql) => sql`insert into t values (5, 1)`));
    assert.equal([failure.reason, failure.details['code']], ['read_only', '25006']);
    assert.equal(recycled, ['read_only', 'read_only']);
    assert.is(other.status().repeats, 1);
    await db.run(once, (sql) => sql`alter database postgres reset default_transaction_read_only`);
    assert.is(await outcome(other.run(twice, (sql) => sql`insert into t values (5, 1)`)), 'good');
    await other.close(0);
  });

  test('no such database, and no right to a table: auth, not repeated', async () => {
    for (const differs of [
      { database: 'nowhere' },
      { user: 'stranger' },
      { user: 'nobody_much' },
    ]) {
      const { db: other } = openPool({ ...server.settings, ...differs });
      assert.is(await outcome(other.run(twice, (sql) => sql`select v from t`)), 'auth');
      assert.is(other.status().repeats, 0);
      await other.close(0);
    }
  });

  test('more connections than the server has: refused, and repeated', async () => {
    const { db: greedy } = openPool({ ...server.settings, user: 'nobody_much' }, { max: 30 });
    const all = Array.from({ length: 30 }, () =>
      outcome(greedy.run(twice, (sql) => sql`select pg_sleep(0.5)`)),
    );
    const reasons = new Set(await Promise.all(all));
    assert.equal([...reasons].sort(), ['good', 'refused']);
    assert.is(greedy.status().lastError?.code, '53300');
    assert.ok(greedy.status().repeats > 0);
    await greedy.close(0);
  });
}

test.run();
