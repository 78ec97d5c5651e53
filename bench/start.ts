/** From the start of the process to its first answer. Line 25. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';
import { type Env, makeBundle, start, type ways } from './support/daemon.ts';
import { median, ms } from './support/measure.ts';
import { startPostgres } from './support/postgres.ts';

const RUNS = 7;
const EMBEDDED = 3;

interface Start {
  /** The first answer to `GET /health`, of whatever status. */
  readonly answered: number;
  /** `GET /readyz` says yes: database, migrations, tree. */
  readonly ready: number;
}

async function once(way: keyof typeof ways, env: Env): Promise<Start> {
  const running = await start(way, env);
  const answered = running.answeredMs;
  const ready = way === 'bare' ? answered : await running.ready();
  await running.stop();
  return { answered, ready };
}

async function given(env: Env): Promise<BenchRow[]> {
  const all: Record<keyof typeof ways, Start[]> = {
    bare: [],
    stripped: [],
    source: [],
    bundle: [],
  };
  for (let run = 0; run <= RUNS; run += 1)
    for (const way of ['bare', 'stripped', 'source', 'bundle'] as const) {
      const one = await once(way, env);
      if (run > 0) all[way].push(one);
    }
  const of = (way: keyof typeof all, what: keyof Start): number =>
    median(all[way].map((one) => one[what]));
  const both = (way: keyof typeof all): string =>
    `${ms(of(way, 'answered'))}, ready ${ms(of(way, 'ready'))}`;
  const row = (line: string, floor: keyof typeof all, ours: keyof typeof all, most: number) => {
    // run by run: a neighbour that wants the machine slows both
    const ratios = all[ours].map((one, n) => one.answered / (all[floor][n]?.answered ?? 1));
    const ratio = median(ratios);
    const words = { line: `${line}, median of ${RUNS}`, floor: `${floor}: ${both(floor)}` };
    return { ...words, ours: both(ours), ratio, goal: `<= ${most}`, met: ratio <= most };
  };
  return [
    row('25 `npm start` to first /health', 'bare', 'source', 1.5),
    row('25 start of the bundle to first /health', 'stripped', 'bundle', 0.45),
  ];
}

/** Without DATABASE_URL: until ready, the first time and another time. */
async function embedded(): Promise<BenchRow[]> {
  const [first, later]: [number[], number[]] = [[], []];
  for (let run = 0; run < EMBEDDED; run += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-start-'));
    chmodSync(dataDir, 0o711); // the server may run as another user
    first.push((await once('source', { DATA_DIR: dataDir })).ready);
    later.push((await once('source', { DATA_DIR: dataDir })).ready);
    rmSync(dataDir, { recursive: true, force: true });
  }
  const row = (line: string, times: readonly number[], most: number): BenchRow => ({
    line: `25 start from source, embedded, ${line}, until ready, median of ${EMBEDDED}`,
    floor: '-',
    ours: ms(median(times)),
    ratio: null,
    goal: `<= ${most} ms`,
    met: median(times) <= most,
  });
  return [row('first ever', first, 3_000), row('initialised before', later, 1_000)];
}

/** Makes the bundle and starts it beside the sources and beside the packages alone. */
export async function startBench(): Promise<BenchRow[]> {
  await makeBundle();
  const server = await startPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-start-'));
  try {
    const { url } = await server.database();
    const rows = await given({ DATABASE_URL: url, DATA_DIR: dataDir });
    return [...rows, ...(await embedded())];
  } finally {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
