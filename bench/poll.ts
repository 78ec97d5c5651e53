/** A poll as it is: HTTP, thread, PostgreSQL. Lines 12 to 14. */

import { migrate } from '../src/store/migrate.ts';
import { bodyOf } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';
import { grown } from './support/grown.ts';
import { blockOf, contest, cpuOf, median, ms, wallOf } from './support/measure.ts';
import { type Origin, startOrigin } from './support/origin.ts';
import { type Poller, pollerAt } from './support/poller.ts';
import { startPostgres } from './support/postgres.ts';

const UNCHANGED = 60;
const CHANGED = 5;
const SEEDINGS = 3;

const row = (line: string, floor: string, ours: string, goal: string, met: boolean): BenchRow => ({
  line,
  floor,
  ours,
  ratio: null,
  goal,
  met,
});

async function unchanged(
  name: string,
  result: 'not_modified' | 'unchanged',
  poller: Poller,
  most: number,
): Promise<BenchRow> {
  const contenders = [() => poller.nothing(), () => poller.poll(result)];
  for (let n = 0; n < 40; n += 1) await poller.poll(result); // until the code is warm
  const [floors = [], cpus = []] = await contest(UNCHANGED, contenders, cpuOf);
  const [, walls = []] = await contest(UNCHANGED, contenders, wallOf);
  const [floor, cpu] = [median(floors), median(cpus)];
  return {
    ...row(
      `12 poll, ${name}: CPU, median of ${UNCHANGED}`,
      `\`select 1\` over the pool ${ms(floor)}`,
      `${ms(cpu)} (wall ${ms(median(walls))})`,
      `<= ${most} ms`,
      cpu <= most,
    ),
    ratio: cpu / floor,
  };
}

async function changed(poller: Poller, origin: Origin): Promise<BenchRow[]> {
  const text = bodyOf(grown(0)).toString();
  const cpus: number[] = [];
  const parses: number[] = [];
  const walls: number[] = [];
  let step = 0;
  const next = async (measure: (work: () => unknown) => Promise<number>): Promise<number> => {
    step += 1;
    await origin.serve(step);
    return measure(() => poller.poll('changed'));
  };
  await next(cpuOf); // to warm up
  for (let run = 0; run < CHANGED; run += 1) {
    parses.push(await cpuOf(() => JSON.parse(text)));
    cpus.push(await next(cpuOf));
    walls.push(await next(wallOf));
  }
  const blocks: number[] = [];
  for (let run = 0; run < CHANGED; run += 1) blocks.push(await next(blockOf));
  const [floor, cpu, block] = [median(parses), median(cpus), median(blocks)];
  return [
    {
      ...row(
        `13 poll, 172 new of 10 MB: CPU of the process, median of ${CHANGED}`,
        `JSON.parse ${ms(floor)}`,
        `${ms(cpu)} (wall ${ms(median(walls))})`,
        '<= 3.0',
        cpu / floor <= 3,
      ),
      ratio: cpu / floor,
    },
    row(
      `14 poll, 172 new: longest block, median of ${CHANGED} (most ${ms(Math.max(...blocks))})`,
      '-',
      ms(block),
      '<= 10 ms',
      block <= 10,
    ),
  ];
}

/** Conditional, unchanged, changed and first polls against PostgreSQL. */
export async function pollBench(): Promise<BenchRow[]> {
  const server = await startPostgres();
  const origin = await startOrigin();
  const open = async (url: string): Promise<Poller> => {
    const { settings } = await server.database();
    await migrate(settings);
    const poller = pollerAt(url, settings);
    await poller.begin();
    return poller;
  };
  const rows: BenchRow[] = [];
  try {
    const validating = await open(origin.validating);
    await validating.poll('seeded');
    rows.push(await unchanged('answered 304', 'not_modified', validating, 1.5));
    await validating.close();

    const bare = await open(origin.bare);
    await bare.poll('seeded');
    rows.push(await unchanged('same compressed bytes', 'unchanged', bare, 3));
    rows.push(...(await changed(bare, origin)));
    await bare.close();

    const blocks: number[] = [];
    for (let run = 0; run < SEEDINGS; run += 1) {
      const fresh = await open(origin.validating);
      blocks.push(await blockOf(() => fresh.poll('seeded')));
      await fresh.close();
    }
    const block = median(blocks);
    const line = `14 poll, seeding 29,000 entries: longest block, median of ${SEEDINGS}`;
    rows.push(row(line, '-', ms(block), '<= 20 ms', block <= 20));
  } finally {
    origin.close();
    await server.close();
  }
  return rows;
}
