/** A look at the embedded database, for people: nothing is made and nothing is started. */

import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../embedded/failures.ts';
import { isServer, readPidFile } from '../embedded/server/pidFile.ts';

/** Where the embedded database is, and whether it runs. */
export interface EmbeddedSight {
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** False: it is made at the first start. */
  readonly exists: boolean;
  /** Null when it does not run. */
  readonly running: { readonly pid: number; readonly sockets: string } | null;
  readonly bytes: number;
}

/** Looks into `dataDir`, or where an earlier start wrote down that the database lies. */
export async function sightOfEmbedded(dataDir: string): Promise<EmbeddedSight> {
  const noted = (await orNull(readFile(join(dataDir, 'pg.at'), 'utf8')))?.trim() ?? '';
  const homes = [dataDir, ...(noted === '' ? [] : [noted])].map((home) => join(home, 'pg'));
  for (const data of homes) {
    if ((await orNull(lstat(join(data, 'PG_VERSION')))) === null) continue;
    const real = await realpath(data);
    return { data: real, exists: true, running: await serverOf(real), bytes: await bytesIn(real) };
  }
  return { data: homes[0] ?? dataDir, exists: false, running: null, bytes: 0 };
}

/** Where processes cannot be looked at, the pid file alone counts. */
async function serverOf(data: string): Promise<EmbeddedSight['running']> {
  const file = await readPidFile(data);
  if (file === null) return null;
  const isUp = process.platform !== 'linux' || (await isServer(file.pid));
  return isUp ? { pid: file.pid, sockets: file.socketDir ?? data } : null;
}

/** Files come and go while they are counted. */
async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of (await orNull(readdir(folder, { withFileTypes: true }))) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else bytes += (await orNull(lstat(path)))?.size ?? 0;
  }
  return bytes;
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    throw error;
  }
}
