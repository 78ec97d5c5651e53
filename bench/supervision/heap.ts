import { heapNow } from '../../test/support/heap.ts';

/** How many bytes more are in use after some work than before it. */
export function heapGrowth(work: () => void): number {
  const before = heapNow();
  work();
  return heapNow() - before;
}
