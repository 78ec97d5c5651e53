import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FactBody } from '../../../src/domain/health/fact.ts';
import { MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, recovered, relieved, stale } from '../../support/alerts/facts.ts';

const test = suite('alerts without the database');

const lost: FactBody = {
  type: 'db.lost',
  failure: {
    category: 'DB',
    reason: 'lost',
    operation: 'store.check',
    component: 'store',
    message: 'gone',
    attempt: 3,
    retryAfterMs: null,
    at: 0,
  },
};
const back: FactBody = { type: 'db.back', lostMs: 60_000 };

test('PS17: a store that fails neither stops the loop nor keeps the notice', async () => {
  const alerts = await startAlerts();
  alerts.world.away = true;
  await alerts.hear(stale, 'watchdog');
  assert.is(alerts.state(), 'waiting');
  assert.equal(alerts.texts(), [], 'the database has nothing of it');
  assert.equal(
    alerts.offered.map(({ kind, dest }) => `${kind} ${dest}`),
    ['post COPS'],
  );
  assert.equal(alerts.told(), ['alert.firing']);
});

test('operations-9: self.db is told without the database; afterwards its episode is in the history, once', async () => {
  const alerts = await startAlerts();
  alerts.world.away = true;
  await alerts.hear(lost, 'store');
  assert.equal(alerts.toldOf('self.db'), ['alert.firing']);
  const [post] = alerts.offered;
  await alerts.hear({
    type: 'delivery.sent',
    row: post?.dedupeKey ?? '',
    lane: 'ops',
    dest: 'COPS',
    attempt: 1,
    waitedMs: 1,
  });
  await alerts.pass(5 * MINUTE);
  assert.is(alerts.offered.length, 1, 'told once');
  alerts.world.away = false;
  await alerts.hear(back, 'store');
  await alerts.pass(MINUTE + 10 * SECOND);
  assert.equal(alerts.toldOf('self.db'), ['alert.firing', 'alert.resolved']);
  const { episodes, notices, events } = alerts.store.tables.alerts;
  assert.equal(
    [...episodes.values()].map(({ rule, endedAt }) => [rule, endedAt !== null]),
    [['self.db', true]],
  );
  assert.equal(
    [...events.values()].map(({ transition }) => transition),
    ['fired', 'resolved'],
  );
  assert.is(notices.get(post?.dedupeKey ?? '')?.state, 'delivered');
  assert.equal(
    alerts.texts().map((text) => text.slice(0, 15)),
    ['update firing: ', 'update resolved', 'post resolved: '],
    'the firing is not told again; its message is drawn anew',
  );
  assert.equal(alerts.spooled, []);
});

test('what fires and ends while the database is away is in the history afterwards', async () => {
  const alerts = await startAlerts();
  alerts.world.away = true;
  await alerts.hear(lost, 'store');
  await alerts.hear(pressed());
  await alerts.hear(relieved);
  alerts.world.away = false;
  await alerts.hear(back, 'store');
  const transitions = [...alerts.store.tables.alerts.events.values()].map((one) => one.transition);
  assert.equal(transitions.sort(), ['fired', 'fired', 'resolved']);
});

test('what could not go past the database, and went as a row afterwards, counts as told', async () => {
  const alerts = await startAlerts();
  alerts.world.away = true;
  await alerts.hear(stale, 'watchdog');
  alerts.world.away = false;
  await alerts.hear(back, 'store');
  await alerts.store.outbox.enqueue(alerts.offered);
  await alerts.pass(MINUTE);
  assert.equal(
    alerts.texts().map((text) => text.slice(0, 12)),
    ['post firing:', 'update firin'],
  );
  assert.is(alerts.keeper.undelivered().pending, 0);
  const [post] = alerts.offered;
  const kept = alerts.store.tables.alerts.notices.get(post?.dedupeKey ?? '');
  assert.is(kept?.state, 'delivered');
});

test('a spool that cannot be written is one fatal fact, and sending goes on', async () => {
  const alerts = await startAlerts();
  alerts.world.away = true;
  alerts.world.spoolBroken = true;
  await alerts.hear(stale, 'watchdog');
  assert.equal(alerts.told(), ['alert.spool_failed', 'alert.firing']);
  assert.is(alerts.offered.length, 1);
});

test('an actor that comes back while the database is away goes on from memory', async () => {
  const alerts = await startAlerts();
  await alerts.hear(lost, 'store');
  alerts.world.away = true;
  alerts.actor.send({ type: 'leader.lost', component: 'watchdog', holder: null, at: 0 });
  await alerts.pass(30 * SECOND);
  assert.is(alerts.state(), 'waiting');
  await alerts.hear(stale, 'watchdog');
  await alerts.hear(recovered, 'watchdog');
  assert.equal(alerts.toldOf('self.poll.stale'), ['alert.firing', 'alert.resolved']);
});

test.run();
