import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, notStarted } from '../failures.ts';
import type { Place } from './place.ts';

/** The port in the socket's name; the server listens to no TCP port. */
export const PORT = 5432;

const LONGEST = 103; // macOS takes 104 bytes with the closing zero, Linux 108

/** The path of the socket in a folder. */
export const socketIn = (folder: string): string => join(folder, `.s.PGSQL.${PORT}`);

/**
 * The folder of the socket: the database's own, which nobody else may enter, or one in the
 * temporary folder where the path would be too long for the system.
 */
export const socketDir = async (place: Place, tmp: string): Promise<string> => {
  if (Buffer.byteLength(socketIn(place.data)) <= LONGEST) return place.data;
  const hash = createHash('sha256').update(place.data).digest('hex').slice(0, 16);
  const folder = join(tmp, `paperscout-${hash}`);
  const uid = place.user?.uid ?? process.getuid?.() ?? 0;
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && place.user !== null) await chown(folder, uid, place.user.gid);
  const found = await lstat(folder);
  // Whoever owns the folder can answer in the server's name.
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw notStarted(`${folder} belongs to somebody else`, place.logFile);
  return folder;
};

/** Removes the folder in the temporary folder, if there is one and no server uses it any more. */
export const dropSocketDir = async (place: Place, folder: string): Promise<void> => {
  if (folder === place.data) return;
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  });
};
