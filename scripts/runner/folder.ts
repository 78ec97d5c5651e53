import {
  existsSync,
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

/** What lies in a folder, however deep; nothing when it changes too fast to be read. */
const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return []; // a server in it is ending already
  }
};

/** Kills the PostgreSQL servers whose database lies in the folder: they stand in their databases. */
const killServers = (folder: string): void => {
  for (const file of filesIn(folder)) {
    if (!file.endsWith('/postmaster.pid')) continue;
    const path = join(folder, file);
    try {
      const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
      if (readlinkSync(`/proc/${pid}/cwd`) === dirname(path)) process.kill(pid, 'SIGQUIT');
    } catch {
      // Gone, or no /proc: a server whose pid file is removed ends by itself within a minute.
    }
  }
};

const waitMs = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

/**
 * Removes a run's folder and the servers in it. A server that is ending removes files too, and
 * `rmSync` takes a file that vanished under it for the end of its work, without an error.
 */
export const removeRunFolder = (folder: string): void => {
  killServers(folder);
  for (let tries = 0; existsSync(folder) && tries < 40; tries += 1) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    if (existsSync(folder)) waitMs(50);
  }
};

/** Removes what runs left behind that were killed. Never touches a run that still goes on. */
export const removeLeftovers = (): void => {
  const parent = realpathSync(tmpdir());
  const uid = process.getuid?.() ?? 0;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX) || isInUse(name)) continue;
    const folder = join(parent, name);
    const owner = statSync(folder, { throwIfNoEntry: false })?.uid; // another run may be as quick
    if (owner === uid || (uid === 0 && owner !== undefined)) removeRunFolder(folder);
  }
};
