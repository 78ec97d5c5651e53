/** `GET /health` beside a bare hono with as many bytes. Line 23. */

import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchRow } from './row.ts';
import { ask, type Env, makeBundle, type Running, start } from './support/daemon.ts';
import { median, ms, quantile } from './support/measure.ts';
import { startOrigin } from './support/origin.ts';
import { startPostgres } from './support/postgres.ts';

const RUNS = 7;
const REQUESTS = 4_000;
const CONNECTIONS = 20;
const EVERY_MS = 20; // 50 a second
const CHANGES = 8;

/** How many requests a second it answers over twenty connections. */
async function rate(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = REQUESTS;
  const begin = performance.now();
  const one = async (): Promise<void> => {
    while (left-- > 0) await ask(url, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  const seconds = (performance.now() - begin) / 1_000;
  agent.destroy();
  return REQUESTS / seconds;
}

async function rates(daemon: Running): Promise<BenchRow> {
  const health = `${daemon.url}/health`;
  const bytes = (await (await fetch(health)).text()).length;
  const bare = await start('bare', { BYTES: String(bytes) });
  const [floors, ours]: [number[], number[]] = [[], []];
  for (let run = 0; run <= RUNS; run += 1) {
    const [floor, mine] = [await rate(`${bare.url}/health`), await rate(health)];
    if (run === 0) continue; // to warm up
    floors.push(floor);
    ours.push(mine);
  }
  await bare.stop();
  const ratio = median(ours.map((value, n) => value / (floors[n] ?? 1)));
  const shown = (value: number): string => `${Math.round(value)}/s`;
  return {
    line: `23 /health of ${bytes} bytes, ${CONNECTIONS} connections, median of ${RUNS}`,
    floor: `bare hono ${shown(median(floors))}`,
    ours: shown(median(ours)),
    ratio,
    goal: '>= 0.9',
    met: ratio >= 0.9,
  };
}

/** What 50 requests a second wait for while `work` is under way. */
async function waits(url: string, work: Promise<unknown>): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const found: number[] = [];
  const asked: Promise<void>[] = [];
  let over = false;
  const stopped = work.finally(() => {
    over = true;
  });
  const request = async (): Promise<void> => {
    const begin = performance.now();
    await ask(url, agent);
    found.push(performance.now() - begin);
  };
  while (!over) {
    asked.push(request());
    await pause(EVERY_MS);
  }
  await Promise.all([stopped, ...asked]);
  agent.destroy();
  return found;
}

/** A daemon over a database of its own, which polls every second. */
async function duringChanges(env: Env, serve: (step: number) => Promise<void>): Promise<BenchRow> {
  const daemon = await start('bundle', { ...env, POLL_INTERVAL: '1s' });
  await daemon.line('poll.succeeded', (line) => line['result'] === 'seeded');
  await pause(2_000);
  const still = await waits(`${daemon.url}/health`, pause(4_000));
  const busy: number[] = [];
  const seen = new Set<unknown>();
  for (let step = 1; step <= CHANGES; step += 1) {
    const changed = daemon.line(
      'poll.succeeded',
      (line) => line['result'] === 'changed' && !seen.has(line['time']),
    );
    await serve(step);
    busy.push(...(await waits(`${daemon.url}/health`, changed)));
    seen.add((await changed)['time']);
  }
  await daemon.stop();
  const p99 = quantile(busy, 0.99);
  return {
    line: `23 /health, p99 of ${busy.length} at 50/s during ${CHANGES} changes of a 10 MB index`,
    floor: `nothing going on: ${ms(quantile(still, 0.99))}`,
    ours: ms(p99),
    ratio: p99 / quantile(still, 0.99),
    goal: '<= 10 ms',
    met: p99 <= 10,
  };
}

/** Throughput, and how long answers take while the index changes. */
export async function httpBench(): Promise<BenchRow[]> {
  await makeBundle();
  const server = await startPostgres();
  const origin = await startOrigin();
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-http-'));
  try {
    const { url } = await server.database();
    const env = { DATABASE_URL: url, DATA_DIR: dataDir };
    const daemon = await start('bundle', env);
    await daemon.ready();
    const first = await rates(daemon);
    await daemon.stop();
    const polling = { ...env, WG21_INDEX_URL: origin.validating };
    return [first, await duringChanges(polling, origin.serve)];
  } finally {
    origin.close();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
