import { suite } from 'uvu';
import { migrate } from '../../src/store/migrate.ts';
import type { ServerSettings } from '../../src/store/pool/settings.ts';
import { openClient } from '../../src/store/single/client.ts';
import { serverFrom, urlOf } from './server.ts';

/** A database with all tables and no rows, for one test file. */
export interface TestDatabase {
  readonly settings: ServerSettings;
  /** The same as a DATABASE_URL, for processes. */
  readonly url: string;
  /** Drops it. Close the connections first; those that are left are cut. */
  close(): Promise<void>;
}

const { TEST_DATABASE_URL = '', TEST_RUN = `${process.pid}` } = process.env;

const server = TEST_DATABASE_URL === '' ? null : serverFrom(TEST_DATABASE_URL);

/** Whether the run has a PostgreSQL for its tests. */
export const hasDatabase = server !== null;

/**
 * A suite whose tests need PostgreSQL: without one they count as skipped. Its hooks run in either
 * case, so a `before` has to stand a `testDatabase()` of null.
 */
export const databaseSuite = (name: string): ReturnType<typeof suite> => {
  const test = suite(name);
  return hasDatabase ? test : Object.assign(() => test.skip(), test);
};

let made = 0;
let template: Promise<string> | null = null;

const nextName = (): string => {
  made += 1;
  return `test_${TEST_RUN}_${made}`;
};

/** Runs one statement on the server itself; in Postgres such statements take no parameters. */
const administer = async (at: ServerSettings, statement: string): Promise<void> => {
  const { sql, close } = openClient(at, { name: 'paperscout-test' });
  try {
    await sql.unsafe(statement);
  } finally {
    await close();
  }
};

const make = async (at: ServerSettings, from: string): Promise<TestDatabase> => {
  const name = nextName();
  await administer(at, `create database ${name} template ${from} encoding 'UTF8'`);
  return {
    settings: { ...at, database: name },
    url: urlOf(TEST_DATABASE_URL, name),
    close: () => administer(at, `drop database if exists ${name} with (force)`),
  };
};

const makeTemplate = async (at: ServerSettings): Promise<string> => {
  const { settings } = await make(at, 'template0');
  await migrate(settings);
  return settings.database;
};

/**
 * Makes a fresh database with the tables of this version, or null where the run has no server.
 * Call it in a `before` hook and `close()` it in `after`.
 */
export const testDatabase = async (): Promise<TestDatabase | null> => {
  if (server === null) return null;
  template ??= makeTemplate(server);
  return make(server, await template);
};

/** Makes a database without any table, for tests of the migrations; null without a server. */
export const emptyDatabase = async (): Promise<TestDatabase | null> =>
  server === null ? null : make(server, 'template0');
