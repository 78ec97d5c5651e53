import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HOUR, MINUTE, SECOND, startAlerts, TRACE } from '../../support/alerts/alerts.ts';
import {
  failed,
  pressed,
  recovered,
  relieved,
  stale,
  succeeded,
} from '../../support/alerts/facts.ts';

const test = suite('alerts');

test('PS18: a stale index is told at once: minutes, threshold, last failure, in the ops channel', async () => {
  const alerts = await startAlerts();
  await alerts.hear(succeeded);
  await alerts.pass(59 * MINUTE + 7 * SECOND);
  await alerts.hear(failed(alerts.time.now), 'poller');
  await alerts.pass(53 * SECOND);
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(30 * MINUTE);
  const last = `Last failure: TIMEOUT/headers_timeout at 02:59:07Z. Trace ${TRACE}.`;
  assert.equal(alerts.texts(), [
    `post firing: No successful poll for 60 min (threshold 60 min). ${last}`,
    `post firing: No successful poll for 90 min (threshold 60 min). ${last}`,
  ]);
  const [row] = alerts.store.tables.messages.values();
  assert.equal([row?.dest, row?.lane, row?.kind], ['COPS', 0, 'post']);
  assert.equal(alerts.told(), ['alert.firing']);
});

test('operations-16: an episode keeps the trace of the turn that failed', async () => {
  const alerts = await startAlerts();
  await alerts.hear(failed(alerts.time.now), 'poller');
  await alerts.hear(stale, 'watchdog');
  const [episode] = alerts.store.tables.alerts.episodes.values();
  assert.equal(
    [episode?.category, episode?.reason, episode?.traceId],
    ['TIMEOUT', 'headers_timeout', 'ffffffffffffffffffffffffffffffff'],
  );
  const [notice] = alerts.store.tables.alerts.notices.values();
  assert.is(notice?.body.traceId, 'ffffffffffffffffffffffffffffffff');
});

test('every look at the rules is measured', async () => {
  const alerts = await startAlerts();
  const before = alerts.evaluated.length;
  await alerts.pass(10 * SECOND);
  assert.is(alerts.evaluated.length, before + 1);
  assert.ok(alerts.evaluated.every((ms) => ms >= 0));
});

test('its end is told once: the message turns green, and a reply says how long it was', async () => {
  const alerts = await startAlerts();
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(15 * MINUTE);
  await alerts.hear(recovered, 'watchdog');
  await alerts.hear(recovered, 'watchdog');
  assert.equal(alerts.texts().slice(1), [
    'update resolved: Polls succeed again, after 75 min without one.',
    'post resolved: Polls succeed again, after 75 min without one.',
  ]);
  const [post, edit, reply] = alerts.store.tables.messages.values();
  assert.is(edit?.anchorKey, post?.anchorKey);
  assert.is(reply?.threadOf, post?.anchorKey);
  assert.equal(alerts.told(), ['alert.firing', 'alert.resolved']);
});

test('PS16: stale for five intervals: at most four notices, none closer than an interval', async () => {
  const alerts = await startAlerts();
  await alerts.hear(stale, 'watchdog');
  const at: number[] = [];
  for (let minute = 1; minute <= 150; minute++) {
    const before = alerts.texts().length;
    await alerts.pass(MINUTE);
    await alerts.hear(stale, 'watchdog');
    if (alerts.texts().length > before) at.push(minute);
  }
  assert.equal(at, [30, 90], 'after one interval, then after twice as long');
  assert.equal(alerts.told(), ['alert.firing']);
});

test('PS20: backpressure names depth, threshold and cause; its end names the rest', async () => {
  const alerts = await startAlerts();
  await alerts.hear(pressed());
  await alerts.pass(4 * MINUTE);
  await alerts.hear(relieved);
  assert.equal(
    alerts.texts().filter((text) => text.startsWith('post')),
    [
      'post firing: 101 messages wait (threshold 100): more messages wait than should. The oldest one that is due waits 3 min.',
      'post resolved: Messages flow again: 12 wait. It lasted 4 min.',
    ],
  );
});

test('firing again within ten minutes opens the same episode again, in the same thread', async () => {
  const alerts = await startAlerts();
  await alerts.hear(pressed());
  await alerts.hear(relieved);
  await alerts.pass(10 * MINUTE - SECOND);
  await alerts.hear(pressed(150));
  const [first, , , edit, reply] = alerts.store.tables.messages.values();
  assert.equal(
    [edit?.kind, edit?.anchorKey, reply?.threadOf],
    ['update', first?.anchorKey, first?.anchorKey],
  );
  assert.match(alerts.texts().at(-1) ?? '', 'post firing: 150 messages wait');
  assert.is(alerts.store.tables.alerts.episodes.size, 1);
});

test('after ten minutes it is another episode with a message of its own', async () => {
  const alerts = await startAlerts();
  await alerts.hear(pressed());
  await alerts.hear(relieved);
  await alerts.pass(10 * MINUTE);
  await alerts.hear(pressed());
  assert.is(alerts.store.tables.alerts.episodes.size, 2);
  assert.is(alerts.store.tables.anchors.size, 2);
});

test('PS19: no ops channel: nothing goes to Slack, but it is logged and kept', async () => {
  const alerts = await startAlerts({ channel: null });
  await alerts.hear(stale, 'watchdog');
  await alerts.hear(recovered, 'watchdog');
  assert.equal(alerts.texts(), []);
  assert.equal(alerts.told(), ['alert.firing', 'alert.resolved']);
  assert.is(alerts.store.tables.alerts.events.size, 2);
});

test('what comes while something is being stored is told after it', async () => {
  const alerts = await startAlerts();
  const { promise, resolve } = Promise.withResolvers<void>();
  alerts.world.slow = promise;
  await alerts.hear(stale, 'watchdog');
  assert.match(alerts.state(), 'evaluating');
  await alerts.hear(recovered, 'watchdog');
  await alerts.hear(pressed());
  resolve();
  await alerts.calm();
  assert.equal(alerts.told(), ['alert.firing', 'alert.resolved', 'alert.firing']);
});

test('a rule that is no more ends its episode', async () => {
  const alerts = await startAlerts();
  await alerts.hear(stale, 'watchdog');
  const later = await startAlerts({ after: alerts, rules: [] });
  await later.pass(10 * SECOND);
  const [episode] = later.store.tables.alerts.episodes.values();
  assert.equal([episode?.endReason, later.told()], ['rule_removed', ['alert.resolved']]);
});

test('the second witness tells of an index that is stale although the watchdog is silent', async () => {
  const alerts = await startAlerts();
  await alerts.hear(succeeded);
  await alerts.pass(HOUR + 10 * SECOND - SECOND);
  assert.equal(alerts.told(), []);
  await alerts.pass(SECOND);
  assert.equal(alerts.toldOf('self.poll.stale'), ['alert.firing']);
});

test.run();
