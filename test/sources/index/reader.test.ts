import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import type { Prepared } from '../../../src/domain/papers/reading.ts';
import type { IndexBody, IndexReader } from '../../../src/ports/papers.ts';
import { indexReader } from '../../../src/sources/index/reader.ts';
import { IndexStore, plainBody, poll } from '../../support/papers/indexStore.ts';
import { assembled, bodyOf, march2021, may2021 } from '../../support/papers/wg21.ts';

const test = suite('index reader');

let reader: IndexReader;

test.before.each(() => {
  reader = indexReader();
});

test.after.each(() => reader.close());

const never = new AbortController().signal;

const sent = (bytes: Uint8Array, encoding: IndexBody['encoding']) => ({
  ...plainBody(bytes),
  encoding,
});

const small = { P0001R0: { type: 'paper', link: 'https://wg21.link/p0001r0', title: 'x' } };

async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (thrown) {
    return thrown instanceof Failure ? `${thrown.category}/${thrown.reason}` : String(thrown);
  }
}

const kinds = (prepared: Prepared | null) => {
  const rows = (prepared?.parts ?? [])
    .filter(({ kind }) => kind === 'events')
    .flatMap(({ body }) => JSON.parse(body) as { kind: string; folded_into: string | null }[]);
  const named = rows.map(({ kind, folded_into }) => (folded_into === null ? kind : 'folded'));
  return Object.fromEntries(
    Object.entries(Object.groupBy(named, (kind) => kind)).map(([kind, all]) => [kind, all?.length]),
  );
};

test('seeds with March 2021 and finds what May 2021 brings, also in a new thread', async () => {
  const store = new IndexStore();
  const seeding = await poll(reader, store, march2021(), { least: 5000 });
  assert.is(store.rows.size, 18_483);
  assert.equal(seeding.prepared?.events, []);
  assert.equal(kinds(seeding.prepared), {});
  assert.equal(store.base, { entries: 18_483, papers: 3692, frontier: 2400 });
  assert.is(
    [...store.rows.values()].filter(({ seeded, regular }) => seeded && !regular).length,
    22,
  );

  await reader.close();
  reader = indexReader();
  const change = await poll(reader, store, may2021(), { least: 5000 });
  assert.equal(kinds(change.prepared), {
    'paper.new': 27,
    'paper.revision': 57,
    folded: 16,
    'editorial.new': 44,
    'issue.new': 20,
    'meta.changed': 1,
    'mailing.posted': 1,
  });
  assert.equal(change.prepared?.counts, {
    added: 164,
    changed: 1,
    missing: 0,
    restored: 0,
    events: 166,
  });
  assert.is(change.fresh.filter(({ dedupe }) => dedupe.startsWith('new:')).length, 164);

  const again = await poll(reader, store, may2021(), { least: 5000 });
  assert.equal([again.prepared?.counts.events, again.prepared?.parts, again.fresh], [0, [], []]);
});

test('parts hold at most 1,000 rows and 1 MiB, counted from 0', async () => {
  const store = new IndexStore();
  const { prepared } = await poll(reader, store, assembled());
  const parts = prepared?.parts ?? [];
  assert.equal(
    parts.map(({ part }) => part),
    Array.from({ length: 30 }, (_, n) => n),
  );
  assert.ok(parts.every(({ body }) => Buffer.byteLength(body) <= 1024 * 1024));
  assert.ok(parts.every(({ body }) => JSON.parse(body).length <= 1000));
  assert.is(store.rows.size, 29_136);
});

test('reads gzip and brotli; the hash is that of the decoded body', async () => {
  const body = bodyOf(small);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const answer = {
    type: 'read',
    sha256,
    bytes: body.length,
    index: { entries: 1, papers: 1, frontier: 1 },
    warnings: {},
  };
  assert.equal(await reader.read(sent(gzipSync(body), 'gzip'), 1, never), answer);
  assert.equal(await reader.read(sent(brotliCompressSync(body), 'br'), 1, never), answer);
  assert.equal(await reader.read(sent(body, 'identity'), 1, never), answer);
});

test('a compressed body that ends too early or is damaged is a failure of the network', async () => {
  const body = gzipSync(bodyOf(march2021()));
  assert.is(
    await failureOf(reader.read(sent(body.subarray(0, body.length >> 1), 'gzip'), 1, never)),
    'NETWORK/body_cut',
  );
  const brotli = brotliCompressSync(bodyOf(small));
  assert.is(
    await failureOf(reader.read(sent(brotli.subarray(0, 40), 'br'), 1, never)),
    'NETWORK/body_cut',
  );
  assert.is(
    await failureOf(reader.read(sent(bodyOf(small), 'gzip'), 1, never)),
    'NETWORK/bad_body',
  );
  assert.is((await reader.read(plainBody(bodyOf(small)), 1, never)).type, 'read');
});

