import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IndexFault } from '../../src/commands/world/index/fault.ts';
import { startIndexWorld } from '../../src/commands/world/index/server.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createPaperIndex } from '../../src/sources/paperIndex.ts';

const NOW = Date.UTC(2026, 7, 22, 12, 0, 0);
const limits = { connectMs: 300, headersMs: 120, chunkMs: 120, totalMs: 5_000 };
const index = { P0001R0: { type: 'paper', title: 'One' }, N0002: { type: 'paper', title: 'Two' } };
const userAgent = 'PaperScout/0.1.0 (+https://example.org/paperscout)';

/** What a GET of the index comes to: `ok`, or `CATEGORY/reason` with the wait in seconds. */
async function fetched(url: string, own: Partial<typeof limits> = {}): Promise<string> {
  const http = createHttp({ clock: { now: () => NOW }, userAgent });
  const source = createPaperIndex({ http, url, limits: { ...limits, ...own } });
  try {
    const { type } = await source.fetch(null, new AbortController().signal);
    return type;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const wait = thrown.retryAfterMs === null ? '' : ` ${thrown.retryAfterMs / 1_000} s`;
    return `${thrown.category}/${thrown.reason}${wait}`;
  } finally {
    await http.close();
  }
}

async function withFault(fault: IndexFault): Promise<string> {
  const world = await startIndexWorld(index);
  world.fail(fault);
  try {
    return await fetched(world.url);
  } finally {
    await world.close();
  }
}

const status = (code: number, headers: Record<string, string> = {}): IndexFault => ({
  type: 'status',
  status: code,
  headers,
});

const date = new Date(NOW + 90_000).toUTCString();

const cases: readonly (readonly [name: string, fault: IndexFault, outcome: string])[] = [
  ['429 with seconds', status(429, { 'retry-after': '120' }), 'RATE_LIMIT/http_429 120 s'],
  ['429 with a date', status(429, { 'retry-after': date }), 'RATE_LIMIT/http_429 90 s'],
  ['429 with "abc"', status(429, { 'retry-after': 'abc' }), 'RATE_LIMIT/http_429 60 s'],
  ['429 with -1', status(429, { 'retry-after': '-1' }), 'RATE_LIMIT/http_429 60 s'],
  ['429 without a time', status(429), 'RATE_LIMIT/http_429 60 s'],
  ['429 with 0', status(429, { 'retry-after': '0' }), 'RATE_LIMIT/http_429 1 s'],
  ['429 with a day', status(429, { 'retry-after': '86400' }), 'RATE_LIMIT/http_429 21600 s'],
  ['503 with seconds', status(503, { 'retry-after': '7' }), 'RATE_LIMIT/http_503 7 s'],
  ['503 without a time', status(503), 'NETWORK/http_5xx'],
  ['500', status(500), 'NETWORK/http_5xx'],
  ['502 with a time', status(502, { 'retry-after': '7' }), 'NETWORK/http_5xx'],
  ['401', status(401), 'UPSTREAM_CHANGED/http_401'],
  ['403', status(403), 'UPSTREAM_CHANGED/http_403'],
  ['404', status(404), 'UPSTREAM_CHANGED/http_404'],
  ['410', status(410), 'UPSTREAM_CHANGED/http_4xx'],
  ['204', status(204), 'UPSTREAM_CHANGED/http_unexpected'],
  ['a redirect without a target', status(302), 'UPSTREAM_CHANGED/http_unexpected'],
  [
    'a redirect to another host',
    { type: 'redirect', to: 'http://127.0.0.2/index.json' },
    'UPSTREAM_CHANGED/redirect_host',
  ],
  ['a redirect to itself', { type: 'redirect' }, 'UPSTREAM_CHANGED/redirect_loop'],
  ['no headers', { type: 'hang', where: 'headers' }, 'TIMEOUT/headers_timeout'],
  ['silence in the body', { type: 'hang', where: 'body' }, 'TIMEOUT/body_timeout'],
  ['a reset before the headers', { type: 'reset', where: 'headers' }, 'NETWORK/reset'],
  ['a reset in the body', { type: 'reset', where: 'body' }, 'NETWORK/body_cut'],
  ['half of the length that was said', { type: 'cut', how: 'length' }, 'NETWORK/body_cut'],
  [
    'an encoding that nobody asked for',
    status(200, { 'content-encoding': 'zstd' }),
    'UPSTREAM_CHANGED/http_unexpected',
  ],
  [
    'more than 64 MiB',
    status(200, { 'content-length': String(64 * 1024 * 1024 + 1) }),
    'DATA_INVALID/too_large',
  ],
];

