/** Lines 16 to 20: the outbox beside other job queues on the same server, and its own promises. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openSlackWorld } from '../../src/commands/world/slack/world.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { poolTo } from '../../test/store/support/postgres.ts';
import type { BenchRow } from '../row.ts';
import { contest, median, ms, quantile, wallOf } from '../support/measure.ts';
import { type BenchServer, startPostgres } from '../support/postgres.ts';
import { drafts, lead, outboxQueue, startQueue } from './ours.ts';
import { graphileWorker, type JobQueue, pgBoss } from './peers.ts';

const RUNS = 9;
const ONES = 200;
const MANY = 500;

const missing = (names: readonly string[]): string =>
  names.length === 0 ? '' : `; not installed: ${names.join(', ')}`;

interface Work {
  /** What must be there for it; not timed. */
  readonly before?: (queue: JobQueue) => Promise<unknown>;
  readonly work: (queue: JobQueue) => Promise<unknown>;
}

const nothing = async (): Promise<void> => {};

/** One line: what each contender needs for the same work; the better peer is what counts. */
async function against(
  line: string,
  goal: number,
  queues: readonly JobQueue[],
  absent: readonly string[],
  { before = nothing, work }: Work,
): Promise<BenchRow> {
  const times: number[][] = queues.map(() => []);
  for (let run = 0; run <= RUNS; run += 1)
    for (const [n, queue] of queues.entries()) {
      await before(queue);
      const time = await wallOf(() => work(queue));
      if (run > 0) times[n]?.push(time);
    }
  const [own = 0, ...peers] = times.map(median);
  const best = Math.min(...peers);
  const ratio = best / own;
  const named = peers.map((time, n) => `${queues[n + 1]?.name} ${ms(time)}`);
  return {
    line: `${line}, median of ${RUNS}`,
    floor: `${named.join(', ') || '-'}${missing(absent)}`,
    ours: ms(own),
    ratio: peers.length === 0 ? null : ratio,
    goal: `>= ${goal.toFixed(1)} times the better peer`,
    met: peers.length > 0 && ratio >= goal,
  };
}

const ones = async (queue: JobQueue): Promise<void> => {
  for (let n = 0; n < ONES; n++) await queue.enqueueOne();
};

/** What an enqueue leaves behind goes, so that every table is as small for the next line. */
const empties = (count: number) => (queue: JobQueue) => queue.drainMany((RUNS + 1) * count);

interface Line extends Work {
  readonly line: string;
  readonly goal: number;
  readonly after?: (queue: JobQueue) => Promise<unknown>;
}

const lines: readonly Line[] = [
  { line: `16: enqueue ${ONES}, one by one`, goal: 2, work: ones, after: empties(ONES) },
  {
    ...{ line: `16: claim and complete ${ONES}, one by one`, goal: 1.4 },
    ...{ before: (queue) => queue.enqueueMany(ONES), work: (queue) => queue.drainOne(ONES) },
  },
  {
    ...{ line: `17: enqueue ${MANY} at once`, goal: 1.3 },
    ...{ work: (queue) => queue.enqueueMany(MANY), after: empties(MANY) },
  },
  {
    ...{ line: `17: claim and complete ${MANY}, 50 at a time`, goal: 2 },
    ...{ before: (queue) => queue.enqueueMany(MANY), work: (queue) => queue.drainMany(MANY) },
  },
];

async function sideBySide(server: BenchServer, db: Db): Promise<BenchRow[]> {
  const boss = await pgBoss((await server.database()).url);
  const worker = await graphileWorker((await server.database()).url);
  const absent = [
    ...(boss === null ? ['pg-boss'] : []),
    ...(worker === null ? ['graphile-worker'] : []),
  ];
  const queues = [await outboxQueue(db), boss, worker].filter((one) => one !== null);
  const rows: BenchRow[] = [];
  for (const { line, goal, after = nothing, ...work } of lines) {
    rows.push(await against(line, goal, queues, absent, work));
    for (const queue of queues) await after(queue);
  }
  for (const queue of queues) await queue.close();
  return rows;
}

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
    return rows;
  } finally {
    await db.close(1_000);
    await server.close();
  }
}
