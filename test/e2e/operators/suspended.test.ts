import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { told } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('a process that was suspended, end to end');

let scene: Scene;
let daemon: Daemon;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    TEST_POLLER_SILENT_MS: '6000', // shorter than the suspension
  });
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
});

test.after(() => scene.close());

test('operations-17: stopped for longer than stale and silent: it says so, blames nobody, goes on', async () => {
  const from = daemon.lines.length;
  daemon.kill('SIGSTOP');
  const since = Date.now();
  await until(() => Date.now() - since > 13_000); // twice the interval, and the ten seconds of the second witness
  scene.index.serve(smallIndex(101));
  daemon.kill('SIGCONT');
  const paused = await daemon.wait('daemon.paused', undefined, { from });
  assert.ok(Number(paused['paused_ms']) > 12_000, String(paused['paused_ms']));
  await until(() => told(scene).includes('P1101R0')); // the look for silent actors was due long ago
  const ends = daemon.lines.slice(from).filter(({ event }) => event.startsWith('actor.'));
  assert.equal(ends, []);
  assert.equal(daemon.all('poll.stale'), []);
  assert.equal(
    daemon.all('alert.firing').filter(({ severity }) => severity !== 'P3'),
    [],
  );
  const { status, document } = await daemon.health();
  assert.equal([status, document.summary.supervisor.restarts_1h], [200, 0]);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
