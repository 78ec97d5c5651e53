import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { databaseSuite } from '../support/database.ts';
import { type Racer, startRacer } from './races/child.ts';
import { createWorld, epochOf, post, posted, wasPosted } from './races/world.ts';
import { done, draft, lead } from './suite/support.ts';
import { openPostgres, type PostgresUnderTest, poolTo } from './support/postgres.ts';

const test = databaseSuite('claims that race');

const FULL = process.env['STORE_FULL'] === '1';
const [DESTS, ROWS] = [8, FULL ? 60 : 30];

let store: PostgresUnderTest | null = null;

test.before(async () => {
  store = await openPostgres(0);
  if (store !== null) await createWorld(store.db);
});

test.before.each(async () => {
  await store?.empty();
  await store?.db.run({ name: 'test', repeatable: false }, (sql) => sql`delete from posted`);
});

test.after(async () => {
  await store?.close();
});

const open = (): PostgresUnderTest => {
  if (store === null) throw new Error('no database');
  return store;
};

const titles = Array.from({ length: ROWS }, (_, n) => String(n).padStart(3, '0'));
const dests = Array.from({ length: DESTS }, (_, n) => `C${n}`);

const fill = async ({ outbox }: PostgresUnderTest): Promise<void> => {
  const content = (title: string) => ({ template: 'note', title, text: 'x' }) as const;
  for (const title of titles)
    await outbox.enqueue(
      dests.map((dest) => draft(`${dest}-${title}`, { dest, content: content(title) })),
    );
};

/** Every row was posted once and, within its conversation, in its turn. */
const isWhole = async ({ db }: PostgresUnderTest): Promise<void> => {
  const seen = await posted(db);
  for (const dest of dests) assert.equal(seen.get(dest), titles, dest);
};

async function sendAll(db: Db): Promise<void> {
  const outbox = createOutbox(db, 0);
  const epoch = await epochOf(db);
  const isEmpty = async () => (await outbox.measure()).depth === 0;
  for (;;) {
    const rows = done(await outbox.claim(epoch, randomUUID(), 4));
    for (const row of rows) {
      await post(db, row);
      await outbox.record(row, { type: 'sent', channel: row.dest, ts: null });
    }
    if (rows.length === 0 && (await isEmpty())) return;
  }
}

for (let round = 1; round <= (FULL ? 6 : 2); round += 1)
  test(`three claimers at once lose nothing, send nothing twice, keep the order (${round})`, async () => {
    const under = open();
    await fill(under);
    const pools = [1, 2, 3].map(() => poolTo(under.settings, { max: 4 }));
    const workers = pools.flatMap((pool) => [pool, pool]);
    await Promise.all(workers.map(sendAll));
    await Promise.all(pools.map((pool) => pool.close(100)));
    await isWhole(under);
  });

test('a row that another process has just sent is not claimed again by an older look', async () => {
  const { db, outbox, settings } = open();
  const other = poolTo(settings);
  await outbox.enqueue([draft('a')]);
  const epoch = await epochOf(db);
  // The claim looks while the row still waits, is held up, and goes on after the row was sent.
  const held = db.run(
    { name: 'test', repeatable: false },
    (sql) => sql`
      with row as (
        update outbox set state = 'sent' where dedupe_key = 'a' returning pg_sleep(0.4)
      ) select count(*) from row`,
  );
  await sleep(150);
  const late = await createOutbox(other, 0).claim(epoch, randomUUID(), 4);
  await held;
  assert.equal(done(late), []);
  await other.close(100);
});

test('a claim that looked before another one took a row of the conversation takes none of it', async () => {
  const under = open();
  const { db, outbox, settings } = under;
  const alerts = await lead(under, 'alerts');
  const queue = await epochOf(db);
  const late = poolTo(settings);
  await outbox.enqueue([draft('news', { kind: 'react' })]);
  const hold = db.run(
    { name: 'test', repeatable: false },
    (sql) => sql`
      with held as (
        update actor_epoch set epoch = epoch where role = 'messageQueue' returning pg_sleep(0.5)
      ) select count(*) from held`,
  );
  await sleep(100);
  const claiming = createOutbox(late, 0).claim(queue, randomUUID(), 4);
  await sleep(100); // it has looked and waits for its fence
  await outbox.enqueue([draft('alert', { lane: 0, kind: 'react' })]);
  const [taken] = done(await outbox.claim(alerts, randomUUID(), 4));
  assert.is(taken?.lane, 0);
  await hold;
  assert.equal(done(await claiming), []);
  await late.close(100);
});

test('claimers that are killed lose nothing, send nothing twice, keep the order', async () => {
  const under = open();
  const { db, outbox, settings } = under;
  await fill(under);
  const epoch = await epochOf(db);
  const racers: Racer[] = await Promise.all(
    [1, 2, 3].map(() => startRacer('./sender.ts', settings)),
  );

  /** The lease of a dead process is over; then somebody looks what became of its rows. */
  const clean = async (mark: string) => {
    await db.run(
      { name: 'test', repeatable: false },
      (sql) => sql`
        update outbox set lease_until = now() - interval '1 second'
        where state = 'inflight' and claim::text like ${mark} || '%'`,
    );
    await outbox.sweep(epoch);
    for (const row of done(await outbox.doubtful(epoch, 100)))
      await outbox.record(
        row,
        (await wasPosted(db, row))
          ? { type: 'sent', channel: row.dest, ts: null }
          : { type: 'pending', notBefore: 0, giveBackAttempt: false, failure: trouble },
      );
  };

  for (let kill = 0; kill < (FULL ? 12 : 4); kill += 1) {
    const [oldest] = racers.splice(0, 1);
    await oldest?.kill();
    await sleep(50); // what it had sent to the server has happened by now
    await clean(oldest?.mark ?? '');
    racers.push(await startRacer('./sender.ts', settings));
  }
  await sendAll(db);
  await Promise.all(racers.map((racer) => racer.kill()));
  await isWhole(under);
});

const trouble = {
  category: 'TIMEOUT',
  reason: 'lease',
  operation: 'test',
  component: 'message-queue',
  message: 'the process is gone',
  attempt: 1,
  retryAfterMs: null,
  at: 0,
} as const;

test.run();
