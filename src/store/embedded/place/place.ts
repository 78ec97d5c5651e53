import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf, noUser, unwritable } from '../failures.ts';
import { run, type User } from './run.ts';
import type { System } from './system.ts';
import { otherUser } from './user.ts';

/** Where the database lives. */
export interface Place {
  /** Holds the database, its log and, where needed, a copy of the binaries. */
  readonly root: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  readonly logFile: string;
  readonly user: User;
  /** True when `root` is not `DATA_DIR` itself. */
  readonly relocated: boolean;
}

const at = (root: string, user: User, relocated: boolean): Place => ({
  root,
  data: join(root, 'pg'),
  logFile: join(root, 'pg.log'),
  user,
  relocated,
});

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const holdsDatabase = (root: string): Promise<boolean> => exists(join(root, 'pg', 'PG_VERSION'));

/** Asked as that user, because only the system knows all the folders above. */
const canEnter = async (user: User, folder: string): Promise<boolean> =>
  (await run(user, '/bin/sh', ['-c', 'cd "$0"', folder], 5_000)).ok;

const make = async (folder: string, mode: number): Promise<void> => {
  const made = await mkdir(folder, { recursive: true, mode });
  if (made !== undefined) await chmod(folder, mode); // the umask may have taken bits away
};

/** Lets others pass through a folder that was ours alone, and shuts what already lies in it. */
const openForPassing = async (folder: string): Promise<void> => {
  const { mode, uid } = await stat(folder);
  if (uid !== 0 || (mode & 0o001) !== 0) return;
  for (const name of await readdir(folder)) {
    if (name.startsWith('pg')) continue;
    const inside = join(folder, name);
    await chmod(inside, (await stat(inside)).mode & 0o700);
  }
  await chmod(folder, (mode & 0o777) | 0o011);
};

/** The folder that an earlier start wrote down in `pg.at`; null when there is none. */
const noted = async (dataDir: string): Promise<string | null> => {
  const text = await readFile(join(dataDir, 'pg.at'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  });
  return text.trim() === '' ? null : text.trim();
};

const relocate = async (dataDir: string, user: User, target: string): Promise<Place> => {
  try {
    await make(target, 0o711);
  } catch {
    throw noUser(); // no place for him: the same sentence, the same way out
  }
  if (!(await canEnter(user, target))) throw noUser();
  await writeFile(join(dataDir, 'pg.at'), `${target}\n`, { mode: 0o600 });
  return at(target, user, true);
};

const placeForRoot = async (dataDir: string, system: System): Promise<Place> => {
  const note = await noted(dataDir);
  const homes = note === null ? [dataDir] : [dataDir, note];
  const taken = await Promise.all(homes.map(holdsDatabase));
  const home = homes.find((_, i) => taken[i]) ?? null;
  const owner = home === null ? null : await stat(join(home, 'pg'));
  const user = otherUser(owner, system.passwd());
  await openForPassing(dataDir);
  if (home === dataDir || home === null) {
    if (await canEnter(user, dataDir)) return at(dataDir, user, false);
    if (home !== null) throw noUser(); // an empty database elsewhere would look like lost data
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return relocate(dataDir, user, note ?? join(system.elsewhere, hash));
};

/**
 * Finds and makes the folder of the database. Run as root it also picks another user for the
 * server, and another folder when that user cannot reach `dataDir`; a database that exists stays
 * where it is. Throws CONFIG/`data_dir_unwritable` and, as root, CONFIG/`no_database`.
 */
export const findPlace = async (dataDir: string, system: System): Promise<Place> => {
  const root = system.uid === 0;
  try {
    await make(resolve(dataDir), root ? 0o711 : 0o700);
    const real = await realpath(dataDir);
    return root ? await placeForRoot(real, system) : at(real, null, false);
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(codeOf(error)))
      throw unwritable(codeOf(error));
    throw error;
  }
};
