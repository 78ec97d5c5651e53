/** How the bundle is started, by the image and by the bench. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Flags of Node. They are part of the key of the compile cache: with others it is not used. Small
 * young generations: what a poll leaves is dropped at once, and Node would keep tens of MB for it.
 */
export const flags = ['--max-semi-space-size=1', '--max-old-space-size=128'] as const;

/**
 * Environment that has to stand before the process starts. glibc keeps what a thread has freed, up
 * to 30 MB a poll: one arena, and large blocks that go back to the system when they are freed.
 */
export const environment = (out: string): Readonly<Record<string, string>> => ({
  NODE_COMPILE_CACHE: join(out, 'cache'),
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '32768',
  MALLOC_TOP_PAD_: '0',
});

/** Starts the bundle in `out` as the image does. */
export function startBundle(out: string, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [...flags, join(out, 'src/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', ...environment(out), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A server that is not there: the daemon waits for it and answers `GET /health` meanwhile. */
const waiting = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing?sslmode=disable',
  PORT: '0',
  OPS_PORT: '0',
  LOG_FORMAT: 'json',
};

/**
 * Makes the compile cache: what was compiled until the process ends is kept, so it starts, answers
 * once and stops. The cache is that of the user who runs this: the image has to run as the same.
 */
export async function warmUp(out: string): Promise<void> {
  const child = startBundle(out, { ...waiting, DATA_DIR: join(out, 'data') });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  if (child.stdout !== null)
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      const { event, listener, url } = JSON.parse(line);
      if (event !== 'http.listening' || listener !== 'operators') continue;
      await (await fetch(`${url}/health`)).text();
      child.kill('SIGTERM');
    }
  const code = await ended;
  if (code !== 0) throw new Error(`the bundle ended with ${code}:\n${lines.join('\n')}`);
}
