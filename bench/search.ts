/** Searching the entries, beside a bare scan of the same table. */

import { randomUUID } from 'node:crypto';
import { parse } from '../src/domain/talk/grammar/parse.ts';
import { needleOf } from '../src/domain/talk/search/needle.ts';
import { IndexTurn } from '../src/sources/index/turn.ts';
import { createLeadership } from '../src/store/leader.ts';
import { createLookup } from '../src/store/lookup/lookup.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPapers } from '../src/store/papers/papers.ts';
import type { Db } from '../src/store/pool/db.ts';
import { bulkLimits } from '../src/store/pool/settings.ts';
import { commitOf, never } from '../test/store/suite/batches.ts';
import { poolTo } from '../test/store/support/postgres.ts';
import { bodyOf, fullSize } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';
import { startPostgres } from './support/postgres.ts';

const RUNS = 20;
const call = { name: 'bench', repeatable: false } as const;

const searches = [
  'span',
  'std::execution',
  'author:"van eerd"',
  'group:EWG since:2020',
  'a all:yes',
];

async function median(work: () => PromiseLike<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const from = performance.now();
    await work();
    if (run > 0) times.push(performance.now() - from); // the first one warms up
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

/** The index at its full size, as a poll stores it. */
async function seed(db: Db): Promise<void> {
  const turn = new IndexTurn();
  turn.read({ bytes: bodyOf(fullSize()), encoding: 'identity', minEntries: 1 });
  turn.compare({ known: [], base: null });
  const parts = [...turn.prepare({ rows: [], facts: { snapshot: randomUUID(), nowMs: 0 } })];
  const leadership = createLeadership(db, { instance: randomUUID(), holder: 'bench', alone: true });
  await leadership.bid(true);
  const epoch = await leadership.take('poller');
  if (epoch === null) throw new Error('not leading');
  const papers = createPapers(db, db);
  const commit = commitOf(parts.length);
  await papers.stage(commit.cycle, parts, never);
  await papers.commit(epoch, commit);
  await db.run(call, (sql) => sql`analyze entries`);
}

async function rowsOf(db: Db): Promise<readonly BenchRow[]> {
  const lookup = createLookup(db);
  const scan = (): PromiseLike<unknown> =>
    db.run(
      call,
      (sql) => sql`select count(*) from entries where position('span' in title_fold) > 0`,
    );
  const rows: BenchRow[] = [];
  for (const words of searches) {
    const read = parse(`search ${words}`);
    if (read.type !== 'search') throw new Error(words);
    const needle = needleOf(read.query);
    const floor = await median(scan);
    const ours = await median(() => lookup.search(needle, { offset: 0, limit: 10 }));
    rows.push({
      line: `search ${words}, 29,136 entries, median of ${RUNS}`,
      floor: `position() over all titles: ${floor.toFixed(1)} ms`,
      ours: `${ours.toFixed(1)} ms`,
      ratio: ours / floor,
      goal: '<= 250 ms',
      met: ours <= 250,
    });
  }
  return rows;
}

/** Measures on a server of its own. */
export async function searchBench(): Promise<readonly BenchRow[]> {
  const server = await startPostgres();
  try {
    const { settings } = await server.database();
    await migrate(settings);
    const db = poolTo(settings, bulkLimits);
    await seed(db);
    const rows = await rowsOf(db);
    await db.close(100);
    return rows;
  } finally {
    await server.close();
  }
}
