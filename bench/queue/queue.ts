/** Lines 16 to 20: the outbox beside other job queues, and its own promises. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openSlackWorld } from '../../src/commands/world/slack/world.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { poolTo } from '../../test/store/support/postgres.ts';
import type { BenchRow } from '../row.ts';
import { contest, median, ms, quantile, wallOf } from '../support/measure.ts';
import { startPostgres } from '../support/postgres.ts';
import { sideBySide } from './beside.ts';
import { healthWaiting } from './health.ts';
import { drafts, lead, startQueue } from './ours.ts';

const CHANNELS = Array.from({ length: 30 }, (_, n) => `C0BENCH${n}`);
const BURST = 200;
/** 200 posts at 200 a minute, of which 16 may go at once. */
const BOUND_MS = (BURST - 16) * 300;

/** A queue that runs, and a double of Slack with Slack's limits. */
async function rig(db: Db) {
  const channels = [...CHANNELS, ...Array.from({ length: 100 }, (_, n) => `C${n}`), 'C0OPS'];
  const slack = await openSlackWorld({ channels });
  const queue = await startQueue(db, { url: slack.url, token: slack.tokens.bot });
  await pause(300);
  const stop = async () => {
    await queue.stop();
    await slack.close();
  };
  return { slack, queue, stop };
}

async function burst(db: Db): Promise<BenchRow> {
  const { slack, queue, stop } = await rig(db);
  const rows = CHANNELS.flatMap((dest, n) => drafts(n < BURST % 30 ? 7 : 6, { dest }));
  const took = await wallOf(async () => {
    await queue.enqueue(rows);
    while (slack.messages().length < BURST) await pause(5);
  });
  const breaches = slack.breaches().length;
  await stop();
  return {
    line: `18: ${BURST} messages to 30 conversations, ${breaches} breaches`,
    floor: `the pace of the workspace: ${ms(BOUND_MS)}`,
    ours: ms(took),
    ratio: took / BOUND_MS,
    goal: '<= 1.05',
    met: took / BOUND_MS <= 1.05 && breaches === 0,
  };
}

async function notice(db: Db): Promise<BenchRow> {
  const outbox = createOutbox(db);
  for (let n = 0; n < 20; n++) await outbox.enqueue(drafts(500, { lane: 2 }));
  const { slack, queue, stop } = await rig(db);
  await pause(2_000); // the queue is busy with what waits
  const took = await wallOf(async () => {
    await queue.enqueue(drafts(1, { dest: 'C0OPS', lane: 0 }));
    while (slack.messages('C0OPS').length === 0) await pause(2);
  });
  await stop();
  return {
    line: '19: a notice for operators behind 10,000 waiting rows leaves',
    floor: '-',
    ours: ms(took),
    ratio: null,
    goal: '<= 1.5 s',
    met: took <= 1_500,
  };
}

/** One claim with 10,000 waiting rows over 100 conversations. */
async function claims(db: Db): Promise<BenchRow> {
  const { epoch } = await lead(db);
  const outbox = createOutbox(db, 0);
  for (let n = 0; n < 100; n++) await outbox.enqueue(drafts(100, { dest: `C0MANY${n}` }));
  const times: number[] = [];
  for (let n = 0; n < 200; n++) {
    let rows = 0;
    times.push(
      await wallOf(async () => {
        const claimed = await outbox.claim(epoch, randomUUID(), 1);
        rows = claimed.type === 'done' ? claimed.value.length : 0;
        if (claimed.type === 'done')
          for (const row of claimed.value) await outbox.record(row, { type: 'printed' });
      }),
    );
    if (rows === 0) throw new Error('nothing was claimed');
  }
  const p95 = quantile(times, 0.95);
  return {
    line: 'delivery-27: one claim and its record at 10,000 waiting rows over 100 conversations, p95 of 200',
    floor: '-',
    ours: ms(p95),
    ratio: null,
    goal: '< 20 ms',
    met: p95 < 20,
  };
}

const clear = (db: Db): PromiseLike<unknown> =>
  db.run(
    { name: 'bench', repeatable: false },
    (sql) =>
      sql`with a as (delete from outbox), d as (delete from destination) delete from announced`,
  );

async function depth(db: Db): Promise<BenchRow> {
  const outbox = createOutbox(db);
  for (let n = 0; n < 200; n++) await outbox.enqueue(drafts(500));
  const nothing = async () => {
    await db.run({ name: 'bench', repeatable: true }, (sql) => sql`select 1`);
  };
  const times = await contest(20, [nothing, () => outbox.measure()], wallOf);
  const [floor = 0, ours = 0] = times.map(median);
  return {
    line: '20: depth and oldest age at 100,000 waiting rows, median of 20',
    floor: `select 1: ${ms(floor)}`,
    ours: ms(ours),
    ratio: ours / floor,
    goal: '<= 2 ms',
    met: ours <= 2,
  };
}

/** All of it on one server of its own. */
export async function queueBench(): Promise<BenchRow[]> {
  const server = await startPostgres();
  const { settings } = await server.database();
  await migrate(settings);
  const db = poolTo(settings);
  try {
    const rows = await sideBySide(server, db);
    for (const part of [burst, notice, claims, depth]) {
      await clear(db);
      rows.push(await part(db));
    }
    rows.push(await healthWaiting(server));
    return rows;
  } finally {
    await db.close(1_000);
    await server.close();
  }
}
