import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Daemon } from '../support/daemon.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = suite('alerts, end to end');

interface Got {
  readonly path: string;
  readonly title: string;
  readonly body: string;
  readonly key: string;
}

const got: Got[] = [];
let server: Server;
let scene: Scene;
let daemon: Daemon;

/** Notices that came to a path and are about this. */
const came = (path: string, what: RegExp): readonly Got[] =>
  got.filter((one) => one.path === path && what.test(`${one.title} ${one.body}`));

test.before(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const header = (name: string): string => String(request.headers[name] ?? '');
    const body = Buffer.concat(parts).toString();
    const [title, key] = [header('title'), header('idempotency-key')];
    got.push({ path: request.url ?? '', title, body, key });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(async () => {
  await scene.close();
  server.close();
});

test('operations-8: Slack refuses the token: ntfy and the webhook are told within 5 s', async () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    NTFY_URL: `${base}/ntfy`,
    ALERT_WEBHOOK_URL: `${base}/hook`,
  });
  await daemon.wait('delivery.sent');
  scene.slack.change.revokeToken();
  await scene.index.stop();
  await daemon.wait('queue.unauthorised');
  const since = Date.now();
  await until(() => came('/ntfy', /FIRING P1 Slack refuses our tokens/).length > 0);
  assert.ok(Date.now() - since < 5_000, `${Date.now() - since} ms`);
  await until(() => came('/ntfy', /FIRING P1 No successful poll/).length > 0);
  await until(() => came('/hook', /No successful poll for/).length > 0);
  const { status, document } = await daemon.health();
  assert.equal([status, document.summary.ops_alert_path], [503, 'fallback']);
  assert.ok(Number(document.summary.alerts.firing_p1) >= 2);
});

test('each notice has a key of its own, and each came once', () => {
  const keys = got.filter(({ path }) => path === '/hook').map(({ key }) => key);
  assert.ok(keys.length >= 2);
  assert.is(new Set(keys).size, keys.length);
});

test('ntfy hears no host, no id and no foreign word', () => {
  for (const { body } of got.filter(({ path }) => path === '/ntfy'))
    assert.match(
      body,
      /^[A-Z][A-Za-z ’']+\. Since \d\d:\d\d:\d\dZ\.( Over at \d\d:\d\d:\d\dZ\.)?$/,
    );
});

test('when the index is back its end comes to whoever was told, once', async () => {
  await scene.index.start();
  await until(() => came('/ntfy', /RESOLVED P1 No successful poll/).length > 0);
  await until(() => came('/hook', /Polls succeed again/).length > 0);
  assert.is(came('/ntfy', /RESOLVED P1 No successful poll/).length, 1);
  assert.equal(
    scene.slack.messages(OPS).filter(({ text }) => /No successful poll/.test(text)),
    [],
  );
  assert.is(daemon.all('actor.crashed').length, 0);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
