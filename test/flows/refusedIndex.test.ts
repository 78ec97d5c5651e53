import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startIndexWorld } from '../../src/commands/world/index/server.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import { createHttp } from '../../src/sources/http.ts';
import { indexReader } from '../../src/sources/index/reader.ts';
import { createPaperIndex } from '../../src/sources/paperIndex.ts';
import { indexOf, type Polled, pollWorld } from '../support/polling/polls.ts';

const MINUTE = 60_000;
const all = indexOf(300, 1_700);
const half = indexOf(150, 850);

/** How a poll ended, in a word. */
const wordOf = (end: Polled): string => {
  if (end.type === 'failed') return end.reason;
  if (end.type === 'fenced') return 'fenced';
  return end.accepted === null ? end.poll.result : `${end.poll.result} by ${end.accepted.by}`;
};

async function seeded(own = {}) {
  const world = pollWorld(own);
  world.source.serve(all);
  await world.begin();
  assert.is(wordOf(await world.poll()), 'seeded');
  return world;
}

const test = suite('a refused index');

test('half of the entries are refused twice and let pass at the third regular poll', async () => {
  const world = await seeded();
  world.source.serve(half);
  const ends = [await world.later(), await world.later(), await world.later()];
  assert.equal(ends.map(wordOf), ['DATA_INVALID/shrunk', 'DATA_INVALID/shrunk', 'changed by time']);
  assert.is(world.messages('C0PAPERS').length, 0);
  assert.is(world.messages('C0OPS').length, 2, 'the seeding and the acceptance');
  assert.is((await world.store.papers.state()).snapshot?.entries, 1_000);
});

test('three polls on order within minutes let nothing pass', async () => {
  const world = await seeded();
  world.source.serve(half);
  for (let poll = 0; poll < 3; poll++) {
    world.time.now += 6 * MINUTE;
    assert.is(wordOf(await world.poll()), 'DATA_INVALID/shrunk');
  }
  assert.is(world.events().length, 0);
});

test('a poll that failed otherwise begins the three anew', async () => {
  const world = await seeded();
  world.source.serve(half);
  await world.later();
  await world.later();
  world.source.serve('no index');
  assert.is(wordOf(await world.later()), 'DATA_INVALID/not_object');
  world.source.serve(half);
  assert.is(wordOf(await world.later()), 'DATA_INVALID/shrunk');
});

test('a refused index changes nothing that is kept, not even the validators', async () => {
  const world = await seeded();
  const before = await world.store.papers.state();
  world.source.serve(half);
  const end = await world.later();
  const after = await world.store.papers.state();
  assert.equal(after.snapshot, before.snapshot);
  assert.equal(
    [after.lastSuccessAt, after.lastChangeAt],
    [before.lastSuccessAt, before.lastChangeAt],
  );
  assert.equal([after.consecutiveFailures, world.events().length], [1, 0]);
  assert.equal(end.type === 'failed' && end.refusal?.numbers.entries, 1_000);
  world.source.serve(all);
  assert.is(wordOf(await world.later()), 'not_modified');
});

const hashOf = (end: Polled): string =>
  end.type === 'failed' && end.refusal !== null ? end.refusal.hash : '';

test('an operator lets it pass by its hash, and nobody by a wrong one', async () => {
  const world = await seeded();
  world.source.serve(half);
  const hash = hashOf(await world.later());
  assert.match(hash, /^[0-9a-f]{12}$/);
  const wrong = { hash: 'ffffffffffff', by: 'U0OPS' };
  assert.is(wordOf(await world.poll(wrong)), 'DATA_INVALID/shrunk');
  assert.is(wordOf(await world.poll({ hash, by: 'U0OPS' })), 'changed by U0OPS');
});

test('an operator may open the gates that look at the index alone, too', async () => {
  const bare = Object.fromEntries(Object.keys(all).map((key) => [key, { type: 'x' }]));
  for (const [index, reason, own] of [
    [all, 'too_few', { minEntries: 5_000 }],
    [bare, 'fields_missing', {}],
  ] as const) {
    const world = pollWorld(own);
    await world.begin();
    world.source.serve(index);
    const end = await world.poll();
    assert.is(wordOf(end), `DATA_INVALID/${reason}`);
    const accepted = await world.poll({ hash: hashOf(end), by: 'U0OPS' });
    assert.is(wordOf(accepted), 'seeded by U0OPS');
    assert.is(world.store.tables.entries.size, 2_000);
  }
});

