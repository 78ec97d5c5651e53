import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('/debug, end to end');

const logDir = (): string => join(scene.dataDir, 'logs');

const token = 'planted-ops-token';

let scene: Scene;
let daemon: Daemon;
/** Every body that was read. */
const bodies: string[] = [];

async function ask(path: string) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await daemon.get(`/debug${path}`, 'operators', { headers });
  const body = await answer.text();
  bodies.push(body);
  return { status: answer.status, body: JSON.parse(body) };
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  daemon = scene.daemon({
    OPS_TOKEN: token,
    INDEX_MIN_ENTRIES: '50',
    LOG_DIR: logDir(),
    PROBE_RATE: '0',
    PROBE_BUDGET: '0',
  });
});

test.after(async () => {
  await scene.close();
});

test('PS29: /debug/cycles shows the polls that were made', async () => {
  const poll = await daemon.wait('poll.succeeded');
  const { body } = await ask('/cycles?n=5');
  assert.equal(
    body.cycles.map(({ id, kind }: { id: string; kind: string }) => [id, kind]),
    [[poll['cycle'], 'poll']],
  );
});

test('the request of a poll carries the trace of its line', async () => {
  const poll = await daemon.wait('poll.succeeded');
  const [asked] = scene.index.requests;
  assert.match(String(asked?.headers['traceparent']), `00-${String(poll['trace_id'])}-`);
  assert.match(String((await daemon.wait('delivery.sent'))['trace_id']), /^[0-9a-f]{32}$/);
});

test('/debug/queue and /debug/outbox show what waits and what was sent, never the text', async () => {
  await daemon.wait('delivery.sent');
  await until(async () => (await ask('/outbox')).body.rows[0]?.state === 'sent');
  await until(async () => (await ask('/queue')).body.measured?.depth === 0);
  const { body } = await ask('/queue');
  assert.equal([body.gates, body.suspended, body.next], [[], [], []]);
});

test('/debug/db shows pools, the slowest statements by name, schema and lease', async () => {
  const { body } = await ask('/db');
  assert.is(body.pools.main.max, 8);
  assert.ok(body.slowest.length > 5 && body.slowest.length <= 20);
  assert.ok(body.slowest[0].maxMs >= body.slowest[1].maxMs);
  assert.is(body.lease.epoch, '1');
  assert.match(body.schema, /^\d{4}_\w+$/);
});

test('/debug/failures folds failures of one kind into a row', async () => {
  assert.equal((await ask('/failures')).body, { signatures: [] });
});

test('/debug/logs shows the last lines, filtered', async () => {
  const { body } = await ask('/logs?event=http.listening&n=1');
  assert.equal(
    body.lines.map(({ listener }: { listener: string }) => listener),
    ['operators'],
  );
  assert.equal(await ask('/logs?level=loud'), {
    status: 400,
    body: { error: 'level: expects one of debug, info, warn, error, fatal' },
  });
});

test('/debug/config shows values and where they came from, of secrets that they are set', async () => {
  const { variables } = (await ask('/config')).body;
  assert.equal(variables.OPS_TOKEN, { value: 'set', from: 'environment' });
  assert.equal(variables.DATABASE_URL, { value: 'set', from: 'environment' });
  assert.equal(variables.MQ_BACKPRESSURE_THRESHOLD, { value: '100', from: 'default' });
});

test('/debug/loop and /debug/actors show how the process is', async () => {
  const { body } = await ask('/loop');
  assert.ok(body.delayMaxSeconds > 0 && body.memory.rss > 1_000_000);
  assert.ok(Object.keys(body.handles).length > 0);
  const { supervision } = (await ask('/actors')).body;
  assert.ok(supervision.children.some(({ id }: { id: string }) => id === 'poller'));
});

async function order(path: string, body: object = {}, more: Record<string, string> = {}) {
  const answer = await daemon.get(`/debug${path}`, 'operators', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...more,
    },
    body: JSON.stringify(body),
  });
  return { answer, body: JSON.parse(await answer.text()) };
}