test('what gate 3 refused can be compared all the same: an operator may let it pass', async () => {
  const refused = await reader.read(plainBody(bodyOf(small)), 5000, never);
  assert.equal([refused.type, 'gate' in refused && refused.gate], ['rejected', 'too_few']);
  assert.is((await reader.compare([], null)).added, 1);
  assert.is((await reader.prepare([], { snapshot: 's', nowMs: 0 })).counts.added, 1);
});

test('an uncompressed body cut at half is no JSON', async () => {
  const body = bodyOf(march2021());
  const answer = await reader.read(plainBody(body.subarray(0, body.length >> 1)), 1, never);
  assert.equal([answer.type, 'gate' in answer && answer.gate], ['rejected', 'not_json']);
});

test('100 MB of zeros in gzip are refused with little memory', async () => {
  const zeros = gzipSync(Buffer.alloc(100_000_000), { level: constants.Z_BEST_SPEED });
  await reader.read(plainBody(bodyOf(small)), 1, never);
  const before = process.memoryUsage.rss();
  const answer = await reader.read(sent(zeros, 'gzip'), 1, never);
  assert.equal([answer.type, 'gate' in answer && answer.gate], ['rejected', 'too_large']);
  assert.ok(process.memoryUsage.rss() - before < 150 * 1024 * 1024);
});

test('takes the bytes over, so that they are not copied', async () => {
  const bytes = new Uint8Array(bodyOf(small)); // a buffer of its own
  await reader.read(plainBody(bytes), 1, never);
  assert.is(bytes.byteLength, 0);
});

test('ends its work when the signal says so, and reads on in a new thread', async () => {
  const controller = new AbortController();
  const promise = reader.read(plainBody(bodyOf(assembled())), 1, controller.signal);
  controller.abort(new Error('too late'));
  assert.is(await failureOf(promise), 'Error: too late');
  assert.is(
    await failureOf(reader.read(plainBody(bodyOf(small)), 1, controller.signal)),
    'Error: too late',
  );
  assert.is((await reader.read(plainBody(bodyOf(small)), 1, never)).type, 'read');
});

test('a new turn gives up a call that still runs', async () => {
  await reader.read(plainBody(bodyOf(small)), 1, never);
  const left = failureOf(reader.compare([], null));
  assert.is((await reader.read(plainBody(bodyOf(small)), 1, never)).type, 'read');
  assert.is(await left, 'Error: a new turn began');
});

test('a bug in the thread fails the call as UNKNOWN/bug, the next call has a new thread', async () => {
  assert.is(await failureOf(reader.compare([], null)), 'UNKNOWN/bug'); // nothing was read
  assert.is((await reader.read(plainBody(bodyOf(small)), 1, never)).type, 'read');
  assert.equal(await reader.compare([], null), {
    rejection: null,
    added: 1,
    changed: [],
    gone: 0,
    restored: 0,
  });
});

test('a thread that ends by itself fails the call', async () => {
  const ending = new URL(
    `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(7));")}`,
  );
  const other = indexReader({ worker: ending });
  const promise = other.read(plainBody(bodyOf(small)), 1, never);
  assert.is(await failureOf(promise), 'UNKNOWN/bug');
  await other.close();
});

test('keeps nothing between turns: an index that was prepared cannot be prepared again', async () => {
  await poll(reader, new IndexStore(), small);
  assert.is(await failureOf(reader.prepare([], { snapshot: 's', nowMs: 0 })), 'UNKNOWN/bug');
});

test('an idle thread ends; the next call starts another', async () => {
  const brief = indexReader({ idleMs: 1 });
  await brief.read(plainBody(bodyOf(small)), 1, never);
  await new Promise((resolve) => setTimeout(resolve, 50)); // a thread cannot run on a virtual clock
  assert.is(await failureOf(brief.compare([], null)), 'UNKNOWN/bug'); // what it held is gone
  await brief.close();
});

/** CPU time of this thread in µs, whatever else the machine does. */
const threadCpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

test('the main thread works less on a seeding of 29,136 entries than one JSON.parse of it', async () => {
  const body = bodyOf(assembled());
  await reader.read(plainBody(bodyOf(small)), 1, never);
  const from = threadCpu();
  await reader.read(plainBody(body), 1, never);
  await reader.compare([], null);
  const { parts } = await reader.prepare([], { snapshot: 's', nowMs: 0 });
  const oursUs = threadCpu() - from;
  const parsing = threadCpu();
  JSON.parse(new TextDecoder().decode(bodyOf(assembled())));
  const parseUs = threadCpu() - parsing;
  assert.is(parts.length, 30);
  assert.ok(oursUs < parseUs, `${oursUs} µs against ${parseUs} µs`); // how long at a time: see the bench
});

test.run();
