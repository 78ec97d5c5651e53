import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failures.ts';

/** True while a process of that number lives, whoever's it is. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

/** Removes `<prefix><pid>` of processes that are gone, and what a dead one of our number left. */
export const dropLeftovers = async (folder: string, prefix: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid)) continue;
    if (pid === process.pid || !isAlive(pid))
      await rm(join(folder, name), { recursive: true, force: true });
  }
};