test('all ids new at once: refused, and told to nobody when let pass', async () => {
  const world = await seeded();
  const others = Object.entries(indexOf(300, 1_700)).map(
    ([key, entry]) => [key.replace('R0', 'R1').replace('LWG', 'CWG'), entry] as const,
  );
  world.source.serve(Object.fromEntries(others));
  const refusals = [await world.later(), await world.later()].map(wordOf);
  assert.equal(refusals, ['DATA_INVALID/shrunk', 'DATA_INVALID/shrunk']);
  assert.is(wordOf(await world.later()), 'changed by time');
  assert.is(world.events().filter(({ kind }) => kind === 'index.mass_add').length, 1);
  assert.is(world.messages('C0PAPERS').length, 0);
});

test('PS11: what a real server may send instead of an index fails the poll by its name', async () => {
  const server = await startIndexWorld(all);
  const http = createHttp({ clock: { now: () => 0 }, userAgent: 'PaperScout/test' });
  const reader = indexReader();
  const limits = { connectMs: 500, headersMs: 200, chunkMs: 200, totalMs: 5_000 };
  const world = pollWorld({
    source: createPaperIndex({ http, url: server.url, limits }),
    reader,
  });
  try {
    await world.begin();
    assert.is(wordOf(await world.poll()), 'seeded');
    const { snapshot } = await world.store.papers.state();
    server.serve({ ...all, LWG9999: { type: 'issue', title: 'New', link: 'https://x.org/' } });
    const text = (body: string) => ({ type: 'text', text: body }) as const;
    for (const [fault, reason] of [
      [{ type: 'cut', how: 'length' }, 'NETWORK/body_cut'],
      [{ type: 'cut', how: 'clean' }, 'NETWORK/body_cut'],
      [text('[]'), 'DATA_INVALID/not_object'],
      [text('null'), 'DATA_INVALID/not_object'],
      [text('"x"'), 'DATA_INVALID/not_object'],
      [text('{}'), 'DATA_INVALID/too_few'],
      [text('{"P0001R0": '), 'DATA_INVALID/not_json'],
      [text(' <html>Please log in</html>'), 'DATA_INVALID/html'],
      [{ type: 'bomb', bytes: 100 * 1024 * 1024 }, 'DATA_INVALID/too_large'],
      [{ type: 'status', status: 429 }, 'RATE_LIMIT/http_429'],
      [{ type: 'status', status: 500 }, 'NETWORK/http_5xx'],
      [{ type: 'hang', where: 'headers' }, 'TIMEOUT/headers_timeout'],
    ] as const) {
      server.fail(fault);
      assert.is(wordOf(await world.later()), reason);
    }
    assert.equal((await world.store.papers.state()).snapshot, snapshot, 'no validators stored');
    server.fail(null);
    assert.is(wordOf(await world.later()), 'changed');
    assert.is((await world.store.papers.state()).consecutiveFailures, 0);
  } finally {
    await http.close();
    await server.close();
    await reader.close();
  }
});

test('an uncompressed index that ends too early is not_json; a BOM before it does no harm', async () => {
  const world = await seeded();
  const json = Buffer.from(JSON.stringify(all));
  world.source.serve(json.subarray(0, json.length >> 1));
  assert.is(wordOf(await world.later()), 'DATA_INVALID/not_json');
  world.source.serve(Buffer.concat([Buffer.from('\ufeff'), json]));
  assert.is(wordOf(await world.later()), 'unchanged');
});

test('a body that is too large is refused by its hash as sent, however early it is stopped', async () => {
  const world = await seeded();
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 });
  world.source.fetch = async () => ({
    type: 'body',
    bytes: bomb,
    encoding: 'gzip',
    etag: null,
    lastModified: null,
    sentSha256: 'abcdef0123456789',
  });
  const packed = await world.later();
  assert.equal([wordOf(packed), hashOf(packed)], ['DATA_INVALID/too_large', 'abcdef012345']);
  const kind = { category: 'DATA_INVALID', reason: 'too_large' } as const;
  world.source.fetch = async () => {
    throw new Failure({ ...kind, operation: 'index.fetch', message: 'over 64 MiB' });
  };
  const sent = await world.later();
  assert.equal([wordOf(sent), hashOf(sent)], ['DATA_INVALID/too_large', '']);
  assert.is((await world.store.papers.state()).consecutiveFailures, 2);
});

test.run();
