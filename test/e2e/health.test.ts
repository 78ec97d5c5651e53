import { get } from 'node:http';
import { hostname } from 'node:os';
import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { problemsOf } from '../support/health/schema.ts';
import type { FaultProxy } from '../support/proxy.ts';
import type { Daemon } from './support/daemon.ts';
import { OPS, openScene, PAPERS, type Scene, smallIndex } from './support/scene.ts';
import { around, everythingOf } from './support/secrets.ts';
import { proxyTo } from './support/through.ts';
import { until } from './support/until.ts';

const test = databaseSuite('health, end to end');

const password = 'planted-password';
const token = 'planted-ops-token';

let scene: Scene;
let daemon: Daemon;
let proxy: FaultProxy | null = null;
/** Every body that was read. */
const bodies: string[] = [];

/** `/health` of a listener; the document matches its schema in every state. */
async function health(listener: 'public' | 'operators' = 'operators') {
  const answer = await daemon.get('/health', listener);
  const body = await answer.text();
  bodies.push(body);
  const document = JSON.parse(body) as Awaited<ReturnType<Daemon['health']>>['document'];
  assert.equal(problemsOf(document), []);
  return { status: answer.status, document, summary: document.summary, body };
}

const ready = async (): Promise<number> => (await daemon.get('/readyz', 'public')).status;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database === null) return;
  const way = await proxyTo(scene, password);
  proxy = way.proxy;
  await proxy.stop(); // no database yet
  daemon = scene.daemon({
    DATABASE_URL: way.url,
    OPS_TOKEN: token,
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    INSPECT: 'on',
    NTFY_URL: 'http://127.0.0.1:1/planted-topic',
    ALERT_WEBHOOK_URL: 'http://127.0.0.1:1/planted-hook',
    ALERT_WEBHOOK_SECRET: 'planted-signature',
    FLY_APP_NAME: 'planted-app',
    FLY_REGION: 'planted-region',
    FLY_MACHINE_ID: 'planted-machine',
  });
});

test.after(async () => {
  await scene.close();
  await proxy?.stop();
});

test('PS02: starting: alive, not ready, and nothing is known yet', async () => {
  await daemon.wait('db.waiting');
  assert.is(await (await daemon.get('/livez', 'public')).text(), 'ok');
  assert.is(await ready(), 503);
  const { status, document, summary } = await health();
  assert.equal([status, document.status], [200, 'warn']);
  assert.equal(
    [summary.last_successful_poll, summary.queue_depth, summary.leader],
    [null, null, false],
  );
  assert.ok(['unknown', 'down'].includes(summary.db_pool.status), summary.db_pool.status);
});

test('PS03, PS05, PS06: passing: the last poll to the millisecond, an empty queue, a good pool', async () => {
  await proxy?.listen();
  await daemon.wait('daemon.started');
  await daemon.wait('delivery.sent');
  await until(async () => (await health()).document.status === 'pass');
  assert.is(await ready(), 200);
  await until(async () => (await health()).summary.queue_depth === 0);
  const { status, summary } = await health();
  assert.is(status, 200);
  const polls = daemon.all('poll.succeeded').map(({ time }) => Date.parse(String(time)));
  const shown = Date.parse(String(summary.last_successful_poll));
  assert.ok(
    polls.some((at) => Math.abs(at - shown) < 50),
    summary.last_successful_poll ?? '',
  );
  assert.equal([summary.leader, summary.dry_run, summary.draining], [true, false, false]);
  const { db_pool: pool } = summary;
  assert.equal([pool.status, pool.waiting], ['ok', 0]);
  assert.ok(Number(pool.open) >= 1 && Number(pool.last_check_ms) >= 0);
});

test('PS05: three messages that Slack asks to wait with are a depth of three, and then of none', async () => {
  scene.slack.fault({
    method: 'chat.postMessage',
    channel: PAPERS,
    answer: { type: 'limit', retryAfter: '9', scope: 'channel' },
  });
  for (const count of [101, 102, 103]) {
    const from = daemon.lines.length;
    scene.index.serve(smallIndex(count));
    await daemon.wait('poll.succeeded', ({ result }) => result === 'changed', { from });
  }
  await until(async () => (await health()).summary.queue_depth === 3);
  const { summary, document } = await health();
  assert.equal(
    [summary.queue_depth_by_lane?.news, summary.slack.web_api, document.status],
    [3, 'rate_limited', 'pass'],
  );
  scene.slack.clearFaults();
  await until(async () => (await health()).summary.queue_depth === 0, 30_000);
});

