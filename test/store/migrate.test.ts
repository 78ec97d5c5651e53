import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { migrate, migrationsFolder } from '../../src/store/migrate.ts';
import { openClient } from '../../src/store/single/client.ts';
import { databaseSuite, emptyDatabase, type TestDatabase } from '../support/database.ts';

const test = databaseSuite('migrations');

let folder = '';
let database: TestDatabase | null = null;

const settings = () => {
  if (database === null) throw new Error('no database');
  return database.settings;
};

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  database = await emptyDatabase();
});

test.after.each(async () => {
  await database?.close();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const run = () => migrate(settings(), { folder });

const failure = async (): Promise<Failure> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

/** The tables of ours that the database has. */
const tables = async (): Promise<readonly string[]> => {
  const { sql, close } = openClient(settings(), { name: 'test' });
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  await close();
  return rows.map(({ name }) => name);
};

const twoFiles = async (): Promise<void> => {
  await write('0001_first.sql', 'create table first (id int);');
  await write('0002_second.sql', 'create table second (id int) -- no semicolon, a comment last');
};

test('applies the files in order and says which', async () => {
  await twoFiles();
  const { applied, version } = await run();
  assert.equal(applied, ['0001_first', '0002_second']);
  assert.is(version, '0002_second');
  assert.equal(await tables(), ['first', 'schema_migration', 'second']);
});

test('finds nothing to do the second time, then applies what was added', async () => {
  await twoFiles();
  await run();
  const again = await run();
  assert.equal(again.applied, []);
  assert.is(again.version, '0002_second');
  await write('0003_third.sql', 'create table third (id int)');
  assert.equal((await run()).applied, ['0003_third']);
});

test('six at once: one applies, five find nothing to do', async () => {
  await write('0001_first.sql', 'create table first (id int); select pg_sleep(0.1)');
  await write('0002_second.sql', 'create table second (id int)');
  const all = await Promise.all(Array.from({ length: 6 }, run));
  const applied = all.map((one) => one.applied.length).sort();
  assert.equal(applied, [0, 0, 0, 0, 0, 2]);
});

test('applies nothing at all when the third file is broken, and names file and line', async () => {
  await twoFiles();
  await write(
    '0003_third.sql',
    "create table third (name text);\n-- 🦉 né\nselect 'é', nothing;\n",
  );
  const { category, reason, message } = await failure();
  assert.is(`${category}/${reason}`, 'DB/migration');
  assert.match(message, /^0003_third\.sql:3: column "nothing" does not exist/);
  assert.equal(await tables(), []);
});

test('names the pending files when the server gives no position', async () => {
  await twoFiles();
  await write('0003_third.sql', "do $$ begin raise exception 'no'; end $$");
  const { reason, message } = await failure();
  assert.is(reason, 'migration');
  assert.is(message, '0001_first.sql, 0002_second.sql, 0003_third.sql: no');
});

test('refuses a file that was changed after it was applied', async () => {
  await twoFiles();
  await run();
  await write('0001_first.sql', 'create table first (id bigint);');
  const { reason, message } = await failure();
  assert.is(reason, 'migration');
  assert.match(message, /^0001_first\.sql was changed after apply/);
});

test('takes the same file with the line ends of Windows', async () => {
  await write('0001_first.sql', 'create table first (\n id int);\n');
  await run();
  await write('0001_first.sql', 'create table first (\r\n id int);\r\n');
  assert.equal((await run()).applied, []);
});

test('refuses a database that is newer than the code', async () => {
  await twoFiles();
  await run();
  await rm(join(folder, '0002_second.sql'));
  const { reason, message } = await failure();
  assert.is(reason, 'migration');
  assert.match(message, /^0002_second .* the schema is newer than the code/);
});

test('refuses a gap in the files', async () => {
  await twoFiles();
  await write('0004_fourth.sql', 'create table fourth (id int)');
  const { reason, message } = await failure();
  assert.is(reason, 'migration');
  assert.match(message, /^0004_fourth\.sql: there is a gap before it/);
  assert.equal(await tables(), []);
});

test('refuses a gap in what was applied', async () => {
  await twoFiles();
  await run();
  const { sql, close } = openClient(settings(), { name: 'test' });
  await sql`delete from schema_migration where name = '0001_first'`;
  await close();
  const { reason, message } = await failure();
  assert.is(reason, 'migration');
  assert.match(message, /^0001_first\.sql was skipped: the migrations changed after apply/);
});

test('says "refused" when no server is there', async () => {
  const nowhere = { ...settings(), host: '/nowhere' };
  try {
    await migrate(nowhere, { folder });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, Failure);
    assert.is((error as Failure).reason, 'refused');
  }
});

test('no file of ours ends or leaves the one transaction, or wants an extension', async () => {
  const forbidden =
    /^\s*(begin|commit|rollback|start\s+transaction|vacuum)\b|\bconcurrently\b|\bcreate\s+extension\b/im;
  for (const file of await readdir(migrationsFolder)) {
    const text = await readFile(join(migrationsFolder, file), 'utf8');
    const statements = text.replace(/\$\$.*?\$\$/gs, '').replace(/--.*$/gm, '');
    assert.not.match(statements, forbidden, file);
  }
});

test.run();
