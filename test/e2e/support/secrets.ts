import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Daemon } from './daemon.ts';

/** Where a text holds a secret: what stands before it, so that a failure says where to look. */
export const around = (text: string, secret: string): readonly string[] =>
  text.includes(secret)
    ? [text.slice(Math.max(0, text.indexOf(secret) - 120), text.indexOf(secret) + 9)]
    : [];

/** Everything that operators can read, and every file of the data folder, as text. */
export async function everythingOf(
  daemon: Daemon,
  token: string,
  dataDir: string,
): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const read = async (path: string): Promise<string> =>
    (await daemon.get(path, 'operators', { headers })).text();
  const { pages } = JSON.parse(await read('/debug')) as { pages: readonly string[] };
  const stop = new AbortController();
  const { body } = await daemon.get('/inspect/stream', 'operators', {
    headers,
    signal: stop.signal,
  });
  let streamed = '';
  for await (const part of body ?? []) {
    streamed += new TextDecoder().decode(part);
    if (streamed.endsWith(':\n\n')) break; // all that was kept has come
  }
  stop.abort();
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const kept = files
    .filter((one) => one.isFile())
    .map((one) => readFile(join(one.parentPath, one.name), 'utf8'));
  const paths = ['/metrics', '/inspect', '/inspect/tree', ...pages.map((one) => `/debug/${one}`)];
  const shown = await Promise.all(paths.map(read));
  assert.ok(
    shown.every((text) => text.length > 2) && pages.length >= 10 && streamed.length > 1_000,
  );
  return [...shown, streamed, ...(await Promise.all(kept))];
}
