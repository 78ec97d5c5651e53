import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type IndexWorld, startIndexWorld } from '../../../src/commands/world/index/server.ts';

const index = {
  P0001R0: { type: 'paper' },
  P0002R0: { type: 'paper' },
  N0003: { type: 'paper' },
  N0004: { type: 'paper' },
};

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function ask(url: string, method: string, headers: Record<string, string>): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const sent = request(url, { method, headers, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('error', reject);
    answer.on('end', () =>
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
    );
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

const get = (world: IndexWorld, headers = {}) => ask(world.url, 'GET', headers);

async function inWorld(body: (world: IndexWorld) => Promise<void>): Promise<void> {
  const world = await startIndexWorld(index);
  try {
    await body(world);
  } finally {
    await world.close();
  }
}

const test = suite('the index server of the test world');

test('serves an index and answers 304 to what it gave', () =>
  inWorld(async (world) => {
    const first = await get(world);
    assert.equal(JSON.parse(first.body.toString()), index);
    const again = await get(world, { 'if-none-match': String(first.headers['etag']) });
    assert.equal([again.status, again.body.length], [304, 0]);
    world.serve({ ...index, N0005: { type: 'paper' } });
    const changed = await get(world, { 'if-none-match': String(first.headers['etag']) });
    assert.is(changed.status, 200);
  }));

test('answers HEAD with the length alone', () =>
  inWorld(async (world) => {
    const { status, headers, body } = await ask(world.url, 'HEAD', {});
    assert.equal(
      [status, headers['content-length'], body.length],
      [200, String(JSON.stringify(index).length), 0],
    );
  }));

test('remembers every request with its headers', () =>
  inWorld(async (world) => {
    await get(world, { 'x-one': '1' });
    await ask(world.url, 'HEAD', {});
    assert.equal(
      world.requests.map(({ method, path, headers }) => [method, path, headers['x-one']]),
      [
        ['GET', '/index.json', '1'],
        ['HEAD', '/index.json', undefined],
      ],
    );
  }));

test('misbehaves as often as it is told', () =>
  inWorld(async (world) => {
    world.fail({ type: 'status', status: 500 }, 2);
    const statuses = [await get(world), await get(world), await get(world)].map((a) => a.status);
    assert.equal(statuses, [500, 500, 200]);
  }));

test('loses every second entry', () =>
  inWorld(async (world) => {
    world.serveHalf();
    const { body } = await get(world);
    assert.equal(Object.keys(JSON.parse(body.toString())), ['P0001R0', 'N0003']);
  }));

test('gives a text for an index', () =>
  inWorld(async (world) => {
    world.fail({ type: 'text', text: '<html>', contentType: 'text/html' });
    const { status, headers, body } = await get(world);
    assert.equal([status, headers['content-type'], String(body)], [200, 'text/html', '<html>']);
  }));

test('refuses connections while stopped and is back on the same port', () =>
  inWorld(async (world) => {
    await world.stop();
    const refused = await get(world).catch((error: NodeJS.ErrnoException) => error.code);
    assert.is(refused, 'ECONNREFUSED');
    await world.start();
    assert.is((await get(world)).status, 200);
  }));

test('packs a hundred megabytes of zeros into a hundred kilobytes', () =>
  inWorld(async (world) => {
    world.fail({ type: 'bomb', bytes: 100 * 1024 * 1024 });
    const { headers, body } = await get(world);
    assert.is(headers['content-encoding'], 'gzip');
    assert.ok(body.length > 90_000 && body.length < 130_000, String(body.length));
  }));

test.run();
