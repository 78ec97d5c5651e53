import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openClient } from '../../src/store/single/client.ts';
import { databaseSuite, emptyDatabase, type TestDatabase } from '../support/database.ts';
import { type Ran, runScript, startScript } from '../support/process.ts';

const test = databaseSuite('npm run migrate');

const script = new URL('../../src/commands/migrate.ts', import.meta.url).pathname;

let folder = '';
let database: TestDatabase | null = null;

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrate-'));
  database = await emptyDatabase();
});

test.after.each(async () => {
  await database?.close();
  await rm(folder, { recursive: true });
});

const env = () => ({ DATABASE_URL: database?.url ?? '' });

const run = (): Promise<Ran> => runScript(script, [folder], { env: env() });

test('says "embedded" without DATABASE_URL and ends with 0', async () => {
  const { code, output } = await runScript(script, []);
  assert.is(code, 0);
  assert.match(output, /^embedded/);
});

test('six processes at once: one applies, five have nothing to do, all end with 0', async () => {
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id int)');
  const all = await Promise.all(Array.from({ length: 6 }, run));
  assert.equal(
    all.map(({ code }) => code),
    [0, 0, 0, 0, 0, 0],
  );
  assert.is(all.filter(({ output }) => /^Applied 0001_first in \d+ ms/.test(output)).length, 1);
  assert.is(all.filter(({ output }) => /^Nothing to do/.test(output)).length, 5);
});

test('ends with 2 and names the file that is broken', async () => {
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id int)');
  await writeFile(join(folder, '0002_second.sql'), 'create tabel second (id int)');
  const { code, output } = await run();
  assert.is(code, 2);
  assert.match(output, /^0002_second\.sql:1: syntax error/);
});

test('ends with 1 for a wrong DATABASE_URL and repeats no part of it', async () => {
  const wrong = { DATABASE_URL: 'postgres://me:planted@host/db?what=1' };
  const { code, output } = await runScript(script, [], { env: wrong });
  assert.is(code, 1);
  assert.not.match(output, /planted/);
});

test('killed in the middle it leaves nothing behind, and the next one applies all', async () => {
  if (database === null) throw new Error('no database');
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id int)');
  await writeFile(join(folder, '0002_second.sql'), 'select pg_sleep(30)');
  const { sql, close } = openClient(database.settings, { name: 'test' });
  const busy = async () =>
    (
      await sql`select 1 as one from pg_stat_activity
        where application_name = 'paperscout-migrate' and wait_event = 'PgSleep'
        and datname = current_database()`
    ).length;
  const migration = startScript(script, [folder], { env: env() });
  while ((await busy()) === 0);
  migration.kill('SIGKILL');
  await migration.ended;
  // The server notices the closed connection only when it wants to write to it.
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'paperscout-migrate'`;
  const [first] = await sql`select to_regclass('first') is null as gone`;
  assert.is(first?.['gone'], true);
  await writeFile(join(folder, '0002_second.sql'), 'create table second (id int)');
  const { code, output } = await run();
  assert.is(code, 0);
  assert.match(output, /^Applied 0001_first, 0002_second /);
  await close();
});

test.run();
