import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { Db } from '../../src/store/pool/db.ts';
import { databaseSuite } from '../support/database.ts';
import { type Racer, startRacer } from './races/child.ts';
import { BID_MS, ROUNDS, STOPPED_MS } from './races/lease.ts';
import { done, lead } from './suite/support.ts';
import { openPostgres, type PostgresUnderTest, poolTo } from './support/postgres.ts';

const test = databaseSuite('lease and fences');

const call = { name: 'test', repeatable: false } as const;

let store: PostgresUnderTest | null = null;

test.before(async () => {
  store = await openPostgres();
  await store?.db.run(
    call,
    (sql) => sql`
      create table written (
        seq bigint generated always as identity, instance uuid, epoch bigint,
        at timestamptz default clock_timestamp()
      )`,
  );
});

test.before.each(async () => {
  await store?.empty();
});

test.after(async () => {
  await store?.close();
});

const open = (): PostgresUnderTest => {
  if (store === null) throw new Error('no database');
  return store;
};

interface Line {
  readonly instance: string;
  readonly epoch: number;
  readonly at: number;
}

const lines = (db: Db): Promise<readonly Line[]> =>
  db.run(
    call,
    (sql) => sql<Line>`
      select instance, epoch::float8 as epoch, (extract(epoch from at) * 1000)::float8 as at
      from written order by seq`,
  );

/** Who of these wrote last; waits until one of them does. */
const leaderOf = async (db: Db, racers: readonly Racer[]): Promise<Racer> => {
  for (let wait = 0; wait < 200; wait += 1) {
    const last = (await lines(db)).at(-1);
    const leader = racers.find(({ mark }) => last?.instance.startsWith(mark));
    if (leader !== undefined) return leader;
    await sleep(25);
  }
  throw new Error('nobody writes');
};

test('leaders that are killed or stopped never write beside their successor', async () => {
  const { db, settings } = open();
  const start = () => startRacer('./contender.ts', settings);
  const racers: Racer[] = await Promise.all([start(), start(), start()]);
  const woken: Racer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(2 * BID_MS);
    const dead = await leaderOf(db, racers);
    await dead.kill();
    racers.splice(racers.indexOf(dead), 1, await start());
    const stopped = await leaderOf(db, racers);
    stopped.process.kill('SIGSTOP');
    await sleep(STOPPED_MS);
    stopped.process.kill('SIGCONT');
    woken.push(stopped);
  }
  await sleep(2 * BID_MS);
  await Promise.all(racers.map((racer) => racer.kill()));

  const written = await lines(db);
  const writers = Map.groupBy(written, ({ epoch }) => epoch);
  for (const [epoch, all] of writers)
    assert.is(new Set(all.map(({ instance }) => instance)).size, 1, `epoch ${epoch}`);
  const epochs = written.map(({ epoch }) => epoch);
  assert.equal(
    epochs,
    epochs.toSorted((a, b) => a - b),
    'no epoch goes back',
  );
  const gaps = written.slice(1).map(({ at }, n) => at - (written[n]?.at ?? at));
  assert.ok(Math.max(...gaps) < 2_500, `fail-over ${Math.max(...gaps)} ms`);
  assert.ok(writers.size > 2 * ROUNDS, `${writers.size} epochs`);
  assert.ok(
    woken.some(({ said }) => said.includes('fenced')),
    'a woken leader was fenced',
  );
});

test('a commit that waits for a bump is fenced by it', async () => {
  const under = open();
  const epoch = await lead(under, 'poller');
  const other = poolTo(under.settings);
  const bump = other.run(
    call,
    (sql) => sql`
      with bumped as (
        update actor_epoch set epoch = epoch + 1 where role = 'poller' returning pg_sleep(0.4)
      ) select count(*) from bumped`,
  );
  await sleep(150);
  const turn = { cycle: randomUUID(), startedAt: 0, requests: 1, result: 'unchanged' } as const;
  assert.equal(await under.papers.unchanged(epoch, turn), { type: 'fenced' });
  assert.is(await under.count('cycle_run'), 0);
  await bump;
  await other.close(100);
});

test('a bump waits for a commit under way, and that commit counts', async () => {
  const under = open();
  const leadership = under.leadership({ instance: randomUUID(), holder: 'a', alone: true });
  await leadership.bid(true);
  const epoch = await leadership.take('poller');
  if (epoch === null) throw new Error('no epoch');
  const turn = () =>
    ({ cycle: randomUUID(), startedAt: 0, requests: 1, result: 'unchanged' }) as const;
  done(await under.papers.unchanged(epoch, turn()));
  const other = poolTo(under.settings);
  const hold = other.run(
    call,
    (sql) => sql`
      with held as (
        update source_state set cycle = cycle where source = 'index' returning pg_sleep(0.5)
      ) select count(*) from held`,
  );
  await sleep(100);
  const commit = under.papers.unchanged(epoch, turn());
  await sleep(100);
  const from = performance.now();
  const next = await leadership.take('poller');
  assert.ok(performance.now() - from > 150, 'the bump waited');
  assert.is(Number(next?.epoch), Number(epoch.epoch) + 1);
  assert.equal(await commit, { type: 'done', value: null });
  await hold;
  assert.is(await under.count('cycle_run'), 2);
  await other.close(100);
});

test('of processes that bid at once, one leads', async () => {
  const { leadership } = open();
  const bids = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      leadership({ instance: randomUUID(), holder: `h${n}`, alone: false }).bid(true),
    ),
  );
  assert.is(bids.filter(({ type }) => type === 'leading').length, 1);
});

test.run();
