import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Db } from '../../../src/store/pool/db.ts';
import { FaultProxy } from '../../support/proxy.ts';
import { hasServer, type Stop, TestServer } from './server.ts';
import { startWorkers, storm } from './storm.ts';
import { once, openPool, outcome, twice, until, watchEscapes } from './support.ts';

const test = suite('store/pool/faults');

let server: TestServer;
let proxy: FaultProxy;
let admin: Db;
const open: Db[] = [];

const pool = (...[limits]: [Parameters<typeof openPool>[1]?]) => {
  const made = openPool(server.over(proxy.port), { max: 4, deadlineMs: 2_000, ...limits });
  open.push(made.db);
  return made;
};

const one = (db: Db) => db.run(twice, (sql) => sql`select 1`);

const twelve = async (db: Db): Promise<number> =>
  (await Promise.all(Array.from({ length: 12 }, () => outcome(one(db))))).filter(
    (was) => was === 'good',
  ).length;

if (hasServer) {
  test.before(async () => {
    server = await TestServer.begin();
    proxy = await FaultProxy.begin({ port: server.port });
    admin = openPool(server.settings, { max: 1 }).db; // by the socket: `client_port` -1, never killed
    await admin.run(once, (sql) => sql`create table marks (key text primary key)`);
  });

  test.after(async () => {
    await admin.close(0);
    await proxy.stop();
    await server.end();
  });

  test.after.each(async () => {
    proxy.mode = 'pass';
    for (const db of open.splice(0)) await db.close(0);
  });

  test('60 terminated, 60 reset, 60 finished connections: nothing escapes, no call takes long', async () => {
    const { db, recycled } = pool();
    const seen = await storm(proxy, admin, 60, () => one(db));
    assert.is(seen.kills, 180);
    assert.equal(seen.escaped, []);
    assert.ok(seen.slowestMs < 1_500, `slowest call ${seen.slowestMs} ms`);
    assert.ok(seen.good > 500, `${seen.good} good calls`);
    assert.equal(
      Object.keys(seen.failed).filter((reason) => !['lost', 'refused'].includes(reason)),
      [],
    );
    assert.equal(recycled, []);
    assert.is(await twelve(db), 12);
  });

  test('under kills each key is there once if its call answered, and at most once if it failed', async () => {
    const { db } = pool();
    const answered: string[] = [];
    const seen = await storm(proxy, admin, 20, async (n) => {
      const key = String(n);
      await db.run(twice, (sql) => sql`insert into marks values (${key}) on conflict do nothing`);
      answered.push(key);
    });
    assert.equal(seen.escaped, []);
    const rows = await admin.run(once, (sql) => sql<{ key: string }>`select key from marks`);
    const there = new Set(rows.map(({ key }) => key));
    assert.equal(
      answered.filter((key) => !there.has(key)),
      [],
    );
    assert.is(there.size, rows.count);
  });

  for (const mode of ['close', 'close-after-read', 'reset'] as const)
    test(`a server that only takes and closes (${mode}): few connects, quick refusals, soon good again`, async () => {
      const { db } = pool();
      proxy.mode = mode;
      const before = proxy.connects;
      const cpu = process.cpuUsage();
      const reasons = new Set<string>();
      const workers = startWorkers(4, async () => {
        reasons.add(await outcome(one(db)));
        await sleep(20);
      });
      await sleep(1_500);
      await workers.stop();
      const { user, system } = process.cpuUsage(cpu);
      assert.equal([...reasons], ['refused']);
      assert.ok(workers.slowestMs < 1_200, `slowest call ${workers.slowestMs} ms`);
      assert.ok(proxy.connects - before <= 15, `${proxy.connects - before} connects`);
      assert.ok((user + system) / 1_000 < 300, `${(user + system) / 1_000} ms of CPU`);
      proxy.mode = 'pass';
      const backMs = await until(async () => (await outcome(one(db))) === 'good', 1_500);
      assert.ok(backMs <= 1_500);
      assert.is(await twelve(db), 12);
    });

  test('a black hole: first deadline, then refused; good within 1 s of its end, old sockets gone', async () => {
    const { db, recycled } = pool({ deadlineMs: 800, greetingMs: 300 });
    assert.is(await twelve(db), 12);
    proxy.mode = 'black-hole';
    const first = await Promise.all(Array.from({ length: 4 }, () => outcome(one(db))));
    assert.equal(first, ['deadline', 'deadline', 'deadline', 'deadline']);
    assert.equal(recycled, ['deadline']);
    const reasons = new Set<string>();
    const workers = startWorkers(2, async () => reasons.add(await outcome(one(db))));
    await sleep(1_500);
    await workers.stop();
    assert.equal([...reasons], ['refused']);
    proxy.mode = 'pass';
    await until(async () => (await outcome(one(db))) === 'good', 1_000);
    assert.is(await twelve(db), 12);
    await until(() => proxy.open === db.status().open, 3_000);
    assert.ok(proxy.open <= 4);
  });

  test('a check without answer recycles, once nothing has succeeded for long enough', async () => {
    const { db, recycled } = pool({ checkMs: 150, checkQuietMs: 250, greetingMs: 300 });
    await db.check();
    proxy.mode = 'black-hole';
    assert.is(await outcome(db.check()), 'deadline');
    assert.equal(recycled, []);
    await sleep(150);
    assert.is(await outcome(db.check()), 'deadline');
    assert.equal(recycled, ['deadline']);
  });

  test('nobody listens: refused long before a connection would time out, its repeat included', async () => {
    const gone = await FaultProxy.begin({ port: server.port });
    await gone.stop();
    const { db } = openPool(server.over(gone.port));
    open.push(db);
    const from = performance.now();
    assert.is(await outcome(one(db)), 'refused');
    assert.ok(performance.now() - from < 2_000); // 300 ms on a quiet machine
    const { repeats, lastError } = db.status();
    assert.equal([repeats, lastError?.reason, lastError?.code], [1, 'refused', 'ECONNREFUSED']);
  });

  for (const how of ['fast', 'immediate', 'kill'] as const satisfies readonly Stop[])
    test(`a server that is stopped (${how}) and started: good within 0.5 s of being up`, async () => {
      const escapes = watchEscapes();
      const { db } = openPool(server.settings, { max: 4, deadlineMs: 2_000 });
      open.push(db);
      const workers = startWorkers(6, () => one(db).finally(() => sleep(5)));
      await sleep(50);
      await server.stop(how);
      await sleep(200);
      await server.start();
      const backMs = await until(async () => (await outcome(one(db))) === 'good', 2_000);
      await workers.stop();
      assert.ok(backMs < 500, `${backMs} ms`);
      assert.is(await twelve(db), 12);
      assert.ok(workers.slowestMs < 1_500, `slowest call ${workers.slowestMs} ms`);
      assert.equal(escapes.end(), []);
    });

  test('after a connection broke, the next call is executed and never gets the old error', async () => {
    const { db } = pool({ max: 1 });
    for (let round = 0; round < 20; round += 1) {
      const cut = outcome(db.run(once, (sql) => sql`select pg_sleep(5)`));
      await until(() => db.status().open === 1, 1_000);
      await admin.run(
        once,
        (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where client_port > 0`,
      );
      assert.is(await cut, 'lost');
      assert.is(await outcome(db.run(once, (sql) => sql`select 1`)), 'good');
    }
  });

  test('after a half answer, the next one has its own rows and no others', async () => {
    const { db } = pool({ max: 1 });
    for (let round = 0; round < 10; round += 1) {
      const cut = outcome(
        db.run(once, (sql) => sql`select g, repeat('x', 1000) from generate_series(1, 100000) g`),
      );
      await sleep(20 + round * 5);
      proxy.reset(0);
      assert.is(await cut, 'lost');
      const rows = await db.run(twice, (sql) => sql<{ n: number }>`select 7 as n`);
      assert.equal([...rows], [{ n: 7 }]);
    }
  });

  test('a call made in the turn in which the connection ends is answered', async () => {
    const { db } = pool({ max: 1 });
    for (let round = 0; round < 50; round += 1) {
      assert.is(await outcome(one(db)), 'good');
      proxy.reset(0);
      for (let turns = 0; turns < round % 7; turns += 1) await nextTurn();
      assert.is(await outcome(one(db)), 'good');
    }
  });
} else test.skip('no PostgreSQL binaries are installed', () => {});

test.run();
