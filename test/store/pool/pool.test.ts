import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Db } from '../../../src/store/pool/db.ts';
import { hasServer, TestServer } from './server.ts';
import { failureFrom, once, openPool, outcome, twice, until } from './support.ts';

const test = suite('store/pool');

let server: TestServer;
const open: Db[] = [];

const pool = (...[limits]: [Parameters<typeof openPool>[1]?]) => {
  const made = openPool(server.settings, limits);
  open.push(made.db);
  return made;
};

const nap = (db: Db, seconds: number, call: Partial<typeof once & { deadlineMs: number }> = {}) =>
  db.run({ ...once, ...call }, (sql) => sql`select pg_sleep(${seconds})`);

const backend = async (db: Db): Promise<number> => {
  const [row] = await db.run(twice, (sql) => sql<{ pid: number }>`select pg_backend_pid() as pid`);
  return row?.pid ?? 0;
};

if (hasServer) {
  test.before(async () => {
    server = await TestServer.begin();
    const { db } = openPool(server.settings);
    await db.run(once, (sql) => sql`create table marks (word text primary key)`);
    await db.close(100);
  });

  test.after(async () => {
    await server.end();
  });

  test.after.each(async () => {
    for (const db of open.splice(0)) await db.close(0);
  });

  test('ten naps on four slots: four run, six wait, and the server sees four', async () => {
    const { db } = pool({ max: 4 });
    const other = pool({ max: 1 }).db;
    const naps = Array.from({ length: 10 }, () => nap(db, 0.4));
    await sleep(200);
    const { inUse, waiting, waitingMs, open: connections } = db.status();
    assert.equal({ inUse, waiting, connections }, { inUse: 4, waiting: 6, connections: 4 });
    assert.ok(waitingMs !== null && waitingMs >= 0 && waitingMs < 1_000);
    const [active] = await other.run(
      once,
      (sql) => sql<{ n: number }>`
        select count(*)::int as n from pg_stat_activity
         where application_name = 'paperscout' and query like '%pg_sleep(%' and state = 'active'
           and pid <> pg_backend_pid()`,
    );
    assert.is(active?.n, 4);
    await Promise.all(naps);
    const after = db.status();
    assert.equal([after.inUse, after.waiting, after.waitingMs], [0, 0, null]);
  });

  test('a call whose deadline passes in the line is pool_exhausted and was not executed', async () => {
    const { db, recycled } = pool({ max: 1 });
    const busy = nap(db, 0.5);
    const failure = await failureFrom(
      db.run({ ...twice, deadlineMs: 100 }, (sql) => sql`insert into marks values ('late')`),
    );
    assert.equal([failure.category, failure.reason], ['DB', 'pool_exhausted']);
    await busy;
    const rows = await db.run(once, (sql) => sql`select word from marks where word = 'late'`);
    assert.is(rows.count, 0);
    assert.equal(recycled, []);
  });

  test('call 1,001 in the line fails at once', async () => {
    const { db } = pool({ max: 1 });
    const naps = [nap(db, 0.5), ...Array.from({ length: 1_000 }, () => nap(db, 0))];
    assert.is(await outcome(nap(db, 0)), 'pool_exhausted');
    assert.is(db.status().waiting, 1_000, 'nobody in the line had moved');
    await Promise.all(naps);
  });

  test('an urgent call overtakes the line', async () => {
    const { db } = pool({ max: 1 });
    const order: string[] = [];
    const say = (word: string, urgent: boolean) =>
      db.run({ ...once, urgent }, (sql) => sql`select ${word}::text`).then(() => order.push(word));
    await Promise.all([
      nap(db, 0.1),
      say('first', false),
      say('second', false),
      say('check', true),
    ]);
    assert.equal(order, ['check', 'first', 'second']);
  });

  test('the server ends a long statement first, and the next call has the same connection', async () => {
    const { db, recycled } = pool({ max: 1, statementMs: 300, deadlineMs: 10_000 });
    const before = await backend(db);
    const from = performance.now();
    assert.is(await outcome(nap(db, 8)), 'statement_timeout');
    const tookMs = performance.now() - from;
    assert.ok(tookMs > 250 && tookMs < 5_000, `${tookMs} ms`);
    assert.is(await backend(db), before);
    assert.equal(recycled, []);
  });

  test('a deadline while running recycles: new calls get new connections, running ones of the old go on', async () => {
    const { db, recycled } = pool({ max: 2 });
    const before = await backend(db);
    const longer = nap(db, 0.6);
    assert.is(await outcome(nap(db, 2, { deadlineMs: 200 })), 'deadline');
    assert.equal(recycled, ['deadline']);
    assert.is(db.status().inUse, 0);
    assert.is.not(await backend(db), before);
    assert.is(await outcome(longer), 'good');
    const { deadlineHits, recycles, lastError } = db.status();
    assert.equal([deadlineHits, recycles, lastError?.reason], [1, 1, 'deadline']);
  });

  test('an aborted call leaves the line unexecuted, with the reason of its signal', async () => {
    const { db } = pool({ max: 1 });
    const busy = nap(db, 0.3);
    const stop = new AbortController();
    const waiting = db.run(
      { ...once, signal: stop.signal },
      (sql) => sql`insert into marks values ('aborted')`,
    );
    stop.abort(new Error('no longer wanted'));
    assert.is((await failureFrom(waiting)).message, 'no longer wanted');
    assert.is(db.status().waiting, 0);
    await busy;
    const rows = await db.run(once, (sql) => sql`select word from marks where word = 'aborted'`);
    assert.is(rows.count, 0);
    const late = db.run({ ...once, signal: stop.signal }, (sql) => sql`select 1`);
    assert.is((await failureFrom(late)).message, 'no longer wanted');
  });

  test('an aborted call that runs is let go; its slot stays taken and its effect comes', async () => {
    const { db, recycled } = pool({ max: 1 });
    const stop = new AbortController();
    const running = db.run(
      { ...once, signal: stop.signal },
      (sql) => sql`with nap as (select pg_sleep(0.3)) insert into marks select 'let go' from nap`,
    );
    setTimeout(() => stop.abort(new Error('enough')), 100);
    assert.is((await failureFrom(running)).message, 'enough');
    assert.is(db.status().inUse, 1);
    const rows = await db.run(once, (sql) => sql`select word from marks where word = 'let go'`);
    assert.is(rows.count, 1);
    assert.equal(recycled, []);
  });

  test('a check that fails while others succeed does not recycle', async () => {
    const { db, recycled } = pool({ max: 1, checkMs: 100, checkQuietMs: 4_000 });
    await db.check();
    const busy = nap(db, 0.3);
    assert.is(await outcome(db.check()), 'pool_exhausted');
    await busy;
    assert.equal(recycled, []);
    assert.ok((await db.check()) < 100);
    assert.ok((db.status().lastCheckMs ?? 1_000) < 100);
  });

  test('close fails new and waiting calls, gives running ones their time, and leaves no connection', async () => {
    const { db } = pool({ max: 1 });
    const running = outcome(nap(db, 0.2));
    const waiting = outcome(nap(db, 0));
    const closing = db.close(2_000);
    assert.is(await outcome(nap(db, 0)), 'lost');
    assert.is(await waiting, 'lost');
    assert.is(await running, 'good');
    await closing;
    assert.is(db.status().open, 0);
  });

  test('close does not wait longer than it was given', async () => {
    const { db } = pool({ max: 2 });
    const running = outcome(nap(db, 8));
    await until(() => db.status().open === 1, 5_000);
    const from = performance.now();
    await db.close(100);
    assert.ok(performance.now() - from < 5_000);
    assert.is(await running, 'lost');
  });

  test('a failure tells the statement by name and holds neither its text nor its values', async () => {
    const { db } = pool();
    const failure = await failureFrom(
      db.run(
        { ...once, name: 'marks.divide' },
        (sql) => sql`select 1 / ${0}::int, ${'planted'}::text`,
      ),
    );
    assert.equal(
      [failure.category, failure.reason, failure.operation, failure.message],
      ['UNKNOWN', 'bug', 'marks.divide', 'division by zero'],
    );
    const everything = JSON.stringify([
      failure.toRecord(),
      Object.getOwnPropertyNames(failure),
      failure.stack,
    ]);
    assert.not.match(everything, /planted|select|"query"|parameters|"detail"/);
    assert.is(failure.cause, undefined);
  });

  test('what is thrown by our own code, before any statement, stays with its cause', async () => {
    const { db } = pool();
    const failure = await failureFrom(
      db.run(once, () => {
        throw new TypeError('ours');
      }),
    );
    assert.equal([failure.reason, failure.message], ['bug', 'ours']);
    assert.instance(failure.cause, TypeError);
    assert.is(db.status().inUse, 0);
  });
} else test.skip('no PostgreSQL binaries are installed', () => {});

test.run();
