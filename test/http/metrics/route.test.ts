import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createMetrics } from '../../../src/http/metrics/registry.ts';
import { measured, metricsRoute } from '../../../src/http/metrics/route.ts';
import { strangers } from '../../../src/http/routes.ts';
import { samplesOf } from '../../support/metrics/exposition.ts';

/** A listener with `/metrics` and one other path; each request takes 7 ms. */
function listener() {
  const metrics = createMetrics();
  let now = 0;
  const elapsed = () => {
    now += 7;
    return now;
  };
  const app = new Hono();
  app.use(measured(metrics.move, elapsed));
  app.route('/', metricsRoute({ metrics, levels: async () => [] }));
  app.get('/debug/actors/:id/events', (c) => c.json({}));
  strangers(app, () => {});
  const get = async (path: string, headers = {}, method = 'GET') =>
    app.request(path, { headers, method });
  return { get };
}

const test = suite('/metrics');

const asked: readonly (readonly [what: string, accept: string, open: boolean])[] = [
  ['nothing', '', false],
  ['anything', '*/*', false],
  ['plain text', 'text/plain;version=0.0.4', false],
  ['OpenMetrics', 'application/openmetrics-text', true],
  ['OpenMetrics among others', 'application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1', true],
  ['OpenMetrics with a weight of zero', 'application/openmetrics-text;q=0,text/plain', false],
  ['a version nobody speaks', 'application/openmetrics-text; version=9.0.0', false],
];

for (const [what, accept, open] of asked) {
  test(`who asks for ${what} gets ${open ? 'OpenMetrics' : 'text 0.0.4'}`, async () => {
    const answer = await listener().get('/metrics', accept === '' ? {} : { accept });
    const type = answer.headers.get('content-type');
    assert.is(
      type,
      open
        ? 'application/openmetrics-text; version=1.0.0; charset=utf-8'
        : 'text/plain; version=0.0.4; charset=utf-8',
    );
    assert.is((await answer.text()).endsWith('# EOF\n'), open);
  });
}

test('requests are measured by route: no id, no unknown path, no odd method in a label', async () => {
  const { get } = listener();
  await get('/debug/actors/poller/events');
  await get('/debug/actors/alerts/events');
  await get('/wp-admin.php');
  await get('/metrics', {}, 'BREW');
  const text = await (await get('/metrics')).text();
  const counts = samplesOf(text)
    .filter(({ name }) => name === 'paperscout_http_server_request_duration_seconds_count')
    .map(({ labels, value }) => [labels['method'], labels['route'], labels['status'], value]);
  assert.equal(counts, [
    ['GET', '/debug/actors/:id/events', '200', '2'],
    ['GET', 'other', '404', '1'],
    ['other', '/metrics', '405', '1'],
  ]);
});

test.run();
