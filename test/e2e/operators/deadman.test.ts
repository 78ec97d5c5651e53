import * as assert from 'uvu/assert';
import { databaseSuite } from '../../support/database.ts';
import { type Inbox, openInbox } from '../../support/operators/inbox.ts';
import type { FaultProxy } from '../../support/proxy.ts';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { proxyTo } from '../support/through.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('the dead man’s ping, end to end');

const PING_MS = 200;
const HOUR = 3_600_000;

let scene: Scene;
let inbox: Inbox;
let daemon: Daemon;
let proxy: FaultProxy | null = null;

test.before(async () => {
  [scene, inbox] = await Promise.all([openScene({ snapshot: smallIndex(100) }), openInbox()]);
  if (scene.database === null) return;
  const way = await proxyTo(scene);
  proxy = way.proxy;
  daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '2s',
    DATABASE_URL: way.url,
    DEADMAN_URL: `${inbox.url}/planted-switch`,
    TEST_PING_MS: String(PING_MS),
  });
});

test.after(async () => {
  await Promise.all([scene.close(), inbox.close()]);
  await proxy?.stop();
});

/** Pings come again. */
async function proven(): Promise<void> {
  const before = inbox.letters.length;
  await until(() => inbox.letters.length > before + 2, 30_000);
}

/** From the line on that names what is missing, no ping comes. */
async function silentFor(unproven: string, from: number): Promise<void> {
  await daemon.wait('deadman.silent', (line) => line['unproven'] === unproven, {
    from,
    withinMs: 40_000,
  });
  const before = inbox.letters.length;
  const since = Date.now();
  await until(() => Date.now() - since > 5 * PING_MS);
  assert.is(inbox.letters.length, before, unproven);
}

test('operations-14: comes while all is proven, small, and with nothing but state, version and uptime', async () => {
  await proven();
  const { body, path } = inbox.letters.at(-1) ?? { body: '', path: '' };
  assert.is(path, '/planted-switch');
  assert.ok(body.length < 1_024);
  assert.equal(Object.keys(JSON.parse(body)), ['status', 'version', 'uptime_seconds']);
  const { document } = await daemon.health();
  assert.match(JSON.stringify(document.summary), /"deadman":\{"last_ok":"20/);
});

test('operations-14: silent while no poll succeeds, and back with the index', async () => {
  const from = daemon.lines.length;
  await scene.index.stop();
  await silentFor('health', from);
  await scene.index.start();
  await proven();
});

test('operations-14: a wall clock that is set an hour ahead makes no proof old', async () => {
  daemon.moveClocks({ wallMs: HOUR });
  await proven();
});

test('operations-14: silent while a child stays down', async () => {
  for (let n = 0; n < 3; n += 1) {
    const from = daemon.lines.length;
    await daemon.get('/debug/actors/prober/fault/crash', 'operators', { method: 'POST' });
    await daemon.wait('actor.crashed', undefined, { from });
    if (n < 2) await daemon.wait('actor.restarted', undefined, { from });
  }
  const from = daemon.lines.length; // it rests for two to four seconds
  daemon.moveClocks({ wallMs: 2 * HOUR });
  await silentFor('health', from);
  await daemon.wait('actor.restarted', undefined, { from });
  await proven();
});

test('operations-14: silent while the database is away', async () => {
  const from = daemon.lines.length;
  await proxy?.stop();
  await daemon.wait('db.lost', undefined, { from });
  daemon.moveClocks({ wallMs: 2 * HOUR + 61_000 });
  await silentFor('health', from);
  await proxy?.listen();
  await proven();
});

test('operations-14: silent while Slack refuses the token', async () => {
  const from = daemon.lines.length;
  scene.slack.change.revokeToken();
  scene.index.serve(smallIndex(101)); // something to send
  await silentFor('health', from);
  assert.not.match(JSON.stringify(daemon.lines), 'planted-switch');
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
