import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, fromPromise } from 'xstate';
import { noticeChannelMachine } from '../../../machines/noticeChannel.ts';
import { Failure, type FailureRecord } from '../../../src/domain/health/failure.ts';
import { MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, recovered, relieved, stale } from '../../support/alerts/facts.ts';
import { settle } from '../../support/settle.ts';
import { start } from '../../support/start.ts';

const test = suite('alerts past Slack');

const refused = new Failure({
  category: 'UPSTREAM_CHANGED',
  reason: 'http_404',
  operation: 'ntfy.send',
  message: '404',
});
const down = new Failure({
  category: 'NETWORK',
  reason: 'refused',
  operation: 'ntfy.send',
  message: 'down',
});
const limited = new Failure({
  category: 'RATE_LIMIT',
  reason: 'http_429',
  operation: 'ntfy.send',
  message: '429',
  retryAfterMs: 20_000,
});

test('operations-8: Slack takes nothing for 20 min: ntfy has the P1 within 61 s, and Slack shows it once', async () => {
  const alerts = await startAlerts({ fallbacks: ['ntfy', 'webhook'] });
  alerts.world.queueWorks = false;
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(59 * SECOND);
  assert.equal(alerts.sent, []);
  await alerts.pass(2 * SECOND);
  assert.equal(alerts.sent.map(({ channel, kind }) => `${channel} ${kind}`).sort(), [
    'ntfy firing',
    'webhook firing',
  ]);
  await alerts.pass(19 * MINUTE);
  await alerts.hear(recovered, 'watchdog');
  assert.equal(
    alerts.sent.slice(2).map(({ kind }) => kind),
    ['resolved', 'resolved'],
  );
  alerts.world.queueWorks = true;
  alerts.deliver();
  await alerts.calm();
  const shown = [...alerts.store.tables.messages.values()].filter(({ state }) => state === 'sent');
  assert.equal(
    shown.map(({ content }) => content.template === 'alert' && content.state),
    ['resolved'],
    'one message, as it is now',
  );
});

test('operations-8: Slack is known to refuse: the others are told at once', async () => {
  const alerts = await startAlerts({ fallbacks: ['ntfy'] });
  alerts.world.slack = 'refuses';
  alerts.world.queueWorks = false;
  await alerts.hear({ type: 'queue.unauthorised' });
  await alerts.pass(2 * SECOND);
  assert.equal(
    alerts.sent.map(({ body }) => body.rule),
    ['self.slack.auth'],
  );
});

test('an alert about Slack does not wait for Slack', async () => {
  const alerts = await startAlerts({ fallbacks: ['ntfy'] });
  await alerts.hear({ type: 'queue.unauthorised' });
  assert.equal(
    alerts.sent.map(({ body }) => body.rule),
    ['self.slack.auth'],
  );
  assert.is(alerts.texts().length, 1, 'Slack shows it, too, when it can');
});

test('no ops channel: the others are all there is', async () => {
  const alerts = await startAlerts({ channel: null, fallbacks: ['ntfy'] });
  await alerts.hear(pressed());
  await alerts.hear(relieved);
  assert.equal(
    alerts.sent.map(({ kind }) => kind),
    ['firing', 'resolved'],
  );
});

test('a channel that fails is tried after 1 s and 5 s, and holds up no other', async () => {
  const alerts = await startAlerts({ channel: null, fallbacks: ['ntfy', 'webhook'] });
  alerts.world.refuse = ({ channel }) => (channel === 'ntfy' ? down : null);
  await alerts.hear(pressed());
  assert.equal(
    alerts.sent.map(({ channel }) => channel),
    ['webhook'],
  );
  await alerts.pass(6 * SECOND);
  assert.is(alerts.told().filter((type) => type === 'alert.delivery_failed').length, 3);
  alerts.world.refuse = null;
  await alerts.pass(25 * SECOND);
  assert.equal(
    alerts.sent.map(({ channel }) => channel),
    ['webhook', 'ntfy'],
  );
});

test('a channel that asks to wait is left alone for so long', async () => {
  const alerts = await startAlerts({ channel: null, fallbacks: ['ntfy'] });
  alerts.world.refuse = () => limited;
  await alerts.hear(pressed());
  alerts.world.refuse = null;
  await alerts.pass(19 * SECOND);
  assert.equal(alerts.sent, []);
  await alerts.pass(2 * SECOND);
  assert.is(alerts.sent.length, 1);
});

test('a channel that refuses is told of elsewhere, and loses nothing', async () => {
  const alerts = await startAlerts({ fallbacks: ['ntfy', 'webhook'] });
  alerts.world.slack = 'refuses';
  alerts.world.queueWorks = false;
  alerts.world.refuse = ({ channel }) => (channel === 'ntfy' ? refused : null);
  await alerts.hear(pressed());
  await alerts.pass(SECOND);
  assert.equal(alerts.toldOf('self.delivery'), ['alert.firing']);
  assert.equal(
    alerts.sent.map(({ channel, body }) => `${channel} ${body.rule}`),
    ['webhook self.queue.backpressure', 'webhook self.delivery'],
  );
  alerts.world.refuse = null;
  await alerts.pass(5 * MINUTE);
  assert.ok(
    alerts.sent.some(
      ({ channel, body }) => channel === 'ntfy' && body.rule === 'self.queue.backpressure',
    ),
  );
  assert.ok(alerts.toldOf('self.delivery').includes('alert.resolved'));
});

test('a sending that never ends is given up; nobody else waits for it', async () => {
  const said: { readonly failure?: FailureRecord }[] = [];
  const { actor, clock } = start(
    (noticeChannelMachine as AnyStateMachine).provide({
      actors: { send: fromPromise(async () => Promise.reject(new Error('a bug'))) },
      actions: { say: (_, facts) => said.push(...facts) },
    }),
    { input: { channel: 'ntfy' } },
  );
  actor.send({ type: 'notice.due' });
  await settle();
  await settle();
  assert.is(actor.getSnapshot().value, 'backingOff');
  clock.increment(SECOND);
  assert.is(actor.getSnapshot().value, 'sending');
  await settle();
  assert.equal(
    said.map(({ failure }) => failure?.attempt),
    [1, 2],
  );
  actor.send({ type: 'sup.stop' });
  assert.is(actor.getSnapshot().status, 'done');
});

test.run();
