import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type IndexWorldOptions, startIndexWorld } from '../../src/commands/world/index/server.ts';
import type { Validators } from '../../src/ports/papers.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createPaperIndex } from '../../src/sources/paperIndex.ts';

const index = { P0001R0: { type: 'paper', title: 'One' } };
const MODIFIED = Date.UTC(2026, 7, 22, 12, 0, 0);

async function fetchFrom(options: IndexWorldOptions, validators: Validators | null = null) {
  const world = await startIndexWorld(index, options);
  world.serve(index, MODIFIED);
  const http = createHttp({ clock: { now: () => 0 }, userAgent: 'PaperScout/9 (+https://x.org/)' });
  try {
    const source = createPaperIndex({ http, url: world.url });
    const answer = await source.fetch(validators, new AbortController().signal);
    return { answer, request: world.requests.at(-1) };
  } finally {
    await http.close();
    await world.close();
  }
}

const body = async (options: IndexWorldOptions) => {
  const { answer } = await fetchFrom(options);
  if (answer.type !== 'body') throw new Error('no body');
  return answer;
};

const test = suite('paper index');

test('says who asks and takes compressed answers', async () => {
  const { request } = await fetchFrom({});
  assert.is(request?.headers['user-agent'], 'PaperScout/9 (+https://x.org/)');
  assert.is(request?.headers['accept-encoding'], 'gzip, br');
  assert.is(request?.headers['if-none-match'], undefined);
  assert.is(request?.headers['if-modified-since'], undefined);
});

test('keeps the body as it was sent and hashes it', async () => {
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, identity: (b: Uint8Array) => b };
  for (const encoding of ['gzip', 'br', 'identity'] as const) {
    const answer = await body({ encoding });
    assert.is(answer.encoding, encoding);
    assert.equal(JSON.parse(Buffer.from(unpack[encoding](answer.bytes)).toString()), index);
    assert.is(answer.sentSha256, createHash('sha256').update(answer.bytes).digest('hex'));
    assert.is(answer.bytes.byteLength, answer.bytes.buffer.byteLength, 'a worker may take it over');
  }
});

test('asks for changes only, with the validators it is given', async () => {
  const { etag, lastModified } = await body({});
  assert.is(lastModified, 'Sat, 22 Aug 2026 12:00:00 GMT');
  for (const validators of [
    { etag, lastModified },
    { etag, lastModified: null },
    { etag: null, lastModified },
  ]) {
    const { answer, request } = await fetchFrom({}, validators);
    assert.equal(answer, { type: 'not_modified' });
    assert.is(request?.headers['if-none-match'], validators.etag ?? undefined);
    assert.is(request?.headers['if-modified-since'], validators.lastModified ?? undefined);
  }
});

test('works with a server that gives no validators', async () => {
  const { etag, lastModified } = await body({ validating: 'none' });
  assert.equal([etag, lastModified], [null, null]);
});

test.run();
