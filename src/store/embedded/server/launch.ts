import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { codeOf } from '../failures.ts';
import type { Place } from '../place/place.ts';
import { as, environment, lastWord } from '../place/run.ts';

/** Settings of the server by name. */
export type Settings = Readonly<Record<string, string>> & { readonly fsync?: string };

const settings: Settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '40',
  shared_buffers: '32MB',
  max_parallel_workers_per_gather: '0', // parallel workers want a big /dev/shm, containers have 64 MB
  jit: 'off',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  log_checkpoints: 'off',
};

/** A server that was started. */
export interface Launched {
  /** Null while it runs, else how it ended, in words. */
  ended(): string | null;
  /** The line of its log that says why it ended; null when it said nothing. */
  lastWord(): Promise<string | null>;
  /** Ends it again, for a start that nobody waits for any more. */
  interrupt(): void;
}

const rotate = async (logFile: string, limit: number): Promise<number> => {
  const size = await stat(logFile).then(
    (found) => found.size,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    },
  );
  if (size <= limit) return size;
  await rename(logFile, `${logFile}.1`);
  return 0;
};

/**
 * Starts the server, apart from our process group: Ctrl-C must reach us first, and the server
 * outlives us when we are killed. It writes to the log file itself.
 */
export const launch = async (
  place: Place,
  postgres: string,
  sockets: string,
  extra: Settings,
  logLimit: number,
): Promise<Launched> => {
  const from = await rotate(place.logFile, logLimit);
  const log = await open(place.logFile, 'a', 0o600);
  const all = {
    ...settings,
    unix_socket_directories: `"${sockets.replaceAll('"', '""')}"`,
    ...extra,
  };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let how: string | null = null;
  const child = spawn(postgres, ['-D', place.data, ...args], {
    ...as(place.user),
    cwd: '/',
    env: environment,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.on('error', (error) => {
    how = error.message;
  });
  child.on('exit', (code, signal) => {
    how = signal ?? `exit code ${code}`;
  });
  const interrupt = (): void => {
    child.kill('SIGINT');
  };
  child.unref();
  await log.close();
  return {
    interrupt,
    ended: () => how,
    lastWord: async () => lastWord((await readFile(place.logFile)).subarray(from).toString('utf8')),
  };
};
