import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import type { Daemon } from './support/daemon.ts';
import { ask, endLeases, outboxStates } from './support/rows.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('killed, end to end');

let scene: Scene;
let daemon: Daemon;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };
const withHistory = [
  ...['chat:write', 'channels:read', 'groups:read', 'im:write', 'users:read'],
  ...['channels:history', 'groups:history', 'im:history'],
];

/** kill -9, and its end. */
async function kill(): Promise<void> {
  daemon.kill('SIGKILL');
  assert.is((await daemon.ended).signal, 'SIGKILL');
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100), slack: { scopes: withHistory } });
});

test.after(() => scene.close());

test('edge-20: killed between commit and send: every line is told after the start, none twice', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
  await scene.slack.goAway();
  scene.index.serve(smallIndex(110));
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed');
  await kill();
  await scene.slack.comeBack();
  await endLeases(scene);
  assert.equal(told(scene), []);
  daemon = scene.daemon(env);
  await until(() => told(scene).length >= 10, 40_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 10));
});

test('edge-20: killed in the middle of a send that Slack took: looked up, told once', async () => {
  scene.slack.fault({ method: 'chat.postMessage', effect: true, answer: { type: 'no_answer' } });
  const from = daemon.lines.length;
  scene.index.serve(smallIndex(113));
  await daemon.wait('poll.succeeded', ({ result }) => result === 'changed', { from });
  await until(() => told(scene).length === 13);
  await kill(); // the row is in flight: nobody has heard Slack's answer
  await endLeases(scene);
  daemon = scene.daemon(env);
  await daemon.wait('delivery.confirmed');
  await until(async () => (await outboxStates(scene))['inflight'] === undefined);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 13));
});

test('killed at random moments of ten polls: each paper is told exactly once', async () => {
  await daemon.stop();
  for (let n = 0; n < 10; n += 1) {
    scene.index.serve(smallIndex(114 + n));
    daemon = scene.daemon(env);
    await daemon.wait('leader.acquired');
    await until(() => scene.index.requests.length > 0, 1_000);
    // Somewhere between the request and the message; another place in each round.
    const moment = Date.now() + n * 12;
    await until(() => Date.now() >= moment);
    await kill();
  }
  await endLeases(scene);
  daemon = scene.daemon(env);
  await until(() => told(scene).length >= 23, 60_000);
  assert.equal([...told(scene)].sort(), idsFrom(1101, 23));
  const [events] = await ask<{ n: number; keys: number }>(
    scene,
    'select count(*)::int as n, count(distinct dedupe)::int as keys from events',
  );
  assert.is(events?.n, events?.keys);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();