test('POST /debug/poll?wait=1 polls in the trace of the request and gives the result; again is 429', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
  const before = scene.index.requests.length;
  const { answer, body } = await order('/poll?wait=1', {}, { traceparent });
  assert.equal([answer.status, body.result], [200, 'not_modified']);
  assert.match(answer.headers.get('traceparent') ?? '', trace);
  assert.match(String(scene.index.requests[before]?.headers['traceparent']), trace);
  const line = await daemon.wait('poll.succeeded', ({ cycle }) => cycle === body.cycle);
  assert.is(line['trace_id'], trace);
  const again = await order('/poll');
  assert.is(again.answer.status, 429);
  assert.ok(Number(again.answer.headers.get('retry-after')) > 500);
  const lines = daemon.all('ops.command').map(({ command, outcome }) => [command, outcome]);
  assert.equal(lines.slice(0, 2), [
    ['poll', 'done'],
    ['poll', 'refused'],
  ]);
});

test('POST /debug/probe?wait=1 looks for drafts and gives the result; again is 429, and a line says so', async () => {
  await daemon.wait('probe.cycle');
  const { answer, body } = await order('/probe?wait=1');
  assert.equal([answer.status, body.result, body.number], [200, 'EMPTY', 2]);
  const again = await order('/probe');
  assert.is(again.answer.status, 429);
  assert.ok(Number(again.answer.headers.get('retry-after')) > 200);
  const lines = daemon.all('ops.command').map(({ command, outcome }) => [command, outcome]);
  assert.equal(lines.slice(-2), [
    ['probe', 'done'],
    ['probe', 'refused'],
  ]);
});

test('an unknown field is refused by name, and each order is a line', async () => {
  const { answer, body } = await order('/poll', { force: true });
  assert.equal([answer.status, body.error], [400, '"force" is not known; nothing is expected']);
  const lines = daemon.all('ops.command').map(({ command, outcome }) => [command, outcome]);
  assert.equal(lines[0], ['poll', 'done']);
});

test('silences and tests of channels over HTTP: made, listed, sent, and written down', async () => {
  const silence = { rule: 'self.upstream', minutes: 30, reason: 'a test' };
  assert.is((await order('/silences', silence)).answer.status, 200);
  const { body } = await ask('/alerts');
  assert.equal(
    body.silences.map(({ match }: { match: { rule: string } }) => match.rule),
    ['self.upstream'],
  );
  assert.ok(body.rules.length >= 20 && body.evaluated_at !== null);
  const tried = await order('/channels/slack/test');
  assert.equal([tried.answer.status, tried.body], [200, { channel: 'slack', delivered: true }]);
  assert.match(JSON.stringify(scene.slack.messages('C0OPS')), 'This is a test of the ways');
  assert.is((await order('/channels/ntfy/test')).answer.status, 409);
  const given = daemon.all('ops.command').map(({ command }) => command);
  assert.ok(given.includes('silence self.upstream 30m') && given.includes('test slack'));
});

test('nothing of it holds a secret, and nothing is on the public listener', async () => {
  const { bot, app } = scene.slack.tokens;
  for (const secret of [token, bot, app]) assert.not.match(bodies.join('\n'), secret);
  assert.is((await daemon.get('/debug/config', 'public')).status, 404);
});

test('LOG_DIR has every line of stdout after SIGTERM, the last one included, and no secret', async () => {
  assert.equal(await daemon.stop(), { code: 0, signal: null });
  const text = await readFile(join(logDir(), 'paperscout.ndjson'), 'utf8');
  const lines = text.trimEnd().split('\n');
  assert.equal(
    lines.map((line): unknown => JSON.parse(line)),
    daemon.lines,
  );
  assert.match(lines.at(-1) ?? '', 'daemon.stopped');
  assert.not.match(text, token);
});

test.run();
