import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { naming } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = suite('a poll and a cycle of probes at once, end to end');

let scene: Scene;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(20) });
});

test.after(() => scene.close());

test('PS26: a poll and a cycle at once: both succeed, and each paper and draft is told once', async () => {
  for (const id of ['D1025R0', 'D1026R0']) scene.drafts.put(`${id}.pdf`, pdfBody(`Draft ${id}`));
  const daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '1',
    POLL_INTERVAL: '1s',
    PROBE_INTERVAL: '4s',
    PROBE_RATE: '400', // some 600 requests: the cycle is longer than the pause between two polls
    PROBE_BUDGET: '0',
  });
  await daemon.wait('poll.succeeded', ({ result }) => result === 'seeded');
  scene.index.serve(smallIndex(23)); // P1021R0 to P1023R0 are new
  const [poll, cycle] = await Promise.all([
    daemon.wait('poll.succeeded', ({ result }) => result === 'changed'),
    daemon.wait('probe.cycle'),
  ]);
  assert.ok(['OK', 'PARTIAL'].includes(String(cycle['result']))); // cut where the machine is slow
  const end = Date.parse(String(cycle['time']));
  const committed = Date.parse(String(poll['time']));
  const began = end - Number(cycle['duration_ms']);
  assert.ok(began < committed && committed < end, `${began} ${committed} ${end}`);

  const ids = ['P1021R0', 'P1022R0', 'P1023R0', 'D1025R0', 'D1026R0'];
  await until(() => ids.every((id) => naming(scene, id).length > 0));
  // One more of each: what would be told twice would be there by then.
  const after = { from: daemon.lines.length };
  await Promise.all([
    daemon.wait('poll.succeeded', () => true, after),
    daemon.wait('probe.cycle', () => true, after),
  ]);
  assert.equal(
    ids.map((id) => naming(scene, id).length),
    [1, 1, 1, 1, 1],
  );
  for (const trouble of ['poll.failed', 'probe.failed', 'actor.crashed'])
    assert.equal(daemon.all(trouble), [], trouble);
});

test.run();
