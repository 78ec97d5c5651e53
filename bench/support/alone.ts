import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { BenchRow } from '../row.ts';

/** Runs a part in a process of its own. Rejects when that ends without rows. */
export async function runAlone(name: string): Promise<readonly BenchRow[]> {
  const child = fork(new URL('./part.ts', import.meta.url), [name], {
    stdio: ['inherit', 2, 'inherit', 'ipc'], // stdout is for the one table
  });
  let rows: readonly BenchRow[] | null = null;
  child.on('message', (told) => {
    rows = told as readonly BenchRow[]; // from our own child
  });
  const [code, signal] = await once(child, 'exit');
  if (rows === null) throw new Error(`${name} ended with ${code ?? signal} and no rows`);
  return rows;
}
