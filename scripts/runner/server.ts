import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../src/domain/health/failure.ts';
import { startEmbedded } from '../../src/store/embedded/start.ts';
import { openClient } from '../../src/store/single/client.ts';
import { serverFrom } from '../../test/support/server.ts';

/** A server for the tests of one run. */
export interface TestServer {
  /** For `TEST_DATABASE_URL`; null: there is none, and tests that want one are skipped. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Nothing here has to outlive a crash; many pools are open at once. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
};

const drop = async (url: string, run: string): Promise<void> => {
  const { sql, close } = openClient(serverFrom(url), { name: 'paperscout-test' });
  try {
    const rows = await sql<{ name: string }[]>`
      select datname as name from pg_database where starts_with(datname, ${`test_${run}_`})`;
    for (const { name } of rows) await sql`drop database if exists ${sql(name)} with (force)`;
  } finally {
    await close();
  }
};

/** Databases of a run bear its name, so that a server that is not ours gets rid of them. */
const dropDatabases = (url: string, run: string): Promise<void> =>
  drop(url, run).catch((error: unknown) => {
    // The tests have had their say; their numbers must not be lost to this.
    console.log(`The test databases test_${run}_… could not be dropped:`, error);
  });

const embedded = async (folder: string): Promise<TestServer> => {
  chmodSync(folder, 0o711); // the server may run as another user
  const dataDir = join(folder, 'server');
  const server = await startEmbedded({ dataDir, log() {}, onTaken() {}, settings });
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(server.host)}`;
  return { url, stop: () => server.stop(2_000) };
};

/** The server named by `TEST_DATABASE_URL`, else an embedded one in the run's folder, else none. */
export const startTestServer = async (
  given: string | undefined,
  folder: string,
  run: string,
): Promise<TestServer> => {
  if (given !== undefined && given !== '')
    return { url: given, stop: () => dropDatabases(given, run) };
  try {
    return await embedded(folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.log(
      `Tests with PostgreSQL are skipped; TEST_DATABASE_URL would help. ${error.message}`,
    );
    return { url: null, stop: async () => {} };
  }
};
