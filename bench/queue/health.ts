/** `GET /health` while 10,000 rows wait, beside the same daemon with an empty queue. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../../src/store/migrate.ts';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import { poolTo } from '../../test/store/support/postgres.ts';
import type { BenchRow } from '../row.ts';
import { ask, type Running, start } from '../support/daemon.ts';
import { contest, median, ms, quantile, wallOf } from '../support/measure.ts';
import type { BenchServer } from '../support/postgres.ts';
import { drafts } from './ours.ts';

const RUNS = 200;
const ROWS = 10_000;

/** Slack is away, so that what waits stays. */
const away = {
  SLACK_API_URL: 'http://127.0.0.1:1/api/',
  SLACK_BOT_TOKEN: 'xoxb-0-bench',
  SLACK_APP_TOKEN: 'xapp-0-bench',
  NOTIFICATION_CHANNEL: 'C0PAPERS',
  OPS_ALERT_CHANNEL: 'C0OPS',
};

async function daemonOver(server: BenchServer, rows: number, dataDir: string): Promise<Running> {
  const { settings, url } = await server.database();
  await migrate(settings);
  const db = poolTo(settings);
  const outbox = createOutbox(db);
  for (let n = 0; n < rows; n += 500) await outbox.enqueue(drafts(500));
  await db.close(1_000);
  const daemon = await start('source', { ...away, DATABASE_URL: url, DATA_DIR: dataDir });
  await daemon.ready();
  return daemon;
}

/** How many rows wait, once the daemon has looked. */
async function depthOf(url: string): Promise<number> {
  for (let n = 0; n < 300; n += 1) {
    const read: unknown = await (await fetch(`${url}/health`)).json();
    const depth = Number(/"queue_depth":(\d+)/.exec(JSON.stringify(read))?.[1] ?? 0);
    if (depth > 0) return depth;
    await pause(100);
  }
  return 0;
}

export async function healthWaiting(server: BenchServer): Promise<BenchRow> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-waiting-'));
  const running: Running[] = [];
  const begin = async (rows: number, name: string): Promise<Running> => {
    const daemon = await daemonOver(server, rows, join(dataDir, name));
    running.push(daemon);
    return daemon;
  };
  try {
    const empty = await begin(0, 'empty');
    const full = await begin(ROWS, 'full');
    const depth = await depthOf(full.url);
    if (depth < ROWS - 100) throw new Error(`${depth} rows wait, not ${ROWS}`);
    const get = (daemon: Running) => () => ask(`${daemon.url}/health`);
    const [floor = [], ours = []] = await contest(RUNS, [get(empty), get(full)], wallOf);
    const p99 = quantile(ours, 0.99);
    return {
      line: `delivery-27: /health while ${depth} rows wait, p99 of ${RUNS}`,
      floor: `an empty queue: ${ms(quantile(floor, 0.99))}`,
      ours: ms(p99),
      ratio: median(ours) / median(floor),
      goal: '< 50 ms, <= 1.5 times the empty queue by median',
      met: p99 < 50 && median(ours) <= 1.5 * median(floor),
    };
  } finally {
    await Promise.all(running.map((daemon) => daemon.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}
