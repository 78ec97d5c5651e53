import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { ask } from '../support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('killed while an alert is pending, end to end');

let scene: Scene;
let daemon: Daemon;

const start = (): Daemon => scene.daemon({ INDEX_MIN_ENTRIES: '50', FLY_MACHINE_ID: 'one' });

interface Instance {
  readonly state: string;
  readonly t0: number;
}

/** How the rule about the socket stands; it fires after two minutes. */
async function instance(): Promise<Instance | undefined> {
  const [row] = await ask<Instance>(
    scene,
    `select state, (extract(epoch from t0) * 1000)::float8 as t0 from alert_instance
     where rule = 'self.slack.socket'`,
  );
  return row;
}

/** Killed, and `gapS` seconds later started again; the rows are moved back by as much. */
async function startAgain(gapS: number): Promise<void> {
  daemon.kill('SIGKILL');
  await daemon.ended;
  await ask(
    scene,
    `update alert_instance set t0 = t0 - interval '${gapS} s', seen_at = seen_at - interval '${gapS} s'`,
  );
  daemon = start();
  await daemon.wait('slack.disconnected');
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database === null) return;
  scene.slack.fault({
    method: 'apps.connections.open',
    answer: { type: 'status', status: 503 },
    times: 1_000,
  });
  daemon = start();
  await daemon.wait('delivery.sent');
});

test.after(() => scene.close());

test('operations-13: after a gap of ten seconds it goes on, from when it began', async () => {
  await until(async () => (await instance())?.state === 'pending');
  const before = await instance();
  await startAgain(10);
  await until(async () => (await daemon.health()).document.summary.alerts.pending === 1);
  const after = await instance();
  assert.equal([after?.state, after?.t0], ['pending', Number(before?.t0) - 10_000]);
});

test('operations-13: after a gap of a minute it begins anew', async () => {
  const before = await instance();
  const since = Date.now();
  await startAgain(60);
  await until(async () => Number((await instance())?.t0) > Number(before?.t0), 20_000);
  const after = await instance();
  assert.is(after?.state, 'pending');
  assert.ok(Number(after?.t0) >= since - 1_000, `${after?.t0} ${since}`);
});

test('nobody was told of it', async () => {
  assert.is(daemon.all('alert.firing').filter(({ severity }) => severity !== 'P3').length, 0);
  assert.is(scene.slack.messages(OPS).length, 1, 'the note about the first index');
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
