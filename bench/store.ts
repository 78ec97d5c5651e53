/** Storing an index (lines 14 and 15). */

import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryLine, readEntryLine } from '../src/domain/papers/diff/line.ts';
import type { Epoch } from '../src/ports/leadership.ts';
import type { PaperStore, StagePart } from '../src/ports/papers.ts';
import { IndexTurn } from '../src/sources/index/turn.ts';
import { DATABASE, serverAt } from '../src/store/embedded/client.ts';
import { startEmbedded } from '../src/store/embedded/start.ts';
import { createLeadership } from '../src/store/leader.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPapers } from '../src/store/papers/papers.ts';
import type { Db } from '../src/store/pool/db.ts';
import { bulkLimits } from '../src/store/pool/settings.ts';
import { commitOf, never } from '../test/store/suite/batches.ts';
import { poolTo } from '../test/store/support/postgres.ts';
import { assembled, bodyOf } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';

const RUNS = 5;
const CHANGED = 32;
const call = { name: 'bench', repeatable: false } as const;

const sorted = (times: readonly number[]): readonly number[] => times.toSorted((a, b) => a - b);
const median = (times: readonly number[]): number => sorted(times)[times.length >> 1] ?? 0;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const timed = async (work: () => PromiseLike<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

interface Bench {
  readonly db: Db;
  readonly papers: PaperStore;
  readonly epoch: Epoch;
  /** The statements that the papers ran, by name. */
  readonly ran: string[];
}

/** The same pool, with the names of what runs on it. */
const counting = (db: Db, ran: string[]): Db => ({
  run: (call, work) => {
    ran.push(call.name);
    return db.run(call, work);
  },
  check: () => db.check(),
  status: () => db.status(),
  close: (withinMs) => db.close(withinMs),
});

/** The parts that the worker makes of the whole index. */
function seedParts(): readonly StagePart[] {
  const turn = new IndexTurn();
  turn.read({ bytes: bodyOf(assembled()), encoding: 'identity', minEntries: 1 });
  turn.compare({ known: [], base: null });
  return [...turn.prepare({ rows: [], facts: { snapshot: randomUUID(), nowMs: 0 } })];
}

/** The same rows with another hash: what a changed poll stages. */
function changedParts(seed: readonly StagePart[]): readonly StagePart[] {
  const rows: unknown = JSON.parse(seed[0]?.body ?? '[]');
  if (!Array.isArray(rows)) throw new Error('no rows');
  const changed = rows
    .slice(0, CHANGED)
    .map((line) => entryLine({ ...readEntryLine(line), hash: randomUUID() }));
  return [{ kind: 'entries', part: 0, body: JSON.stringify(changed) }];
}

async function store({ papers, epoch }: Bench, parts: readonly StagePart[]): Promise<void> {
  const commit = commitOf(parts.length);
  await papers.stage(commit.cycle, parts, never);
  const answer = await papers.commit(epoch, commit);
  if (answer.type === 'fenced') throw new Error('fenced');
}

const forget = ({ db }: Bench): PromiseLike<unknown> =>
  db.run(call, (sql) => sql`truncate entries, events, snapshots, cycle_run, notifications`);

const floor = ({ db }: Bench): PromiseLike<unknown> =>
  db.run(
    call,
    (sql) => sql`
      insert into entries as e
      select key, raw_key, prefix, number, revision, regular, title, title_fold, authors,
        author_fold, date_raw, date_iso, date_precision, groups, link, long_link, github_url,
        section, status, raw, hash, first_seen, seeded, missing_since, source
      from floor_entries
      on conflict (key) do update set hash = excluded.hash where e.hash <> excluded.hash`,
  );

/** Seeding and the floor in turn. */
async function seeding(bench: Bench, parts: readonly StagePart[]) {
  const [ours, floors, blocks] = [[], [], []] as [number[], number[], number[]];
  await store(bench, parts);
  await bench.db.run(call, (sql) => sql`create unlogged table floor_entries as table entries`);
  for (let run = 0; run <= RUNS; run += 1) {
    await forget(bench);
    const server = await timed(() => floor(bench));
    await forget(bench);
    let [last, block] = [performance.now(), 0];
    const look = setInterval(() => {
      block = Math.max(block, performance.now() - last - 1);
      last = performance.now();
    }, 1);
    const time = await timed(() => store(bench, parts));
    clearInterval(look);
    if (run === 0) continue; // to warm up
    for (const [times, value] of [
      [ours, time],
      [floors, server],
      [blocks, block],
    ] as const)
      times.push(value);
  }
  return { ours: median(ours), floor: median(floors), block: Math.max(...blocks) };
}

async function rowsOf(bench: Bench): Promise<readonly BenchRow[]> {
  const parts = seedParts();
  const seed = await seeding(bench, parts);
  const changes: number[] = [];
  bench.ran.length = 0;
  for (let run = 0; run < RUNS; run += 1)
    changes.push(await timed(() => store(bench, changedParts(parts))));
  const commits = bench.ran.filter((name) => name !== 'papers.stage').length / RUNS;
  const server = `insert … select … on conflict in the server: ${ms(seed.floor)}`;
  const ratio = seed.ours / seed.floor;
  return [
    {
      line: `15: seeding 29,136 entries, staged and committed, median of ${RUNS}`,
      floor: server,
      ours: ms(seed.ours),
      ratio,
      goal: '<= 3.0 x the floor',
      met: ratio <= 3,
    },
    {
      line: '14: longest block of the loop while seeding is stored',
      floor: '-',
      ours: ms(seed.block),
      ratio: null,
      goal: '<= 20 ms',
      met: seed.block <= 20,
    },
    {
      line: `15: ${CHANGED} changed rows, staged and committed, median of ${RUNS}`,
      floor: '-',
      ours: `${ms(median(changes))}, committed by ${commits} statement`,
      ratio: null,
      goal: 'one statement commits',
      met: commits === 1,
    },
  ];
}

/** Measures on an embedded server of its own. */
export async function storeBench(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-bench-'));
  chmodSync(dataDir, 0o711); // the server may run as another user
  const embedded = await startEmbedded({ dataDir, log() {}, onTaken() {} });
  const server = serverAt(embedded.host, DATABASE);
  await migrate(server);
  const [db, bulk] = [poolTo(server), poolTo(server, bulkLimits)];
  try {
    const leadership = createLeadership(db, {
      instance: randomUUID(),
      holder: 'bench',
      alone: true,
    });
    await leadership.bid(true);
    const epoch = await leadership.take('poller');
    if (epoch === null) throw new Error('not leading');
    const ran: string[] = [];
    const papers = createPapers(db, counting(bulk, ran));
    return [...(await rowsOf({ db, papers, epoch, ran }))];
  } finally {
    await Promise.all([db.close(100), bulk.close(100)]);
    await embedded.stop(2_000);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
