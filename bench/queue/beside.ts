/** Lines 16 and 17: the outbox beside other job queues on the same server. */

import type { Db } from '../../src/store/pool/db.ts';
import type { BenchRow } from '../row.ts';
import { median, ms, wallOf } from '../support/measure.ts';
import type { BenchServer } from '../support/postgres.ts';
import { outboxQueue } from './ours.ts';
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
  /** Why the goal is not reached. */
  readonly reason: string;
  readonly after?: (queue: JobQueue) => Promise<unknown>;
}

/** What the peers do not write with a message, and we must: nothing is told twice. */
const MORE_ROWS =
  'a key for ever, a count and a conversation go with each message; they write one row';

const lines: readonly Line[] = [
  {
    line: `16: enqueue ${ONES}, one by one`,
    goal: 2,
    work: ones,
    after: empties(ONES),
    reason: `one commit takes most of it, theirs too; ${MORE_ROWS}`,
  },
  {
    line: `16: claim and complete ${ONES}, one by one`,
    goal: 1.4,
    before: (queue) => queue.enqueueMany(ONES),
    work: (queue) => queue.drainOne(ONES),
    reason: 'a claim looks at the first row of 50 conversations, for their order and pace',
  },
  {
    line: `17: enqueue ${MANY} at once`,
    goal: 1.3,
    work: (queue) => queue.enqueueMany(MANY),
    after: empties(MANY),
    reason: MORE_ROWS,
  },
  {
    line: `17: claim and complete ${MANY}, 50 at a time`,
    goal: 2,
    before: (queue) => queue.enqueueMany(MANY),
    work: (queue) => queue.drainMany(MANY),
    reason: '50 rows are of 50 conversations: each moves its pace, too',
  },
];

/** All four lines, with whichever peers are installed. */
export async function sideBySide(server: BenchServer, db: Db): Promise<BenchRow[]> {
  const boss = await pgBoss((await server.database()).url);
  const worker = await graphileWorker((await server.database()).url);
  const absent = [
    ...(boss === null ? ['pg-boss'] : []),
    ...(worker === null ? ['graphile-worker'] : []),
  ];
  const queues = [await outboxQueue(db), boss, worker].filter((one) => one !== null);
  const rows: BenchRow[] = [];
  for (const { line, goal, reason, after = nothing, ...work } of lines) {
    rows.push({ ...(await against(line, goal, queues, absent, work)), reason });
    for (const queue of queues) await after(queue);
  }
  for (const queue of queues) await queue.close();
  return rows;
}
