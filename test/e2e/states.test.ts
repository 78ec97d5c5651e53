import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { problemsOf } from '../support/health/schema.ts';
import { FaultProxy } from '../support/proxy.ts';
import type { Daemon } from './support/daemon.ts';
import { openScene, PAPERS, type Scene, smallIndex } from './support/scene.ts';
import { told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('states, end to end');

let scene: Scene;
let proxy: FaultProxy | null = null;
let daemon: Daemon;
let env: Record<string, string> = {};

const token = 'planted-operators-token';
const operator = { headers: { authorization: `Bearer ${token}` } };

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database === null) return;
  const { host, port, user, database } = scene.database.settings;
  proxy = await FaultProxy.begin({ path: `${host}/.s.PGSQL.${port}` });
  env = {
    OPS_TOKEN: token,
    ...{ INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', SHUTDOWN_TIMEOUT: '15s' },
    FLY_MACHINE_ID: 'one', // the same machine takes its lease over at once
    DATABASE_URL: `postgres://${user}:planted-password@127.0.0.1:${proxy.port}/${database}?sslmode=disable`,
  };
});

test.after(async () => {
  await scene.close();
  await proxy?.stop();
});

/** What health says now, checked against its schema. */
async function health() {
  const { status, document } = await daemon.health();
  assert.equal(problemsOf(document), []);
  return { status, verdict: document.status, summary: document.summary };
}

test('while it starts: not ready, alive, a health document, and no failure', async () => {
  if (proxy !== null) proxy.mode = 'close';
  daemon = scene.daemon(env);
  await daemon.wait('db.waiting');
  const ready = await daemon.get('/readyz', 'public');
  assert.equal([ready.status, await ready.json()], [503, { ready: false, reasons: ['starting'] }]);
  assert.is((await daemon.get('/livez', 'public')).status, 200);
  const { status, verdict, summary } = await health();
  assert.equal([status, verdict, summary.last_successful_poll], [200, 'warn', null]);
  assert.is(summary.db_pool.status, 'unknown');
});

test('when the database comes it starts by itself and is well', async () => {
  if (proxy !== null) proxy.mode = 'pass';
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
  assert.is((await daemon.get('/readyz', 'public')).status, 200);
  await until(async () => (await health()).summary.queue_depth === 0);
  assert.is((await health()).verdict, 'pass');
  const { summary } = await health();
  assert.equal(
    [summary.leader, summary.queue_depth, summary.db_pool.status, summary.draining],
    [true, 0, 'ok', false],
  );
  assert.type(summary.last_successful_poll, 'string');
});

test('PS06: without the database: db.lost and db.back once each, health says down, no actor crashes', async () => {
  if (proxy !== null) {
    proxy.mode = 'reset';
    while (proxy.reset(0)); // every connection that stands
  }
  await daemon.wait('db.lost');
  await until(async () => (await health()).summary.db_pool.status === 'down');
  if (proxy !== null) proxy.mode = 'pass';
  await daemon.wait('db.back');
  await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length, withinMs: 30_000 });
  await until(async () => (await health()).summary.db_pool.status === 'ok');
  assert.equal(
    [
      daemon.all('db.lost').length,
      daemon.all('db.back').length,
      daemon.all('actor.crashed').length,
    ],
    [1, 1, 0],
  );
});

test('PS05: messages that Slack keeps waiting are the depth of the queue', async () => {
  const limit = { type: 'limit', retryAfter: '30', scope: 'workspace' } as const;
  scene.slack.fault({ method: 'chat.postMessage', times: 1, answer: limit });
  scene.index.serve(smallIndex(103));
  await daemon.wait('queue.gate_closed');
  await until(async () => (await health()).summary.queue_depth === 1);
  const { summary } = await health();
  assert.equal(summary.queue_depth_by_lane, { ops: 0, answers: 0, news: 1, bulk: 0 });
  assert.ok(Number(summary.queue_retry_after_seconds) > 10);
  assert.is(summary.slack.web_api, 'rate_limited');
});

test('asked to stop while a post hangs it drains: not ready, health to the end, exit 0, sent once', async () => {
  assert.equal(await daemon.stop(), { code: 0, signal: null });
  scene.slack.clearFaults();
  scene.slack.fault({ method: 'chat.postMessage', answer: { type: 'slow', byMs: 4_000 } });
  daemon = scene.daemon({ ...env, MQ_BACKPRESSURE_THRESHOLD: '50' });
  const before = scene.slack.calls('chat.postMessage').length;
  await until(() => scene.slack.calls('chat.postMessage').length > before, 60_000);
  daemon.kill('SIGTERM');
  await daemon.wait('daemon.draining');
  const ready = await daemon.get('/readyz', 'public');
  assert.equal([ready.status, await ready.json()], [503, { ready: false, reasons: ['draining'] }]);
  await until(async () => (await health()).summary.draining === true);
  assert.equal(await daemon.ended, { code: 0, signal: null });
  const stopped = await daemon.wait('daemon.stopped');
  assert.equal([stopped['reason'], stopped['left']], ['SIGTERM', []]);
  assert.equal(told(scene), ['P1101R0', 'P1102R0', 'P1103R0']);
  assert.is(scene.slack.messages(PAPERS).length, 1);
});

test('a second signal ends it at once', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  await scene.slack.goAway();
  daemon.kill('SIGINT');
  daemon.kill('SIGTERM');
  assert.is((await daemon.ended).code, 0);
  await scene.slack.comeBack();
});

test('asked to stop while it waits for the database it ends at once', async () => {
  if (proxy !== null) proxy.mode = 'close';
  daemon = scene.daemon(env);
  await daemon.wait('db.waiting');
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test("operators' paths want the token, and no planted secret leaves the process", async () => {
  if (proxy !== null) proxy.mode = 'pass';
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  assert.is((await daemon.get('/debug/actors')).status, 401);
  const tree = await (await daemon.get('/debug/actors', 'operators', operator)).text();
  assert.match(tree, '"path":"root/ingestion/poller"');
  assert.is((await daemon.get('/debug/actors', 'public', operator)).status, 404);
  const documents = [
    await (await daemon.get('/health')).text(),
    await (await daemon.get('/health', 'public')).text(),
    tree,
  ];
  await daemon.stop();
  const everything = [
    ...daemon.lines.map((line) => JSON.stringify(line)),
    ...daemon.noise,
    ...documents,
  ];
  for (const secret of ['planted-password', token, scene.slack.tokens.bot, scene.slack.tokens.app])
    assert.not.ok(everything.join('\n').includes(secret), secret.slice(0, 8));
});

test.run();
