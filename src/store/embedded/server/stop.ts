import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../failures.ts';
import type { Place } from '../place/place.ts';
import { isServer, readPidFile } from './pidFile.ts';

/** Asks for a fast shutdown; a server that is gone already is as good. */
const interrupt = (pid: number): void => {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
};

/**
 * Ends the server, whoever started it, and waits for its pid file to go: up to `withinMs`, after
 * which it ends by itself.
 */
export const stopServer = async (place: Place, linux: boolean, withinMs: number): Promise<void> => {
  const file = await readPidFile(place.data);
  if (file === null || (linux && !(await isServer(file.pid)))) return;
  interrupt(file.pid);
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    if ((await readPidFile(place.data)) === null) return;
    await sleep(5);
  }
};
