/** Resident memory of the bundled daemon that knows 29,000 entries. Line 26. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchRow } from './row.ts';
import { type Env, makeBundle, start } from './support/daemon.ts';
import { mb, median } from './support/measure.ts';
import { startOrigin } from './support/origin.ts';
import { startPostgres } from './support/postgres.ts';

const RUNS = 3;
const MB = 1_048_576;
/** Shorter than the life of an idle worker, so that the idle value counts it where it would stay. */
const SETTLED_MS = 10_000;

interface Memory {
  /** Some seconds after a poll that changed nothing. */
  readonly idle: number;
  /** Of a life that polled a changed index. */
  readonly peak: number;
  /** Some seconds after that change. */
  readonly after: number;
  readonly bare: number;
}

const isResult =
  (result: string) =>
  (line: Readonly<Record<string, unknown>>): boolean =>
    line['result'] === result;

/** A life that finds nothing new and then a change of 172 entries. */
async function life(env: Env, change: () => Promise<void>): Promise<Memory> {
  const bare = await start('bare');
  const { rss: bareRss } = bare.memory();
  await bare.stop();
  const running = await start('bundle', { ...env, POLL_INTERVAL: '20s' });
  await running.line('poll.succeeded', isResult('not_modified'));
  await pause(SETTLED_MS);
  const idle = running.memory().rss;
  await change();
  await running.line('poll.succeeded', isResult('changed'));
  const { peak } = running.memory();
  await pause(SETTLED_MS);
  const after = running.memory();
  await running.stop();
  return { idle, peak: Math.max(peak, after.peak), after: after.rss, bare: bareRss };
}

const row = (
  line: string,
  floor: number,
  ours: number,
  most: number,
  reason?: string,
): BenchRow => ({
  line: `26 memory: ${line}, median of ${RUNS}`,
  floor: `packages alone, from source: ${mb(floor)}`,
  ours: mb(ours),
  ratio: ours / floor,
  goal: `<= ${most} MB`,
  met: ours <= most * MB,
  ...(reason === undefined ? {} : { reason }),
});

/** Seeds a database once; then lives of the daemon, each with a changed index. */
export async function memoryBench(): Promise<BenchRow[]> {
  await makeBundle();
  const server = await startPostgres();
  const origin = await startOrigin();
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-memory-'));
  try {
    const { url } = await server.database();
    const env = { DATABASE_URL: url, DATA_DIR: dataDir, WG21_INDEX_URL: origin.validating };
    const first = await start('bundle', env);
    await first.line('poll.succeeded', isResult('seeded'));
    const seeding = first.memory().peak;
    await first.stop();
    const lives: Memory[] = [];
    for (let run = 1; run <= RUNS; run += 1) lives.push(await life(env, () => origin.serve(run)));
    const of = (key: keyof Memory): number => median(lives.map((one) => one[key]));
    const bare = of('bare');
    return [
      row('idle, after a poll that found nothing new', bare, of('idle'), 100),
      row(
        '10 s after a change of 172 entries',
        bare,
        of('after'),
        100,
        'pages of the Node executable',
      ),
      row('peak over that change', bare, of('peak'), 180),
      row('peak over the seeding (once)', bare, seeding, 180),
    ];
  } finally {
    origin.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
