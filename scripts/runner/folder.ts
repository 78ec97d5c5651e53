import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PREFIX = 'paperscout-test-';

/** When a process started, in ticks since boot; null when it is gone or the system does not tell. */
const startOf = (pid: number): string | null => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[19] ?? null;
  } catch {
    return null; // gone
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** True while the process that named the folder lives; numbers come again, so its start counts too. */
const isInUse = (name: string): boolean => {
  const [pid = '', start = ''] = name.slice(PREFIX.length).split('-');
  return isAlive(Number(pid)) && (startOf(Number(pid)) ?? start) === start;
};

/**
 * Makes the folder of this run. It is the tests' temporary folder, so that whatever they leave
 * behind goes with it. Others may pass through it: PostgreSQL runs as another user under root.
 */
export const makeRunFolder = (): string => {
  const start = startOf(process.pid) ?? '0';
  return mkdtempSync(join(realpathSync(tmpdir()), `${PREFIX}${process.pid}-${start}-`));
};

/** Kills the PostgreSQL servers whose database lies in the folder: they stand in their databases. */
const killServers = (folder: string): void => {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('/postmaster.pid')) continue;
    const path = join(folder, file);
    const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) === dirname(path)) process.kill(pid, 'SIGQUIT');
    } catch {
      // Gone, or no /proc: a server whose pid file is removed ends by itself within a minute.
    }
  }
};

/** Removes a run's folder and the servers in it. */
export const removeRunFolder = (folder: string): void => {
  killServers(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }); // servers still write
};

/** Removes what runs left behind that were killed. Never touches a run that still goes on. */
export const removeLeftovers = (): void => {
  const parent = realpathSync(tmpdir());
  const uid = process.getuid?.() ?? 0;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX) || isInUse(name)) continue;
    const folder = join(parent, name);
    if (uid === 0 || statSync(folder).uid === uid) removeRunFolder(folder);
  }
};
