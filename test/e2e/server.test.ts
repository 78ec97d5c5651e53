import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { problemsOf } from '../support/health/schema.ts';
import type { Daemon } from './support/daemon.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = suite('the database goes away, end to end');

let scene: Scene;
let daemon: Daemon;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s' };

/** The process id of the embedded server. */
function serverPid(): number {
  const [pid] = readFileSync(join(scene.dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100), embedded: true, slack: { paced: false } });
});

test.after(() => scene.close());

test('PostgreSQL killed ten times during polls and sends: the daemon lives, nothing is lost or told twice', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  for (let n = 1; n <= 10; n += 1) {
    scene.index.serve(smallIndex(100 + n));
    const moment = Date.now() + 100 * n; // in another phase of the poll each time
    await until(() => Date.now() >= moment);
    process.kill(serverPid(), 'SIGKILL');
    const from = daemon.lines.length;
    await daemon.wait('db.started', undefined, { from, withinMs: 30_000 });
    await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length, withinMs: 60_000 });
  }
  await until(() => told(scene).length >= 10, 60_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 10));
  assert.equal(daemon.all('actor.crashed'), []);
  const { document } = await daemon.health();
  assert.equal([document.summary.db_pool.status, problemsOf(document)], ['ok', []]);
});

test('every failure of those minutes is a DB failure with its reason, on its own line', () => {
  const failed = [...daemon.all('poll.failed'), ...daemon.all('queue.failed')];
  for (const line of failed)
    assert.ok(
      line['failure_category'] === 'DB' || line['failure_reason'] === 'lease',
      JSON.stringify(line),
    );
});

test('a clean stop leaves no server behind', async () => {
  const pid = serverPid();
  assert.equal(await daemon.stop(), { code: 0, signal: null });
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

test.run();
