import { chmod, chown, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, notStarted, otherVersion, unwritable } from '../failures.ts';
import { dropLeftovers } from '../place/leftovers.ts';
import type { Place } from '../place/place.ts';
import { lastWord, run } from '../place/run.ts';
import type { Binaries } from './binaries.ts';

const LIMIT_MS = 120_000;

/** `PG_VERSION`, or null where no database is. */
const versionOf = async (data: string): Promise<string | null> => {
  try {
    return (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unwritable(codeOf(error));
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

const initialise = async (place: Place, { initdb }: Binaries, durable: boolean): Promise<void> => {
  const making = join(place.root, `pg.init-${process.pid}`);
  await dropLeftovers(place.root, 'pg.init-');
  await mkdir(making, { mode: 0o700 });
  if (place.user !== null) await chown(making, place.user.uid, place.user.gid);
  const args = ['-D', making, '-U', 'postgres', '-A', 'trust', '--no-locale', '-E', 'UTF8'];
  const ended = await run(place.user, initdb, durable ? args : [...args, '-N'], LIMIT_MS);
  if (!ended.ok) {
    await rm(making, { recursive: true, force: true });
    const why = lastWord(ended.output) ?? 'initdb said nothing';
    throw notStarted(`initdb: ${why} (${ended.how})`, place.logFile);
  }
  await rename(making, place.data).catch(async (error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    await rm(making, { recursive: true, force: true }); // who comes second drops his own
  });
  await syncFolder(place.root);
};

/**
 * Makes the database where there is none. It is made beside its place and renamed, so a process
 * that is killed meanwhile leaves no half database. `durable: false` skips the sync, for tests.
 * Throws CONFIG/`data_dir_version`, CONFIG/`data_dir_unwritable`, DB/`disk_full`, DB/`embedded`.
 */
export const ensureCluster = async (
  place: Place,
  binaries: Binaries,
  major: string,
  durable: boolean,
): Promise<void> => {
  if ((await versionOf(place.data)) === null) await initialise(place, binaries, durable);
  const version = await versionOf(place.data);
  if (version === null) throw notStarted(`${place.data} is no database`, place.logFile);
  if (version !== major) throw otherVersion(version, major);
  await chmod(place.data, 0o700).catch((error: unknown) => {
    throw unwritable(codeOf(error));
  });
};
