import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDatabaseUrl } from '../../../src/config/database.ts';
import {
  checkServer,
  openPools,
  type ServerFacts,
  serverSettings,
  unsuitable,
} from '../../../src/store/connect.ts';
import { hasServer, TestServer } from './server.ts';
import { clock, failureFrom, once, openPool } from './support.ts';

const test = suite('store/connect');

const good: ServerFacts = {
  version: 140_000,
  isolation: 'read committed',
  encoding: 'UTF8',
  inRecovery: false,
  readOnly: false,
  mayCreate: true,
};

test('PostgreSQL 14 with what we need will do', () => {
  assert.is(unsuitable(good), null);
});

const bad: readonly (readonly [string, Partial<ServerFacts>, string])[] = [
  [
    'version 13',
    { version: 130_022 },
    'The database is PostgreSQL 13: use PostgreSQL 14 or newer.',
  ],
  ['version 9.6', { version: 90_624 }, 'The database is PostgreSQL 9: use PostgreSQL 14 or newer.'],
  ['a standby', { inRecovery: true, readOnly: true }, 'set DATABASE_URL to the primary server'],
  ['another encoding', { encoding: 'SQL_ASCII' }, 'create one with encoding UTF8'],
];

for (const [what, differs, says] of bad)
  test(`${what} will not do, and one sentence says what to do`, () => {
    const sentence = unsuitable({ ...good, ...differs }) ?? '';
    assert.match(sentence, says);
    assert.match(sentence, /^[^.]*\.$|^The database is PostgreSQL/);
  });

test('what the configuration reads is what the pools take', () => {
  const read = readDatabaseUrl('postgres://paper:secret@db.example.org/scout');
  if (read.type === 'wrong') throw new Error('it was not read');
  assert.equal(serverSettings(read.settings, false), {
    host: 'db.example.org',
    port: 5432,
    user: 'paper',
    password: 'secret',
    database: 'scout',
    tls: { mode: 'prefer', ca: null },
    prepare: false,
  });
});

test('the certificates of the machine are read; a file that is missing is a matter of configuration', async () => {
  const plain = { host: 'a', port: 1, user: 'b', password: 'c', database: 'd' };
  const { tls } = serverSettings(
    { ...plain, tls: { mode: 'verify-full', rootCert: 'system' } },
    true,
  );
  assert.ok(Array.isArray(tls.ca));
  const failure = await failureFrom(
    (async () => serverSettings({ ...plain, tls: { mode: 'require', rootCert: '/none' } }, true))(),
  );
  assert.equal([failure.category, failure.reason], ['CONFIG', 'invalid']);
  assert.not.match(failure.message, '/none');
});

if (hasServer) {
  let server: TestServer;

  test.before(async () => {
    server = await TestServer.begin();
    const { db } = openPool(server.settings, { max: 1 });
    await db.run(once, (sql) => sql`create role serial login`);
    await db.run(
      once,
      (sql) => sql`alter role serial set default_transaction_isolation = 'serializable'`,
    );
    await db.run(once, (sql) => sql`create role reader login`);
    await db.run(once, (sql) => sql`alter role reader set default_transaction_read_only = on`);
    await db.run(once, (sql) => sql`create role guest login`);
    await db.run(once, (sql) => sql`create database ascii template template0 encoding 'SQL_ASCII'`);
    await db.close(0);
  });

  test.after(async () => {
    await server.end();
  });

  test('a server that will do says what it is', async () => {
    const { db } = openPool(server.settings, { max: 1 });
    const facts = await checkServer(db);
    await db.close(0);
    assert.equal(
      { ...facts, version: Math.floor(facts.version / 10_000) },
      { ...good, version: 18 },
    );
  });

  const wrong: readonly (readonly [string, { user?: string; database?: string }, string])[] = [
    [
      'a role that is serializable by default',
      { user: 'serial' },
      'The default isolation is serializable: set default_transaction_isolation to "read committed"',
    ],
    ['a role that only reads', { user: 'reader' }, 'The database is read-only'],
    ['a role without the right to create tables', { user: 'guest' }, 'may not create tables'],
    [
      'a database that is not UTF8',
      { database: 'ascii' },
      'The encoding of the database is SQL_ASCII',
    ],
  ];

  for (const [what, differs, says] of wrong)
    test(`${what} is unsuitable`, async () => {
      const { db } = openPool({ ...server.settings, ...differs }, { max: 1 });
      const failure = await failureFrom(checkServer(db));
      await db.close(0);
      assert.equal([failure.category, failure.reason], ['DB', 'unsuitable']);
      assert.match(failure.message, says);
    });

  test('bulk and main do not wait for each other, and their recycling is told by name', async () => {
    const told: string[] = [];
    const pools = openPools(server.settings, {
      clock,
      random: Math.random,
      onRecycled: (pool, why) => told.push(`${pool} ${why}`),
    });
    assert.equal([pools.main.status().max, pools.bulk.status().max], [8, 1]);
    const slow = failureFrom(
      pools.bulk.run({ ...once, deadlineMs: 1_500 }, (sql) => sql`select pg_sleep(20)`),
    );
    await pools.main.check();
    assert.equal(told, [], 'it did not wait for the other pool');
    assert.is((await slow).reason, 'deadline');
    assert.equal(told, ['bulk deadline']);
    await pools.close(100);
  });

  test('each limit reaches the server; behind a pooler none does', async () => {
    const ask = async (prepare: boolean) => {
      const { db } = openPool({ ...server.settings, prepare }, { max: 1 });
      const [row] = await db.run(
        once,
        (sql) => sql`select current_setting('statement_timeout') as statement,
                            current_setting('lock_timeout') as lock,
                            current_setting('idle_in_transaction_session_timeout') as idle,
                            current_setting('application_name') as name`,
      );
      await db.close(0);
      return row;
    };
    assert.equal(await ask(true), { statement: '8s', lock: '5s', idle: '10s', name: 'paperscout' });
    assert.equal(await ask(false), { statement: '0', lock: '0', idle: '0', name: 'paperscout' });
  });
}

test.run();