test('the public listener shows the same without what only operators may see', async () => {
  const { document, summary, body } = await health('public');
  assert.equal(Object.keys(document).sort(), ['checks', 'links', 'status', 'summary', 'version']);
  for (const field of ['restarts_by_child', 'event_loop', 'memory', 'disk'])
    assert.not(field in summary, field);
  assert.not(Object.values(document.checks).some(([one]) => one !== undefined && 'output' in one));
  const hidden = [hostname(), OPS, PAPERS, 'planted-app', 'planted-region', 'planted-machine'];
  for (const word of hidden) assert.not.match(body, word);
});

test('with a token: 401 without it and with a wrong one, 200 with it', async () => {
  const asked = async (headers: Record<string, string>) => {
    const answer = await daemon.get('/debug/actors', 'operators', { headers });
    bodies.push(await answer.text());
    return [answer.status, answer.headers.get('www-authenticate')];
  };
  assert.equal(await asked({}), [401, 'Bearer']);
  assert.equal(await asked({ authorization: 'Bearer wrong' }), [401, 'Bearer']);
  assert.equal(await asked({ authorization: `Bearer ${token}` }), [200, null]);
  assert.is((await daemon.get(`/debug/actors?token=${token}`)).status, 401);
  assert.is((await daemon.get('/debug/actors', 'public')).status, 404);
  assert.ok(daemon.all('http.auth_failed').length >= 3);
});

test('PS03: stale: 503, and the time of the last good poll stays', async () => {
  await scene.index.stop();
  const from = daemon.lines.length;
  const before = (await health()).summary.last_successful_poll;
  await daemon.wait('poll.stale', undefined, { from });
  await until(async () => (await health()).status === 503);
  const { document, summary } = await health();
  assert.is(document.status, 'fail');
  assert.ok(Number(summary.consecutive_poll_failures) >= 1);
  const shown = summary.last_successful_poll ?? '';
  assert.ok(shown >= (before ?? '') && Date.now() - Date.parse(shown) > 1_900, shown);
  assert.is(summary.last_failure?.reason, 'refused');
  assert.is(await ready(), 200);
  await scene.index.start();
  await daemon.wait('poll.recovered', undefined, { from });
  await until(async () => (await health()).status === 200);
});

test('PS06: the database away: the pool is down within 15 s, we stay ready', async () => {
  await proxy?.stop();
  const since = Date.now();
  await until(async () => (await health()).summary.db_pool.status === 'down');
  const took = Date.now() - since;
  assert.ok(took < 15_000, `${took} ms`);
  const { document, summary } = await health();
  assert.is(document.checks['store:connections']?.[0]?.status, 'fail');
  assert.is.not(document.status, 'pass');
  assert.is.not(summary.db_pool.last_error, null);
  assert.is(await ready(), 200);
  await proxy?.listen();
  await until(async () => (await health()).summary.db_pool.status === 'ok');
});

test('planted secrets are in no byte of log, health, metrics, debug, inspector and spool', async () => {
  const { bot, app } = scene.slack.tokens;
  const fallbacks = ['planted-topic', 'planted-hook', 'planted-signature'];
  const secrets = [password, token, bot, app, ...fallbacks];
  const body = `<html>${secrets.join(' ')}</html>`;
  const from = daemon.lines.length;
  scene.slack.fault({ method: 'chat.postMessage', answer: { type: 'status', status: 418, body } });
  scene.index.serve(smallIndex(104));
  await daemon.wait('delivery.failed', undefined, { from });
  scene.index.fail({ type: 'text', text: body });
  await daemon.wait('poll.failed', undefined, { from });
  const { body: shown } = await health();
  const all = [
    ...bodies,
    shown,
    ...(await everythingOf(daemon, token, scene.dataDir)),
    ...daemon.noise,
    // what left for Slack and for the index: messages, alerts, answers, traces
    JSON.stringify([scene.slack.messages(), scene.slack.answers()]),
    JSON.stringify(scene.index.requests),
  ];
  all.push(JSON.stringify(daemon.lines));
  assert.match(JSON.stringify(daemon.lines), '[redacted]');
  for (const secret of secrets)
    assert.equal(
      all.flatMap((text) => around(text, secret)),
      [],
    );
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test('without a token a foreign Host, Origin or Sec-Fetch-Site gets 403', async () => {
  daemon = scene.daemon({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
  const { url } = await daemon.wait('http.listening', ({ listener }) => listener === 'operators');
  const asked = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      // Not by fetch: it has a Host of its own.
      get(`${String(url)}/debug/actors`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
  assert.is(await asked({}), 200);
  assert.is(await asked({ host: 'evil.example' }), 403);
  assert.is(await asked({ origin: 'http://evil.example' }), 403);
  assert.is(await asked({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.is((await daemon.health()).status, 200);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
