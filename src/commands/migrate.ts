/**
 * `npm run migrate`: brings the database of DATABASE_URL up to this version, and says what it did.
 * Exit code 0 when the tables are as they should be, 1 for a wrong DATABASE_URL, else 2.
 */

import { readDatabaseUrl } from '../config/database.ts';
import { Failure } from '../domain/health/failure.ts';
import { serverSettings } from '../store/connect.ts';
import { migrate, migrationsFolder } from '../store/migrate.ts';

const { DATABASE_URL: url = '' } = process.env;
const [folder = migrationsFolder] = process.argv.slice(2); // another one is for tests

const end = (code: 0 | 1 | 2, text: string): void => {
  (code === 0 ? console.log : console.error)(text);
  process.exitCode = code;
};

const work = async (): Promise<void> => {
  const read = readDatabaseUrl(url);
  if (read.type === 'wrong') return end(1, read.problems.join('\n'));
  const { applied, version, ms } = await migrate(serverSettings(read.settings, true), { folder });
  if (applied.length === 0) return end(0, `Nothing to do: the database is at ${version}.`);
  return end(0, `Applied ${applied.join(', ')} in ${ms} ms.`);
};

if (url.trim() === '')
  end(0, 'embedded: without DATABASE_URL the daemon brings its own database up to date at start.');
else
  await work().catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    end(error.category === 'CONFIG' ? 1 : 2, error.message);
  });
