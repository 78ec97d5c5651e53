import { createServer as createTcpServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { DraftFault } from '../../../src/commands/world/drafts/fault.ts';
import { missing, type ProbeAnswer } from '../../../src/domain/papers/probe/answer.ts';
import { inWorld, looked, NOW, probeOf } from './support.ts';

const FILE = 'D4000R1.pdf';

/** An answer in a few words: `404`, `429 120 s`, `NETWORK/reset`, `strayed path`; redirects in brackets. */
function inWords(answer: ProbeAnswer | null | undefined): string {
  if (answer === null || answer === undefined) return 'none';
  const hops = answer.requests === 1 ? '' : ` (${answer.requests} requests)`;
  if (answer.type === 'strayed') return `strayed ${answer.to}${hops}`;
  if (answer.type === 'failed') return `${answer.category}/${answer.reason}${hops}`;
  const wait = answer.retryAfterMs === null ? '' : ` ${answer.retryAfterMs / 1_000} s`;
  return `${answer.status}${wait}${hops}`;
}

const status = (code: number, retryAfter?: string): DraftFault => ({
  type: 'status',
  status: code,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});

const date = new Date(NOW + 90_000).toUTCString();
const past = new Date(NOW - 90_000).toUTCString();
const to = (location: string): DraftFault => ({ type: 'redirect', to: location });

const cases: readonly (readonly [name: string, fault: DraftFault, answer: string])[] = [
  ['404', status(404), '404'],
  ['410', status(410), '410'],
  ['401', status(401), '401'],
  ['403', status(403), '403'],
  ['405', { type: 'no_head', status: 405 }, '405'],
  ['501', { type: 'no_head', status: 501 }, '501'],
  ['500', status(500), '500'],
  ['502 with a time', status(502, '7'), '502'],
  ['429 with seconds', status(429, '120'), '429 120 s'],
  ['429 with a date', status(429, date), '429 90 s'],
  ['429 with a date that is over', status(429, past), '429 1 s'],
  ['429 with "abc"', status(429, 'abc'), '429 300 s'],
  ['429 with -1', status(429, '-1'), '429 300 s'],
  ['429 with 0', status(429, '0'), '429 1 s'],
  ['429 with a day', status(429, '86400'), '429 21600 s'],
  ['429 without a time', status(429), '429 300 s'],
  ['503 with seconds', status(503, '7'), '503 7 s'],
  ['503 with a date', status(503, date), '503 90 s'],
  ['503 with "abc"', status(503, 'abc'), '503 300 s'],
  ['503 without a time', status(503), '503 300 s'],
  ['a page for a file', { type: 'page', page: 'notFound' }, '200'],
  ['a login', { type: 'login' }, 'strayed path'],
  ['another id', to('/files/papers/D4000R2.pdf'), 'strayed path'],
  ['the home page', to('/'), 'strayed path'],
  ['another host', to('http://127.0.0.2/files/papers/D4000R1.pdf'), 'strayed host'],
  ['another port', to('http://127.0.0.1:1/files/papers/D4000R1.pdf'), 'strayed host'],
  ['https of the same name', to('https://127.0.0.1/files/papers/D4000R1.pdf'), 'strayed host'],
  ['a redirect without a target', status(302), 'strayed path'],
  ['a redirect to itself', { type: 'redirect' }, 'UPSTREAM_CHANGED/redirect_loop'],
  ['no headers', { type: 'hang', where: 'headers' }, 'TIMEOUT/headers_timeout'],
  ['a reset', { type: 'reset', where: 'headers' }, 'NETWORK/reset'],
  ['no HTTP', { type: 'nonsense' }, 'NETWORK/bad_body'],
];

const test = suite('looking for drafts');

for (const [name, fault, answer] of cases) {
  test(`a look at ${name} is ${answer}`, () =>
    inWorld(async (world, probe) => {
      world.fail(fault);
      const [seen] = await looked(probe, world.url, [FILE]);
      assert.is(inWords(seen), answer);
    }));
}

for (const code of [301, 302, 303, 307, 308]) {
  test(`a ${code} to the same id is followed, in any case and to any folder of the host`, () =>
    inWorld(async (world, probe) => {
      world.put('d4000r1.html', pdfBody('On drafts'));
      const target = '/files/papers/d4000r1.html?x=1#top';
      world.fail({ ...to(target), status: code } as DraftFault, { file: FILE });
      const [seen] = await looked(probe, world.url, [FILE]);
      assert.is(inWords(seen), '404 (2 requests)', 'the query is part of what is asked for');
      world.fail({ ...to('d4000r1.html'), status: code } as DraftFault, { file: FILE });
      const [found] = await looked(probe, world.url, [FILE]);
      assert.is(inWords(found), '200 (2 requests)');
    }));
}

test('two redirects are followed, a third is a loop', () =>
  inWorld(async (world, probe) => {
    world.fail(to('/a/d4000r1'), { file: FILE });
    world.fail(to('/b/d4000r1.x'), { file: 'd4000r1' });
    assert.is(inWords((await looked(probe, world.url, [FILE]))[0]), '404 (3 requests)');
    world.fail(to('/c/d4000r1.y'), { file: 'd4000r1.x' });
    const [seen] = await looked(probe, world.url, [FILE]);
    assert.is(inWords(seen), 'UPSTREAM_CHANGED/redirect_loop (3 requests)');
  }));

test('a file that is there: status, tag, dates, type and length as sent', () =>
  inWorld(
    async (world, probe) => {
      const facts = { etag: '"one"', modifiedAt: NOW - 3_600_000 };
      world.put(FILE, pdfBody('On drafts', 70_000), facts);
      const expected = {
        type: 'reply',
        status: 200,
        requests: 1,
        etag: '"one"',
        length: 70_000,
        lastModified: 'Sat, 22 Aug 2026 11:00:00 GMT',
        date: 'Sat, 22 Aug 2026 12:00:00 GMT',
        contentType: 'application/pdf',
        retryAfterMs: null,
      };
      assert.equal(await looked(probe, world.url, [FILE]), [expected]);
      world.put(FILE, pdfBody('On drafts', 70_000), { etag: null, modifiedAt: null });
      const bare = { ...expected, etag: null, lastModified: null };
      assert.equal(await looked(probe, world.url, [FILE]), [bare]);
    },
    { now: () => NOW },
  ));

test('all misses share one answer', () =>
  inWorld(async (world, probe) => {
    for (const answer of await looked(probe, world.url, ['D1.pdf', 'D2.pdf', 'D3.pdf']))
      assert.is(answer, missing);
  }));

test('where HEAD is refused a GET asks for one byte and still learns the length', () =>
  inWorld(async (world, probe) => {
    world.fail({ type: 'no_head', status: 405 });
    world.put(FILE, pdfBody('On drafts', 70_000));
    const [there, not] = await looked(probe, world.url, [FILE, 'D4000R2.pdf'], { method: 'GET' });
    assert.equal([there?.type, there?.type === 'reply' && there.length], ['reply', 70_000]);
    assert.is(inWords(there), '206');
    assert.is(not, missing);
    assert.equal(
      world.requests.map(({ method, range }) => [method, range]),
      [
        ['GET', 'bytes=0-0'],
        ['GET', 'bytes=0-0'],
      ],
    );
  }));

for (const fault of [
  { type: 'hang', where: 'body' },
  { type: 'reset', where: 'body' },
  { type: 'endless' },
  { type: 'drops' },
] as const) {
  test(`a status is known even when its body is trouble: ${fault.type}`, () =>
    inWorld(async (world, probe) => {
      world.fail(fault);
      const [seen] = await looked(probe, world.url, [FILE], { method: 'GET' });
      assert.is(inWords(seen), '200');
    }));
}

test('a refused connection is NETWORK/refused for each URL', () =>
  inWorld(async (world, probe) => {
    await world.stop();
    const answers = await looked(probe, world.url, ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.equal(answers.map(inWords), Array(6).fill('NETWORK/refused'));
    await world.start();
    assert.is((await looked(probe, world.url, ['a']))[0], missing);
  }));

test('a name that does not exist is NETWORK/dns', async () => {
  const probe = probeOf('http://no.such.host.invalid/papers/', { connectMs: 5_000 });
  const [seen] = await looked(probe, 'http://no.such.host.invalid/papers/', ['a'], {
    timeoutMs: 5_000,
  });
  await probe.close();
  assert.is(inWords(seen), 'NETWORK/dns');
});

test('a connection that does not come about is TIMEOUT/connect_timeout, and soon over', async () => {
  const mute = createTcpServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening));
  const address = mute.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const probe = probeOf(url, { connectMs: 60_000 });
  const answers = await looked(probe, url, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  await probe.close();
  await new Promise((closed) => mute.close(closed));
  assert.equal(answers.map(inWords), Array(9).fill('TIMEOUT/connect_timeout'));
});

test('a server that speaks no TLS is NETWORK/tls', async () => {
  const plain = createTcpServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening));
  const address = plain.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const probe = probeOf(url);
  const [seen] = await looked(probe, url, ['a']);
  await probe.close();
  await new Promise((closed) => plain.close(closed));
  assert.is(inWords(seen), 'NETWORK/tls');
});

test.run();
