/** What a long list takes of memory. Line 10. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { BenchRow } from '../row.ts';
import { mb, median } from '../support/measure.ts';
import { startProbeOrigin } from './origin.ts';

const RUNS = 3;
const MANY = 20_000;
const MOST = 40 * 1_048_576;

async function growth(name: string, origin: string): Promise<number> {
  const url = new URL('./memoryChild.ts', import.meta.url);
  const child = fork(url, [name, origin, String(MANY)]);
  const [bytes] = await once(child, 'message'); // from our own child
  return Number(bytes);
}

export async function memoryOfProbing(): Promise<BenchRow[]> {
  const at = await startProbeOrigin();
  const [floors, ours]: [number[], number[]] = [[], []];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      floors.push(await growth('requestLoop', at.origin));
      ours.push(await growth('ourLook', at.origin));
    }
  } finally {
    at.close();
  }
  const [floor, mine] = [median(floors), median(ours)];
  return [
    {
      line: `10 peak of resident memory above idle, ${MANY} URLs at 50, median of ${RUNS}`,
      floor: `Pool.request loop ${mb(floor)}`,
      ours: mb(mine),
      ratio: mine / floor,
      goal: '<= 40 MB',
      met: mine <= MOST,
    },
  ];
}
