import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import type { PollCommit, StagePart } from '../../src/ports/papers.ts';
import { createPapers } from '../../src/store/papers/papers.ts';
import { bulkLimits } from '../../src/store/pool/settings.ts';
import { databaseSuite } from '../support/database.ts';
import { type Batch, commitOf, entry, never, newPaper, partsOf, poll } from './suite/batches.ts';
import { done, draft, lead } from './suite/support.ts';
import { type PostgresUnderTest, poolTo } from './support/postgres.ts';
import { withPostgres } from './support/suite.ts';

const test = databaseSuite('commits that are cut off');

const KILLS = process.env['STORE_FULL'] === '1' ? 100 : 20;
const call = { name: 'test', repeatable: false } as const;

const open = withPostgres(test);

const [ENTRIES, EVENTS, MESSAGES] = [400, 40, 20];

const batchOf = (round: number): Batch => {
  const keys = Array.from({ length: ENTRIES }, (_, n) => `P${round * ENTRIES + n}R0`);
  return {
    entries: keys.map((key) => entry(key)),
    events: keys.slice(0, EVENTS).map(newPaper),
    messages: keys.slice(0, MESSAGES).map((key) => draft(key)),
  };
};

const sizes = async (under: PostgresUnderTest) => ({
  entries: await under.count('entries'),
  events: await under.count('events'),
  outbox: await under.count('outbox'),
  announced: await under.count('announced'),
  snapshots: await under.count('snapshots'),
  cycle_run: await under.count('cycle_run'),
});

const whole = (batches: number) => ({
  entries: batches * ENTRIES,
  events: batches * EVENTS,
  outbox: batches * MESSAGES,
  announced: batches * MESSAGES,
  snapshots: batches,
  cycle_run: batches,
});

test('a commit that is cut off at any moment is there whole or not at all, and can be repeated', async () => {
  const under = open();
  const { db, settings } = under;
  const bulk = poolTo(settings, { ...bulkLimits, repeatMs: [5, 10] });
  const papers = createPapers(db, bulk);
  const epoch = await lead(under, 'poller');
  let cut = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const parts = partsOf(batchOf(round), 100);
    const commit = commitOf(parts.length);
    await papers.stage(commit.cycle, parts, never);
    const backend = await bulk.run(
      call,
      (sql) => sql<{ pid: number }>`select pg_backend_pid() as pid`,
    );
    const answer = papers.commit(epoch, commit).catch((thrown: unknown) => thrown);
    await sleep(Math.random() * 30);
    await db.run(call, (sql) => sql`select pg_terminate_backend(${backend[0]?.pid ?? 0})`);
    if ((await answer) instanceof Failure) {
      cut += 1;
      const { snapshots } = await sizes(under);
      assert.equal(await sizes(under), whole(snapshots), 'all or nothing');
    }
    await again(papers, epoch, commit, parts);
    assert.equal(await sizes(under), whole(round + 1), `round ${round}`);
  }
  assert.ok(bulk.status().repeats + cut > 0, 'some commits were cut off');
  await bulk.close(100);
});

/** What the poller does after a failure: it stages and commits the same batch again. */
async function again(
  papers: PostgresUnderTest['papers'],
  epoch: Parameters<PostgresUnderTest['papers']['commit']>[0],
  commit: PollCommit,
  parts: readonly StagePart[],
): Promise<void> {
  await papers.stage(commit.cycle, parts, never);
  const answer = await papers.commit(epoch, commit);
  assert.equal(answer, { type: 'done', value: { events: EVENTS, messages: MESSAGES } });
}

test('the same batch committed twice at the same time counts once', async () => {
  const under = open();
  const others = [1, 2].map(() => poolTo(under.settings, bulkLimits));
  const epoch = await lead(under, 'poller');
  const parts = partsOf(batchOf(0), 100);
  const commit = commitOf(parts.length);
  await under.papers.stage(commit.cycle, parts, never);
  const answers = await Promise.all(
    others.map((bulk) => createPapers(under.db, bulk).commit(epoch, commit)),
  );
  for (const answer of answers) assert.equal(done(answer), { events: EVENTS, messages: MESSAGES });
  assert.equal(await sizes(under), whole(1));
  await Promise.all(others.map((bulk) => bulk.close(100)));
});

test('an unchanged poll writes the state of the source and its run, no other row', async () => {
  const under = open();
  const epoch = await lead(under, 'poller');
  await poll(under, epoch, batchOf(0));
  const touched = async () => {
    const [row] = await under.db.run(
      call,
      (sql) => sql<{ newest: string }>`
        select (select max(xmin::text::bigint) from entries) || ' '
          || (select max(xmin::text::bigint) from events) || ' '
          || (select max(xmin::text::bigint) from outbox) || ' '
          || (select max(xmin::text::bigint) from snapshots) || ' '
          || (select max(xmin::text::bigint) from announced) as newest`,
    );
    return row?.newest;
  };
  const before = await touched();
  const { cycle } = commitOf(0);
  const turn = { cycle, startedAt: 0, requests: 1, result: 'unchanged' } as const;
  done(await under.papers.unchanged(epoch, turn));
  assert.is(await touched(), before);
  assert.equal(await sizes(under), { ...whole(1), cycle_run: 2 });
});

test.run();
