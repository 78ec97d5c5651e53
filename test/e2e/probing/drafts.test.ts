import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import type { Daemon } from '../support/daemon.ts';
import { type Entries, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { naming } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = suite('drafts, end to end');

const env = {
  INDEX_MIN_ENTRIES: '1',
  POLL_INTERVAL: '2s',
  PROBE_INTERVAL: '2s',
  PROBE_RATE: '0',
  PROBE_BUDGET: '0',
  PROBE_CONCURRENCY: '8',
};

let scene: Scene;
let daemon: Daemon;

const lines = (id: string): readonly string[] => naming(scene, id);

const index = (more: Entries = {}): Entries => ({ ...smallIndex(20), ...more });

test.before(async () => {
  scene = await openScene({ snapshot: index() });
});

test.after(() => scene.close());

test('papers-10: a draft appears: told once, with the words of a draft; its paper as published', async () => {
  daemon = scene.daemon(env);
  const first = await daemon.wait('probe.cycle');
  assert.equal([first['result'], first['hits'], first['due_left']], ['EMPTY', 0, 0]);
  scene.drafts.put('D1025R0.pdf', pdfBody('A draft of somebody'));
  const found = await daemon.wait('draft.found');
  assert.equal([found['number'], found['revision'], found['older']], [1025, 0, false]);
  assert.ok((await daemon.wait('probe.cycle', ({ result }) => result === 'OK'))['cycle']);
  await until(() => lines('D1025R0').length > 0);
  assert.match(lines('D1025R0')[0] ?? '', /draft, unpublished, may change.*A draft of somebody/);

  scene.index.serve(index({ P1025R0: smallIndex(1, 1025)['P1025R0'] ?? {} }));
  await until(() => lines('P1025R0').length > 0);
  assert.match(lines('P1025R0')[0] ?? '', /published, draft seen today/);
  assert.equal([lines('D1025R0').length, lines('P1025R0').length], [1, 1]);
});

test('PS04: health names the last cycle: attempts, hits, misses, hit rate, targets', async () => {
  const { document } = await daemon.health();
  const { summary } = document;
  assert.match(String(summary.cycle_id), /^c-\d+$/);
  assert.ok(['OK', 'EMPTY'].includes(String(summary.cycle_result)));
  const { probe_attempts: all, probe_hits: hits, probe_misses: misses } = summary;
  assert.is(all, (hits ?? 0) + (misses ?? 0));
  assert.ok(Number(summary.probe_targets) > 1_000);
  assert.ok(summary.last_successful_probe !== null);
  for (const check of ['prober:responseTime', 'prober:hitRate', 'prober:errorRate'])
    assert.is(document.checks[check]?.[0]?.status, 'pass', check);
});

test('edge-22: drafts that cannot be reached: failures each time, no restart, no success, no miss', async () => {
  const before = (await daemon.health()).document.summary.last_successful_probe;
  await scene.drafts.stop();
  const from = daemon.lines.length;
  for (let n = 0; n < 3; n++) {
    const failed = await daemon.wait('probe.failed', () => true, { from: daemon.lines.length });
    assert.equal([failed['failure_category'], failed['failure_reason']], ['NETWORK', 'refused']);
  }
  const { summary, checks } = (await daemon.health()).document;
  assert.is(summary.cycle_result, 'FAILED');
  assert.ok(String(summary.last_successful_probe) <= String(before) || before === null);
  assert.is(checks['prober:responseTime']?.[0]?.status, 'warn');
  const since = daemon.lines.slice(from).filter(({ event }) => event === 'probe.cycle');
  assert.ok(since.every((line) => line['misses'] === 0 || line['result'] !== 'FAILED'));
  await scene.drafts.start();
  await daemon.wait('probe.cycle', ({ result }) => result !== 'FAILED', {
    from: daemon.lines.length,
  });
  assert.equal(daemon.all('actor.crashed'), []);
  assert.equal(daemon.all('actor.restarted'), []);
});

test.run();
