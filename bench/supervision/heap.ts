import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const collect: () => void = runInNewContext('gc');

/** Bytes in use after everything that can go has gone. */
export function heapNow(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** How much more is in use after some work than before it. */
export function heapGrowth(work: () => void): number {
  const before = heapNow();
  work();
  return heapNow() - before;
}
