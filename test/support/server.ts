import { readDatabaseUrl } from '../../src/config/database.ts';
import { serverSettings } from '../../src/store/connect.ts';
import type { ServerSettings } from '../../src/store/pool/settings.ts';

/** The settings of a test server's URL, which is of the form of DATABASE_URL. */
export const serverFrom = (url: string): ServerSettings => {
  const read = readDatabaseUrl(url);
  if (read.type === 'wrong') throw new Error(`TEST_${read.problems.join(', ')}`);
  return serverSettings(read.settings, true);
};

/** The same server's URL with another database. */
export const urlOf = (url: string, database: string): string =>
  url.replace(/^([^/]*\/\/[^/?]*)\/[^?]*/, (_, place: string) => `${place}/${database}`);
