import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import { amountOf, problemsIn, samplesOf } from '../../support/metrics/exposition.ts';
import { hasPromtool, promtoolSays } from '../../support/metrics/promtool.ts';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';

const test = databaseSuite('metrics, end to end');

const token = 'planted-ops-token';

let scene: Scene;
let daemon: Daemon;

const scrape = async (): Promise<string> => (await daemon.get('/metrics')).text();

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  await scene.index.stop();
  daemon = scene.daemon({ OPS_TOKEN: token, INDEX_MIN_ENTRIES: '50' });
});

test.after(async () => {
  await scene.close();
});

test('two scrapes around one failed poll differ by one, and no token is asked for', async () => {
  const name = 'paperscout_poll_failures_total';
  const before = amountOf(await scrape(), name) ?? 0;
  await daemon.wait('poll.failed');
  const after = await scrape();
  assert.is(before, 0);
  assert.is(amountOf(after, name, { category: 'NETWORK', reason: 'refused' }), 1);
  assert.is(amountOf(after, 'paperscout_polls_total', { outcome: 'failed' }), 1);
  assert.is(amountOf(after, 'paperscout_poll_last_success_timestamp_seconds'), null);
});

test('what the running daemon shows has no duplicate, no falling bucket and no NaN', async () => {
  const text = await scrape();
  assert.equal(problemsIn(text), []);
  if (hasPromtool) assert.is(promtoolSays(text), '');
  const names = new Set(samplesOf(text).map(({ name }) => name));
  for (const name of [
    'paperscout_db_query_duration_seconds_bucket',
    'paperscout_http_client_request_duration_seconds_bucket',
    'paperscout_http_server_request_duration_seconds_bucket',
    'paperscout_log_lines_total',
    'paperscout_actor_state',
    'process_open_fds',
  ])
    assert.ok(names.has(name), name);
  assert.not.match(text, new RegExp(`${token}|127\\.0\\.0\\.1|C0OPS|C0PAPERS`));
});

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

test('a trace that comes in is in the answer; upper case is ignored', async () => {
  const answered = async (id: string): Promise<string> => {
    const headers = { traceparent: `00-${id}-00f067aa0ba902b7-01` };
    return (await daemon.get('/health', 'public', { headers })).headers.get('traceparent') ?? '';
  };
  assert.match(
    await answered(trace),
    new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
  );
  assert.not.match(await answered(trace.toUpperCase()), new RegExp(trace, 'i'));
});

test('a poll is one trace: its requests, its line, its failure', async () => {
  const failed = await daemon.wait('poll.failed');
  assert.match(String(failed['trace_id']), /^[0-9a-f]{32}$/);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await daemon.get('/debug/failures', 'operators', { headers });
  const { signatures } = JSON.parse(await answer.text());
  assert.is(signatures[0].lastTraceId, failed['trace_id']);
});

test('without INSPECT=on there is no inspector, with or without the token', async () => {
  const headers = { authorization: `Bearer ${token}` };
  for (const path of ['/inspect', '/inspect/tree', '/inspect/stream'])
    assert.is((await daemon.get(path, 'operators', { headers })).status, 404, path);
});

test('nothing of it is on the public listener', async () => {
  assert.is((await daemon.get('/metrics', 'public')).status, 404);
});

test.run();
