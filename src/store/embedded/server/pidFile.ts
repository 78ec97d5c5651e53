import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failures.ts';
import { socketIn } from '../place/socketDir.ts';

/** What `postmaster.pid` says about the server that wrote it. */
export interface PidFile {
  readonly pid: number;
  readonly socketDir: string | null;
  /** The id of its shared memory segment; null when it died before it had one. */
  readonly segment: string | null;
}

const text = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return null;
    throw error;
  });

/** Reads `postmaster.pid`; null when no server has one there, or it is still being written. */
export const readPidFile = async (data: string): Promise<PidFile | null> => {
  const lines = (await text(join(data, 'postmaster.pid')))?.split('\n') ?? [];
  const pid = Math.abs(Number(lines[0] ?? '')); // negative for a server without a postmaster
  if (!Number.isInteger(pid) || pid < 2) return null;
  const socketDir = lines[4]?.trim() || null;
  return { pid, socketDir, segment: lines[6]?.trim().split(/\s+/)[1] ?? null };
};

/** True when that process is a PostgreSQL that lives: not another program, not a zombie. */
export const isServer = async (pid: number): Promise<boolean> => {
  const line = await text(`/proc/${pid}/stat`);
  const [, name, state] = /^\d+ \((.*)\) (\w)/s.exec(line ?? '') ?? [];
  return name === 'postgres' && state !== 'Z' && state !== 'X';
};

/** How many processes are attached to a shared memory segment. */
const attached = async (segment: string): Promise<number> => {
  const lines = (await text('/proc/sysvipc/shm'))?.split('\n') ?? [];
  const row = lines.map((line) => line.trim().split(/\s+/)).find(([, id]) => id === segment);
  return Number(row?.[6] ?? 0);
};

/**
 * Removes the lock files of a server that is surely gone, and says whether it did. PostgreSQL
 * itself only asks whether the number is some process, and numbers come again when a container
 * restarts. Linux only, and never while anybody is attached to the server's memory.
 */
export const removeStale = async (data: string, sockets: string): Promise<boolean> => {
  const file = await readPidFile(data);
  if (file === null || (await isServer(file.pid))) return false;
  if (file.segment !== null && (await attached(file.segment)) > 0) return false;
  const socket = socketIn(sockets);
  for (const path of [join(data, 'postmaster.pid'), socket, `${socket}.lock`])
    await rm(path, { force: true });
  return true;
};
