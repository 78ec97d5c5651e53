import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, fromPromise } from 'xstate';
import { deadmanMachine } from '../../../machines/deadman.ts';
import type { FactBody } from '../../../src/domain/health/fact.ts';
import { type Alerts, HOUR, MINUTE, STARTS_AT, startAlerts } from '../../support/alerts/alerts.ts';
import { stale } from '../../support/alerts/facts.ts';
import { settle } from '../../support/settle.ts';
import { start } from '../../support/start.ts';

const test = suite('dead man’s switch');

test('operations-14: it is told once a minute that all is well', async () => {
  const alerts = await startAlerts({ deadman: true });
  await alerts.pass(5 * MINUTE);
  assert.is(alerts.pings.length, 5);
  assert.equal(Object.keys(alerts.pings[0] ?? {}), ['status', 'version', 'uptime_seconds']);
});

const trouble: readonly (readonly [string, (alerts: Alerts) => void, number])[] = [
  [
    'lease',
    ({ world }) => {
      world.proof = { ...world.proof, leading: false };
    },
    1,
  ],
  [
    'health',
    ({ world }) => {
      world.proof = { ...world.proof, status: 'fail' };
    },
    1,
  ],
  [
    'database',
    ({ keeper }) => {
      keeper.storeAway = true;
    },
    3,
  ],
  [
    'slack',
    ({ world }) => {
      world.proof = { ...world.proof, dryRun: false, slackAt: STARTS_AT };
    },
    16,
  ],
  [
    'synthetic',
    ({ world }) => {
      world.proof = { ...world.proof, startedAt: STARTS_AT - 26 * HOUR };
    },
    1,
  ],
];

for (const [what, breaks, minutes] of trouble)
  test(`operations-14: without proof of ${what} it hears nothing`, async () => {
    const alerts = await startAlerts({ deadman: true });
    await alerts.pass(2 * MINUTE);
    breaks(alerts);
    await alerts.pass(minutes * MINUTE);
    const before = alerts.pings.length;
    await alerts.pass(3 * MINUTE);
    assert.is(alerts.pings.length, before);
    const silent = alerts.reports.findLast(({ type }) => type === 'deadman.silent');
    assert.is(silent?.type === 'deadman.silent' && silent.unproven, what);
  });

test('operations-14: a notice that waits for five minutes ends the pings', async () => {
  const alerts = await startAlerts({ deadman: true });
  alerts.world.queueWorks = false;
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(4 * MINUTE);
  assert.is(alerts.pings.length, 4);
  await alerts.pass(4 * MINUTE);
  assert.is(alerts.pings.length, 4);
});

test('operations-14: a daily test that went all the way is proof', async () => {
  const alerts = await startAlerts({ deadman: true });
  alerts.world.proof = { ...alerts.world.proof, startedAt: STARTS_AT - 48 * HOUR };
  alerts.world.synthetic = STARTS_AT - HOUR;
  await alerts.pass(MINUTE);
  assert.is(alerts.pings.length, 1);
});

test('a switch that does not answer is asked twice, then an alert counts it', async () => {
  const alerts = await startAlerts({ deadman: true });
  let asked = 0;
  alerts.world.deadman = async () => {
    asked += 1;
    throw new Error('away');
  };
  await alerts.pass(MINUTE);
  assert.is(asked, 2);
  assert.equal(alerts.told(), ['deadman.failed']);
});

test('operations-7: two failed pings in a row are none, the third one is told', async () => {
  const alerts = await startAlerts();
  const failed: FactBody = {
    type: 'deadman.failed',
    failure: {
      category: 'NETWORK',
      reason: 'refused',
      operation: 'deadman.ping',
      component: 'alerts',
      message: 'x',
      attempt: 1,
      retryAfterMs: null,
      at: 0,
    },
  };
  for (let n = 0; n < 2; n++) await alerts.hear(failed, 'alerts');
  assert.equal(alerts.toldOf('self.deadman'), []);
  await alerts.hear({ type: 'deadman.pinged' }, 'alerts');
  for (let n = 0; n < 2; n++) await alerts.hear(failed, 'alerts');
  assert.equal(alerts.toldOf('self.deadman'), [], 'one that arrived begins the count anew');
  await alerts.hear(failed, 'alerts');
  assert.equal(alerts.toldOf('self.deadman'), ['alert.firing']);
  await alerts.hear({ type: 'deadman.pinged' }, 'alerts');
  assert.equal(alerts.toldOf('self.deadman'), ['alert.firing', 'alert.resolved']);
});

test('a ping that breaks is reported, and the next one comes', async () => {
  const said: unknown[] = [];
  const { actor, clock } = start(
    (deadmanMachine as AnyStateMachine).provide({
      actors: { ping: fromPromise(async () => Promise.reject(new Error('a bug'))) },
      actions: { say: (_: unknown, facts: unknown) => void said.push(facts) },
    }),
    {},
  );
  clock.increment(MINUTE);
  await settle();
  await settle();
  assert.is(actor.getSnapshot().value, 'waiting');
  assert.is(said.length, 1);
  actor.send({ type: 'sup.stop' });
  assert.is(actor.getSnapshot().status, 'done');
});

test.run();
