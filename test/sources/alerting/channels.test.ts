import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import type { Failure } from '../../../src/domain/health/failure.ts';
import { createDeadman } from '../../../src/sources/alerting/deadman.ts';
import { createDiscord } from '../../../src/sources/alerting/discord.ts';
import { createNtfy } from '../../../src/sources/alerting/ntfy.ts';
import { createPoster, type Poster } from '../../../src/sources/alerting/post.ts';
import { createWebhook, signatureOf } from '../../../src/sources/alerting/webhook.ts';

const test = suite('ways past Slack');

interface Got {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const got: Got[] = [];
let answer: { status: number; headers?: Record<string, string>; hang?: boolean } = { status: 200 };
let server: Server;
let url = '';
let poster: Poster;
let trace: string | null = null;

test.before(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    if (answer.hang) return;
    response.writeHead(answer.status, answer.headers).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/topic`;
  poster = createPoster({ clock: { now: () => 0 }, traceparent: () => trace, limitMs: 300 });
});

test.before.each(() => {
  trace = null;
  got.length = 0;
  answer = { status: 200 };
});

test.after(async () => {
  await poster.close();
  server.closeAllConnections();
  server.close();
});

const notice: Notice = {
  key: 'e-1:1:x',
  episode: 'e-1',
  channel: 'webhook',
  kind: 'firing',
  state: 'sending',
  attempts: 1,
  madeAt: 0,
  crowded: false,
  into: null,
  outbox: null,
  deliveredAt: null,
  body: {
    key: 'self.db',
    rule: 'self.db',
    severity: 'P1',
    state: 'firing',
    title: 'Day’s end',
    text: 'host-17 says no',
    publicText: 'The database is away. Since 03:05:07Z.',
    since: Date.UTC(2026, 0, 1, 3, 5, 7),
    at: Date.UTC(2026, 0, 1, 3, 5, 8),
    runbook: '',
    traceId: null,
  },
};

const signal = (): AbortSignal => new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (thrown) {
    const { category, reason } = thrown as Failure;
    return `${category}/${reason}`;
  }
}

test('ntfy gets title, priority and tags, and no word of host or trouble', async () => {
  await createNtfy(poster, url).send(notice, signal());
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  assert.equal([headers['priority'], headers['tags']], ['5', 'rotating_light']);
  assert.is(headers['title'], 'FIRING P1 Day?s end');
  assert.is(body, 'The database is away. Since 03:05:07Z.');
});

for (const [severity, state, priority] of [
  ['P1', 'firing', '5'],
  ['P2', 'firing', '4'],
  ['P1', 'resolved', '3'],
] as const)
  test(`ntfy: ${severity} ${state} has priority ${priority}`, async () => {
    await createNtfy(poster, url).send(
      { ...notice, body: { ...notice.body, severity, state } },
      signal(),
    );
    assert.is(got[0]?.headers['priority'], priority);
  });

test('ntfy gets at most 3,500 bytes, cut between characters', async () => {
  const publicText = '€'.repeat(2_000);
  await createNtfy(poster, url).send({ ...notice, body: { ...notice.body, publicText } }, signal());
  const bytes = Buffer.byteLength(got[0]?.body ?? '');
  assert.ok(bytes <= 3_500 && bytes > 3_490, `${bytes}`);
  assert.match(got[0]?.body ?? '', /^€+…$/);
});

test('Discord gets at most 1,900 bytes and may mention nobody', async () => {
  const publicText = '@everyone '.repeat(400);
  await createDiscord(poster, url).send(
    { ...notice, body: { ...notice.body, publicText } },
    signal(),
  );
  const sent = JSON.parse(got[0]?.body ?? '{}');
  assert.ok(Buffer.byteLength(sent.content) <= 1_900);
  assert.equal(sent.allowed_mentions, { parse: [] });
  assert.match(sent.content, /^🔴 \*\*FIRING P1\*\*/);
});

test('operations-8: the webhook gets everything, with its key and a signature that verifies', async () => {
  await createWebhook(poster, { url, secret: 's3cret', service: 'fly:x' }).send(notice, signal());
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  assert.is(headers['idempotency-key'], 'e-1:1:x');
  assert.is(headers['x-paperscout-signature'], signatureOf(body, 's3cret'));
  // what `printf '{}' | openssl dgst -sha256 -hmac key` says
  const known = 'a777724d943eb48dc69bca8a4a6d57a04db3f9ec7e1de4e581e860265bdf3032';
  assert.is(signatureOf('{}', 'key'), `sha256=${known}`);
  assert.equal(JSON.parse(body), {
    key: 'self.db',
    episode: 'e-1',
    state: 'firing',
    severity: 'P1',
    title: 'Day’s end',
    text: 'host-17 says no',
    since: '2026-01-01T03:05:07.000Z',
    at: '2026-01-01T03:05:08.000Z',
    service: 'fly:x',
  });
});

test('a webhook without a secret is not signed', async () => {
  await createWebhook(poster, { url, secret: null, service: 's' }).send(notice, signal());
  assert.is(got[0]?.headers['x-paperscout-signature'], undefined);
});

for (const [status, headers, failure] of [
  [302, { location: '/elsewhere' }, 'UPSTREAM_CHANGED/http_unexpected'],
  [404, {}, 'UPSTREAM_CHANGED/http_404'],
  [429, { 'retry-after': '7' }, 'RATE_LIMIT/http_429'],
  [500, {}, 'NETWORK/http_5xx'],
] as const)
  test(`operations-8: ${status} is ${failure}, and no redirect is followed`, async () => {
    answer = { status, headers };
    assert.is(await failureOf(createNtfy(poster, url).send(notice, signal())), failure);
    assert.is(got.length, 1);
  });

test('nobody there, and no answer in time', async () => {
  const gone = createNtfy(poster, 'http://127.0.0.1:1/x');
  assert.is(await failureOf(gone.send(notice, signal())), 'NETWORK/refused');
  answer = { status: 200, hang: true };
  assert.is(
    await failureOf(createNtfy(poster, url).send(notice, signal())),
    'TIMEOUT/total_timeout',
  );
});

test('the dead man’s switch gets a small object', async () => {
  await createDeadman(poster, url).ping({ status: 'pass', uptime_seconds: 5 }, signal());
  assert.equal(JSON.parse(got[0]?.body ?? ''), { status: 'pass', uptime_seconds: 5 });
});

test('operations-16: each way out, and the dead man’s ping, carry the trace of the turn, where there is one', async () => {
  trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await createNtfy(poster, url).send(notice, signal());
  await createDiscord(poster, url).send(notice, signal());
  const service = 'paperscout';
  await createWebhook(poster, { url, secret: null, service }).send(notice, signal());
  const said = { version: '1', status: 'pass', at: 0 } as never;
  await createDeadman(poster, url).ping(said, signal());
  assert.equal(
    got.map(({ headers }) => headers['traceparent']),
    [trace, trace, trace, trace],
  );
  trace = null;
  await createNtfy(poster, url).send(notice, signal());
  assert.is(got[4]?.headers['traceparent'], undefined);
});

test.run();
