import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { type IndexWorld, startIndexWorld } from '../../src/commands/world/index/server.ts';
import { createPoll } from '../../src/flows/pollPapers.ts';
import { createHttp, type Http } from '../../src/sources/http.ts';
import { createPaperIndex } from '../../src/sources/paperIndex.ts';
import { createPapers } from '../../src/store/papers/papers.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { openPostgres, type PostgresUnderTest } from '../store/support/postgres.ts';
import { databaseSuite } from '../support/database.ts';
import { directReader } from '../support/papers/directReader.ts';
import { papers } from '../support/papers/seeded.ts';

const test = databaseSuite('an unchanged poll over HTTP and PostgreSQL');

const { signal: never } = new AbortController();
const clock = { now: () => Date.now(), elapsed: () => performance.now() };

let opened: PostgresUnderTest | null = null;
const open: { close(): Promise<void> }[] = [];

test.before(async () => {
  opened = await openPostgres();
});

test.after.each(async () => {
  for (const one of open.splice(0)) await one.close();
  await opened?.empty();
});

test.after(async () => {
  await opened?.close();
});

/** The same pool, which also writes down the name of each statement. */
const named = (db: Db, names: string[]): Db => ({
  run: (call, work) => {
    names.push(call.name);
    return db.run(call, work);
  },
  check: () => db.check(),
  status: () => db.status(),
  close: (withinMs) => db.close(withinMs),
});

/** A poll that was seeded with 60 papers; what it did before is forgotten. */
async function seeded(validating: 'both' | 'none') {
  if (opened === null) throw new Error('no database');
  const store = opened;
  const world: IndexWorld = await startIndexWorld(papers(60), { validating });
  const http: Http = createHttp({ clock, userAgent: 'test' });
  open.push(http, world);
  const statements: string[] = [];
  const reads: number[] = [];
  const reader = directReader();
  const leadership = store.leadership({ instance: randomUUID(), holder: 'test', alone: true });
  await leadership.bid(true);
  const poll = createPoll({
    source: createPaperIndex({ http, url: world.url }),
    reader: {
      ...reader,
      read: (body, least, signal) => {
        reads.push(body.bytes.length);
        return reader.read(body, least, signal);
      },
    },
    store: createPapers(named(store.db, statements), named(store.bulk, statements)),
    leadership,
    clock,
    newId: randomUUID,
    random: () => 0,
    people: store.people,
    channels: { papers: 'C0PAPERS', ops: 'C0OPS' },
    minEntries: 1,
    intervalMs: 1_800_000,
  });
  const begun = await poll.begin();
  const input = { epoch: begun.type === 'begun' ? begun.epoch : '', retries: 0, accept: null };
  const once = async (): Promise<string> => {
    const fetched = await poll.fetch(input, never);
    if (fetched.type === 'body') await poll.validate(input, never);
    const end = await poll.commit(input, never);
    return end.type === 'committed' ? end.poll.result : end.type;
  };
  assert.is(await once(), 'seeded');
  const rows = async () => ({
    entries: await store.count('entries'),
    events: await store.count('events'),
    snapshots: await store.count('snapshots'),
    outbox: await store.count('outbox'),
    stage: await store.count('stage'),
  });
  const before = { rows: await rows(), requests: world.requests.length };
  [statements.length, reads.length] = [0, 0];
  return {
    once,
    rows,
    before,
    statements,
    reads,
    asked: () => world.requests.slice(before.requests),
  };
}

test('a 304 is one conditional request, two statements, no parse and no row but the state', async () => {
  const { once, rows, before, statements, reads, asked } = await seeded('both');
  assert.is(await once(), 'not_modified');
  assert.equal(
    asked().map(({ method, headers }) => [method, typeof headers['if-none-match']]),
    [['GET', 'string']],
  );
  assert.equal(statements, ['papers.state', 'papers.unchanged']);
  assert.equal(reads, []);
  assert.equal(await rows(), before.rows);
});

test('the same compressed bytes again are one request, no parse and no row but the state', async () => {
  const { once, rows, before, statements, reads, asked } = await seeded('none');
  assert.is(await once(), 'unchanged');
  assert.is(asked().length, 1);
  assert.equal(statements, ['papers.state', 'papers.unchanged']);
  assert.equal(reads, []);
  assert.equal(await rows(), before.rows);
});

test.run();
