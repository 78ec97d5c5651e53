import { Agent, request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { htmlBody, pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { DraftFault } from '../../../src/commands/world/drafts/fault.ts';
import {
  type DraftsWorld,
  type DraftsWorldOptions,
  startDraftsWorld,
} from '../../../src/commands/world/drafts/server.ts';

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One request; rejects with the code of what went wrong. */
function ask(url: string, method: string, headers = {}, agent?: Agent): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const sent = request(url, { method, headers, agent: agent ?? false }, (answer) => {
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

async function inWorld(
  body: (world: DraftsWorld) => Promise<void>,
  options: DraftsWorldOptions = {},
): Promise<void> {
  const world = await startDraftsWorld(options);
  try {
    await body(world);
  } finally {
    await world.close();
  }
}

const NOW = Date.UTC(2026, 7, 22, 12);
const FILE = 'D4000R1.pdf';

const test = suite('the papers folder of the test world');

test('has the files that were put there, and 404 for all others', () =>
  inWorld(
    async (world) => {
      world.put(FILE, pdfBody('On drafts', 70_000), { modifiedAt: NOW - 60_000 });
      const there = await ask(world.url + FILE, 'HEAD');
      const { status, headers, body } = there;
      assert.equal(
        [status, headers['content-length'], headers['content-type'], body.length],
        [200, '70000', 'application/pdf', 0],
      );
      assert.is(headers['date'], 'Sat, 22 Aug 2026 12:00:00 GMT');
      assert.is(headers['last-modified'], 'Sat, 22 Aug 2026 11:59:00 GMT');
      assert.is((await ask(`${world.url}D4000R2.pdf`, 'HEAD')).status, 404);
      world.remove(FILE);
      assert.is((await ask(world.url + FILE, 'HEAD')).status, 404);
    },
    { now: () => NOW },
  ));

test('gives the part that was asked for', () =>
  inWorld(async (world) => {
    world.put(FILE, pdfBody('On drafts', 70_000));
    const part = await ask(world.url + FILE, 'GET', { range: 'bytes=0-65535' });
    assert.equal(
      [part.status, part.headers['content-range'], part.body.length],
      [206, 'bytes 0-65535/70000', 65_536],
    );
    assert.ok(part.body.toString('latin1').startsWith('%PDF-1.7'));
  }));

test('a file that is touched has another date and tag, and the same bytes', () =>
  inWorld(async (world) => {
    const page = htmlBody('On drafts');
    world.put('D4000R1.html', page, { modifiedAt: NOW });
    const first = await ask(`${world.url}D4000R1.html`, 'GET');
    world.touch('D4000R1.html', NOW + 60_000);
    const second = await ask(`${world.url}D4000R1.html`, 'GET');
    assert.equal([first.body, second.body], [page, page]);
    assert.is.not(first.headers['etag'], second.headers['etag']);
    assert.is(second.headers['last-modified'], 'Sat, 22 Aug 2026 12:01:00 GMT');
  }));

const faults: readonly (readonly [fault: DraftFault, head: unknown, get: unknown])[] = [
  [{ type: 'status', status: 403 }, 403, 403],
  [{ type: 'page', page: 'login' }, 200, 200],
  [{ type: 'empty' }, 200, 200],
  [{ type: 'login' }, 302, 302],
  [{ type: 'redirect' }, 302, 302],
  [{ type: 'no_head', status: 405 }, 405, 404],
  [{ type: 'no_head', status: 501 }, 501, 404],
  [{ type: 'reset', where: 'headers' }, 'ECONNRESET', 'ECONNRESET'],
  [{ type: 'reset', where: 'body' }, 'ECONNRESET', 'ECONNRESET'],
  [{ type: 'nonsense' }, 'HPE_INVALID_CONSTANT', 'HPE_INVALID_CONSTANT'],
];

for (const [fault, head, get] of faults) {
  test(`misbehaves: ${Object.values(fault).join(' ')}`, () =>
    inWorld(async (world) => {
      world.fail(fault);
      const outcome = (method: string): Promise<unknown> =>
        ask(world.url + FILE, method).then(
          ({ status }) => status,
          ({ code }: NodeJS.ErrnoException) => code,
        );
      assert.equal([await outcome('HEAD'), await outcome('GET')], [head, get]);
      world.heal();
      assert.is(await outcome('HEAD'), 404);
    }));
}

test('a fault may be for one file, one method, so many times; the latest counts', () =>
  inWorld(async (world) => {
    world.fail({ type: 'status', status: 500 });
    world.fail({ type: 'status', status: 503 }, { file: FILE, method: 'HEAD', times: 1 });
    const status = async (method: string, file = FILE) =>
      (await ask(world.url + file, method)).status;
    assert.equal(
      [await status('GET'), await status('HEAD'), await status('HEAD'), await status('HEAD', 'x')],
      [500, 503, 500, 500],
    );
  }));

test('knows each request, its connection, and how many there were at once', () =>
  inWorld(
    async (world) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 2 });
      const asked = ['a', 'b', 'c', 'd'].map((file) => ask(world.url + file, 'GET', {}, agent));
      await Promise.all(asked);
      agent.destroy();
      const { requests } = world;
      assert.equal(
        requests.map(({ file, method }) => `${method} ${file}`),
        ['GET a', 'GET b', 'GET c', 'GET d'],
      );
      assert.equal(
        [world.connections(), world.mostInFlight(), world.mostWithin(60_000)],
        [2, 2, 4],
      );
      assert.equal([...new Set(requests.map(({ connection }) => connection))], [1, 2]);
      world.forget();
      assert.equal([requests.length, world.connections(), world.mostInFlight()], [0, 0, 0]);
    },
    { latencyMs: 30 },
  ));

test('without keep-alive each request needs a connection of its own', () =>
  inWorld(
    async (world) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (const file of ['a', 'b', 'c']) await ask(world.url + file, 'GET', {}, agent);
      agent.destroy();
      assert.is(world.connections(), 3);
    },
    { keepAlive: false },
  ));

test('refuses connections while stopped and is back on the same port with its files', () =>
  inWorld(async (world) => {
    world.put(FILE, pdfBody('On drafts'));
    await world.stop();
    const refused = await ask(world.url + FILE, 'HEAD').catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    assert.is(refused, 'ECONNREFUSED');
    await world.start();
    assert.is((await ask(world.url + FILE, 'HEAD')).status, 200);
  }));

test.run();
