/** Thirty days of normal life of the whole tree on a virtual clock: six actors, real flows, all timers. */

import { heapGrowth, judgeLife } from '../../test/support/month/judge.ts';
import { liveThrough } from '../../test/support/month/run.ts';
import { wholeSupply } from '../../test/support/month/supply.ts';
import type { BenchRow } from '../row.ts';

const MB = 1_048_576;
const MOST_GROWTH_MB = 8;

/** `days`: how long; the heap is compared between the third and the last. */
async function lifeBench(days: number): Promise<BenchRow[]> {
  const before = process.getActiveResourcesInfo().length;
  const startedAt = performance.now();
  const lived = await liveThrough(wholeSupply(), { days, heapOn: [3, days], minEntries: 5_000 });
  const seconds = (performance.now() - startedAt) / 1_000;
  const left = process.getActiveResourcesInfo().length - before;
  const growth = heapGrowth(lived);
  const row = (line: string, ours: string, goal: string, met: boolean, floor = '-'): BenchRow => ({
    line: `operations-22: ${days} days, ${line}`,
    floor,
    ours,
    ratio: null,
    goal,
    met,
  });
  return [
    ...judgeLife(lived, days).map(({ promise, seen, goal, met }) => row(promise, seen, goal, met)),
    row('handles of the process left', `${left}`, '0', left <= 0),
    row(
      'heap after everything that can go has gone',
      `${(growth.bytes / MB).toFixed(1)} MB more than rows explain`,
      `<= ${MOST_GROWTH_MB} MB`,
      growth.bytes <= MOST_GROWTH_MB * MB,
      growth.words,
    ),
    row('time it took', `${seconds.toFixed(0)} s`, '-', true, `${days * 86_400} s`),
  ];
}

/** `npm run bench -- month`: about a quarter of an hour of one core. */
export const monthBench = (): Promise<BenchRow[]> => lifeBench(30);

/** `npm run bench -- week`: the same, shorter. */
export const weekBench = (): Promise<BenchRow[]> => lifeBench(7);