const test = suite('http');

for (const [name, fault, outcome] of cases) {
  test(`${name} is ${outcome}`, async () => {
    assert.is(await withFault(fault), outcome);
  });
}

test('a refused connection is NETWORK/refused', async () => {
  const world = await startIndexWorld(index);
  await world.stop();
  assert.is(await fetched(world.url), 'NETWORK/refused');
});

test('a name that does not exist is NETWORK/dns', async () => {
  assert.is(await fetched('http://no.such.host.invalid/', { connectMs: 5_000 }), 'NETWORK/dns');
});

/** Runs `body` against a server and closes it. */
async function against(
  server: Server | ReturnType<typeof createTcpServer>,
  body: (port: number) => Promise<void>,
) {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

test('a server that speaks no TLS is NETWORK/tls', async () => {
  const plain = createTcpServer((socket) =>
    socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await against(plain, async (port) => {
    assert.is(await fetched(`https://127.0.0.1:${port}/`), 'NETWORK/tls');
  });
});

test('a connection that does not come about is TIMEOUT/connect_timeout', async () => {
  const mute = createTcpServer((socket) => socket.resume());
  await against(mute, async (port) => {
    assert.is(await fetched(`https://127.0.0.1:${port}/`), 'TIMEOUT/connect_timeout');
  });
});

test('what is no HTTP is NETWORK/bad_body', async () => {
  const nonsense = createTcpServer((socket) =>
    socket.resume().end('220 mail.example.org ESMTP\r\n'),
  );
  await against(nonsense, async (port) => {
    assert.is(await fetched(`http://127.0.0.1:${port}/`), 'NETWORK/bad_body');
  });
});

test('a body that comes in drops ends at the limit for all of it', async () => {
  const slow = createServer((_, out) => {
    const timer = setInterval(() => out.write(' '), 30);
    out.on('close', () => clearInterval(timer));
  });
  await against(slow, async (port) => {
    const outcome = await fetched(`http://127.0.0.1:${port}/`, { totalMs: 250 });
    assert.is(outcome, 'TIMEOUT/total_timeout');
  });
});

for (const [what, sent] of [
  ['whose length was said', 'content-length: 10\r\n\r\n{"P1'],
  ['in chunks', 'transfer-encoding: chunked\r\n\r\n5\r\n{"P1'],
] as const) {
  test(`a body ${what} that breaks off is NETWORK/body_cut`, async () => {
    for (const connection of ['close', 'keep-alive']) {
      const head = `HTTP/1.1 200 OK\r\nconnection: ${connection}\r\n`;
      const cut = createTcpServer((socket) => socket.resume().end(head + sent));
      await against(cut, async (port) => {
        assert.is(await fetched(`http://127.0.0.1:${port}/`), 'NETWORK/body_cut');
      });
    }
  });
}

test('up to three redirects within the host are followed, a fourth is not', async () => {
  for (const [hops, outcome] of [
    [3, 'body'],
    [4, 'UPSTREAM_CHANGED/redirect_loop'],
  ] as const) {
    const chain = createServer(({ url = '' }, out) => {
      const hop = Number(url.slice(1));
      if (hop === hops) out.end('{}');
      else out.writeHead(307, { location: `/${hop + 1}` }).end();
    });
    await against(chain, async (port) => {
      assert.is(await fetched(`http://127.0.0.1:${port}/0`), outcome);
    });
  }
});

test('an abort ends the request with the reason of the signal', async () => {
  const world = await startIndexWorld(index);
  world.fail({ type: 'hang', where: 'headers' });
  const http = createHttp({ clock: { now: () => NOW }, userAgent });
  const asked = new AbortController();
  const answer = createPaperIndex({ http, url: world.url }).fetch(null, asked.signal);
  asked.abort(new Error('asked to stop'));
  const outcome = await answer.catch((thrown: Error) => thrown.message);
  await http.close();
  await world.close();
  assert.is(outcome, 'asked to stop');
});

test.run();
