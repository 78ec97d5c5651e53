import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pollerMachine } from '../../../machines/poller.ts';
import { chartsOf } from '../../../src/app/charts/charts.ts';
import { operatorsOnly } from '../../../src/http/access/auth.ts';
import { inspectRoutes } from '../../../src/http/inspect/routes.ts';
import { createStreams } from '../../../src/http/inspect/stream.ts';

/** The inspector on a listener that wants a token. */
function listener(token: string | null = 's3cret') {
  const app = new Hono();
  app.use(
    operatorsOnly({ token, onRefused: () => {}, elapsed: () => 0, addressOf: () => '127.0.0.1' }),
  );
  const streams = createStreams({ since: () => [], follow: () => () => {} });
  app.route(
    '/',
    inspectRoutes({
      streams,
      tree: () => ({ leak: 'xoxb-planted' }),
      charts: () => chartsOf({ poller: { logic: pollerMachine } }),
      withToken: token !== null,
      redact: (text) => text.replaceAll('xoxb-planted', '[redacted]'),
    }),
  );
  const get = (path: string, authorization = '') =>
    app.request(`http://127.0.0.1:9091${path}`, {
      headers: { host: '127.0.0.1:9091', ...(authorization ? { authorization } : {}) },
    });
  return { get, streams };
}

const right = 'Bearer s3cret';

const test = suite('the inspector');

test('PS34: what it shows is 401 without the token; the page to type it into is there', async () => {
  const { get } = listener();
  for (const path of ['/inspect/tree', '/inspect/stream', '/inspect/machines/poller.mmd'])
    assert.is((await get(path)).status, 401, path);
  const page = await get('/inspect');
  assert.is(page.status, 200);
  assert.match(await page.text(), 'data-token="wanted"');
  for (const file of ['app.js', 'chart.js', 'app.css'])
    assert.is((await get(`/inspect/${file}`)).status, 200, file);
});

test('the page asks nobody else: its policy says so, and no file names another host', async () => {
  const { get } = listener();
  const page = await get('/inspect');
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'self';/);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  assert.ok(files.every((path) => path.startsWith('/inspect')));
  const scripts = ['app', 'actor', 'chart', 'door', 'history', 'layout', 'page', 'tree', 'value'];
  for (const name of scripts) {
    const text = await (await get(`/inspect/${name}.js`)).text();
    assert.not.match(text.replaceAll('http://www.w3.org/2000/svg', ''), /https?:/, name);
    assert.not.match(text, /localStorage|sessionStorage|document\.cookie/, name);
  }
});

test('the tree comes with a chart for each machine, without a secret, and is never kept', async () => {
  const { get } = listener();
  const answer = await get('/inspect/tree', right);
  assert.is(answer.headers.get('cache-control'), 'no-store');
  const { leak, charts } = JSON.parse(await answer.text());
  assert.is(leak, '[redacted]');
  const states: string[] = charts.poller.states.map(({ key }: { key: string }) => key);
  assert.ok(states.includes('fetching') && states.includes('backingOff'));
});

test('a chart as text; an unknown machine is 404', async () => {
  const { get } = listener();
  const chart = await get('/inspect/machines/poller.mmd', right);
  assert.match(await chart.text(), /^stateDiagram-v2\n {2}state "poller" as poller \{/);
  assert.is((await get('/inspect/machines/nobody.mmd', right)).status, 404);
  assert.is((await get('/inspect/machines/poller', right)).status, 404);
});

test('the fourth who watches gets 503', async () => {
  const { get, streams } = listener(null);
  for (let n = 0; n < 3; n += 1) {
    const answer = await get('/inspect/stream');
    assert.equal([answer.status, answer.headers.get('content-type')], [200, 'text/event-stream']);
  }
  assert.is((await get('/inspect/stream')).status, 503);
  streams.close();
});

test.run();
