import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once as event } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { migrate } from '../../../src/store/migrate.ts';
import type { ServerSettings } from '../../../src/store/pool/settings.ts';
import { storeTests } from '../suite.ts';
import { openStore, type PostgresUnderTest } from '../support/postgres.ts';
import { freePort, hasServer, runner, TestServer } from './server.ts';
import { failureFrom, once, openPool, outcome, twice, until, watchEscapes } from './support.ts';

const test = suite('store/pool/pooler');

const hasPooler = spawnSync('pgbouncer', ['--version']).status === 0;

if (hasServer && hasPooler) {
  let server: TestServer;
  let pooler: ChildProcess;
  let through: ServerSettings;
  let store: PostgresUnderTest | null = null;

  const open = (): PostgresUnderTest => {
    if (store === null) throw new Error('no database behind the pooler');
    return store;
  };

  test.before(async () => {
    server = await TestServer.begin();
    const port = await freePort();
    const lines = [
      '[databases]',
      `* = host=${server.dir} port=${server.port} user=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      'default_pool_size = 3',
      'server_login_retry = 1',
    ];
    server.write('pgbouncer.ini', lines.join('\n'));
    const options = { ...runner(), cwd: '/', stdio: 'ignore' } as const;
    pooler = spawn('pgbouncer', ['-q', `${server.dir}/pgbouncer.ini`], options);
    through = { ...server.over(port), prepare: false };
    await until(async () => {
      const { db } = openPool(through, { max: 1 });
      const was = await outcome(db.run(once, (sql) => sql`select 1`));
      await db.close(0);
      return was === 'good';
    }, 5_000);
    await migrate(server.over(server.port)); // migrations want a session of their own
    store = openStore({ settings: through, url: '', close: async () => undefined });
  });

  test.before.each(() => open().empty());

  test.after(async () => {
    await store?.close();
    pooler.kill('SIGKILL');
    if (pooler.exitCode === null && pooler.signalCode === null) await event(pooler, 'exit');
    await server.end();
  });

  test('behind a transaction pooler 200 of 200 parallel statements are good', async () => {
    const escapes = watchEscapes();
    const { db } = openPool(through);
    const all = Array.from({ length: 200 }, (_, n) =>
      db.run(twice, (sql) => sql<{ n: number }>`select ${n}::int as n, pg_sleep(0.005)`),
    );
    const answers = await Promise.all(all);
    assert.equal(
      answers.map(([row]) => row?.n),
      Array.from({ length: 200 }, (_, n) => n),
    );
    await db.close(0);
    assert.equal(escapes.end(), []);
  });

  storeTests(test, open);

  test('the suite of every store ran behind the pooler, on its three sessions', async () => {
    const { db } = openPool(server.over(server.port));
    const [sessions] = await db.run(
      once,
      (sql) => sql<{ n: number }>`
        select count(*)::int as n from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    await db.close(0);
    assert.ok((sessions?.n ?? 0) >= 1 && (sessions?.n ?? 0) <= 3, `${sessions?.n} sessions`);
  });

  test('with DATABASE_PREPARE on the pooler refuses, and the failure says what to set', async () => {
    const { db } = openPool({ ...through, prepare: true });
    const failure = await failureFrom(db.run(once, (sql) => sql`select 1`));
    await db.close(0);
    assert.equal([failure.reason, failure.details['code']], ['protocol', '08P01']);
    assert.match(failure.message, 'behind a transaction pooler set DATABASE_PREPARE=off');
  });

  test('a pooler that loses its server: failures of the database, then good again', async () => {
    const { db } = openPool(through, { deadlineMs: 3_000 });
    await server.stop('immediate');
    const failure = await failureFrom(db.run(twice, (sql) => sql`select 1`));
    assert.is(failure.category, 'DB');
    await server.start();
    await until(async () => {
      await sleep(50);
      return (await outcome(db.run(twice, (sql) => sql`select 1`))) === 'good';
    }, 20_000);
    await db.close(0);
  });
} else test.skip('pgbouncer, or PostgreSQL binaries, are not installed', () => {});

test.run();
