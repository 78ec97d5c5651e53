import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { createPoster } from '../../src/sources/alerting/post.ts';
import { anyText, damaged, eventually } from './support.ts';

const test = suite('any answer of ntfy or a webhook');

let answer: Buffer = Buffer.alloc(0);
let ends = true;
const sockets = new Set<Socket>();

const server: Server = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {}); // the other side gave up, which is what is tested
  socket.on('close', () => sockets.delete(socket));
  socket.once('data', () => {
    socket.write(answer);
    if (ends) socket.end();
  });
});

const poster = createPoster({ clock: { now: () => Date.UTC(2026, 10, 28) }, limitMs: 100 });

test.before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

test.after(async () => {
  await poster.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

const good = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

const status = fc.oneof(
  fc.constantFrom(200, 204, 301, 307, 400, 401, 404, 413, 429, 500, 503),
  fc.nat(999),
);
const header = fc.oneof(
  fc.constantFrom('retry-after: 7', 'retry-after: -1', 'retry-after: abc', 'location: http://x/'),
  fc.constantFrom('content-encoding: gzip', 'transfer-encoding: chunked', 'content-length: 9'),
  fc.stringMatching(/^[a-z-]{1,12}: [ -~]{0,20}$/),
);
const made = fc
  .record({ status, headers: fc.array(header, { maxLength: 3 }), body: anyText })
  .map(({ status: code, headers, body }) =>
    Buffer.from([`HTTP/1.1 ${code} X`, ...headers, 'connection: close', '', body].join('\r\n')),
  );

const bytes = fc.oneof(
  made,
  damaged(good).map((one) => Buffer.from(one)),
  fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one)),
);

/** Posts once to a server that answers so; null when it was taken. */
async function posted(text: Buffer, isEnded: boolean): Promise<unknown> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  answer = text;
  ends = isEnded;
  const what = {
    operation: 'ntfy.send',
    url: `http://127.0.0.1:${port}/topic`,
    headers: {},
    body: 'x',
  };
  return poster.post(what, new AbortController().signal).then(
    () => null,
    (error: unknown) => error,
  );
}

test('found before: a status of 0, and an upgrade that nobody asked for', async () => {
  for (const code of ['000', '101']) {
    const thrown = await posted(Buffer.from(good.replace('200', code)), false);
    assert.ok(thrown instanceof Failure);
    assert.equal([thrown.category, thrown.reason], ['NETWORK', 'bad_body'], code);
  }
});

test('it is taken, or a failure with category and reason, within its time', async () => {
  const known = ['RATE_LIMIT', 'NETWORK', 'TIMEOUT', 'UPSTREAM_CHANGED'];
  await eventually(
    fc.tuple(bytes, fc.boolean()),
    async ([text, isEnded]) => {
      const thrown = await posted(text, isEnded);
      if (thrown === null) return;
      assert.ok(thrown instanceof Failure, String(thrown));
      assert.ok(known.includes(thrown.category), `${thrown.category}/${thrown.reason}`);
    },
    0.3,
  );
});

test.run();
