import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerAlertButton } from '../../../src/flows/alerts/answerAlertButton.ts';
import { type Alerts, HOUR, MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, recovered, relieved, stale } from '../../support/alerts/facts.ts';

const test = suite('many alerts, and people');

const kinds = ({ store }: Alerts): string[] =>
  [...store.tables.alerts.notices.values()].map(({ kind }) => kind);

test('operations-12: 30 keys in a minute: 20 notices, digests with the other 10, 30 ends', async () => {
  const alerts = await startAlerts();
  for (let n = 0; n < 30; n++) {
    await alerts.see('destination.state', 'suspended', { dest: `C${n}`, code: 'is_archived' });
    await alerts.pass(2 * SECOND);
  }
  await alerts.pass(MINUTE);
  const posts = alerts.texts().filter((text) => text.startsWith('post firing'));
  const digests = alerts.texts().filter((text) => text.startsWith('digest'));
  assert.is(posts.length, 20);
  const named = new Set(digests.join('\n').match(/dest=C\d+/g));
  assert.is(named.size, 10);
  await alerts.pass(10 * MINUTE);
  for (let n = 0; n < 30; n++) {
    await alerts.see('destination.state', 'ok', { dest: `C${n}`, code: '' });
    await alerts.pass(30 * SECOND);
  }
  await alerts.pass(2 * MINUTE);
  assert.is(kinds(alerts).filter((kind) => kind === 'resolved').length, 30);
});

test('operations-12: a key that changes 8 times in 30 min: one notice that it flaps, one final', async () => {
  const alerts = await startAlerts();
  for (let n = 0; n < 4; n++) {
    await alerts.hear(pressed());
    await alerts.pass(3 * MINUTE);
    await alerts.hear(relieved);
    await alerts.pass(3 * MINUTE);
  }
  assert.equal(kinds(alerts), ['firing', 'resolved', 'reopened', 'flapping']);
  await alerts.pass(15 * MINUTE);
  assert.equal(kinds(alerts).slice(4), ['settled']);
  assert.match(alerts.texts().at(-1) ?? '', 'post resolved');
});

test('delivery-13: 20 changes of one alert in 60 s: few edits besides transitions, the last state shown', async () => {
  const alerts = await startAlerts();
  for (let n = 0; n < 10; n++) {
    await alerts.hear(pressed());
    await alerts.pass(3 * SECOND);
    await alerts.hear(relieved);
    await alerts.pass(3 * SECOND);
  }
  const edits = alerts.texts().filter((text) => text.startsWith('update'));
  assert.ok(edits.length <= 3 + 4, `${edits.length}`);
  await alerts.pass(16 * MINUTE);
  assert.match(
    alerts.texts().findLast((text) => text.startsWith('update')) ?? '',
    'update resolved',
  );
});

const users = ['U1', 'U2'];

const press = (alerts: Alerts, actionId: string, user: string) => {
  const [episode] = alerts.keeper.book.episodes.values();
  const wake = () => alerts.actor.send({ type: 'alerts.wanted' });
  return answerAlertButton(
    { keeper: alerts.keeper, store: alerts.store.alerts, users, wake },
    { actionId, value: episode?.id ?? null, user },
  );
};

test('operations-10: taken on by a member: shown, no reminders, after 24 h again', async () => {
  const alerts = await startAlerts({ users });
  await alerts.hear(pressed());
  const answer = await press(alerts, 'alert.ack', 'U1');
  await alerts.calm();
  assert.match(answer?.text ?? '', /^Acknowledged/);
  const [row] = [...alerts.store.tables.messages.values()].filter(({ kind }) => kind === 'update');
  assert.ok(row?.content.template === 'alert');
  if (row?.content.template !== 'alert') return;
  assert.equal([row.content.state, row.content.acked?.by], ['acknowledged', 'U1']);
  const own = () =>
    [...alerts.store.tables.alerts.notices.values()]
      .filter(({ body }) => body.rule === 'self.queue.backpressure')
      .map(({ kind }) => kind);
  alerts.time.now += 24 * HOUR - 20 * SECOND;
  await alerts.pass(10 * SECOND);
  assert.equal(own(), ['firing']);
  await alerts.pass(20 * SECOND);
  assert.equal(own(), ['firing', 'reminder']);
});

test('operations-10: pressed twice is taken on once; the second hears who was first', async () => {
  const alerts = await startAlerts({ users });
  await alerts.hear(pressed());
  await press(alerts, 'alert.ack', 'U1');
  const second = await press(alerts, 'alert.ack', 'U2');
  assert.equal(second, { done: false, text: 'Already acknowledged by <@U1>.' });
  await alerts.calm();
  assert.match((await press(alerts, 'alert.ack', 'U2'))?.text ?? '', /<@U1>/);
  const acks = [...alerts.store.tables.alerts.events.values()].filter(
    ({ transition }) => transition === 'acked',
  );
  assert.equal(
    acks.map(({ who }) => who),
    ['U1'],
  );
});

test('operations-10: another person is refused, and nothing changes', async () => {
  const alerts = await startAlerts({ users });
  await alerts.hear(pressed());
  const answer = await press(alerts, 'alert.ack', 'U9');
  assert.match(answer?.text ?? '', /not on the list/);
  await alerts.calm();
  assert.equal(
    [...alerts.store.tables.alerts.events.values()].map(({ transition }) => transition),
    ['fired'],
  );
});

test('operations-10: a P1 is silent for an hour at most', async () => {
  const alerts = await startAlerts({ users });
  await alerts.hear(stale, 'watchdog');
  const day = await press(alerts, 'alert.mute.24h', 'U1');
  assert.is(day?.text, 'Self.poll.stale is P1: a silence of it lasts at most 1 hour.');
  assert.match((await press(alerts, 'alert.mute.1h', 'U1'))?.text ?? '', /is silent until/);
  const before = alerts.texts().length;
  await alerts.pass(HOUR - SECOND);
  assert.is(alerts.texts().length, before, 'no reminder');
});

test('a silence that ends while it fires lets one notice out, within a look', async () => {
  const alerts = await startAlerts();
  const match = { rule: 'self.queue.*', labels: {} };
  const until = alerts.time.now + 10 * MINUTE;
  const silence = { match, author: 'U1', reason: 'x', fromAt: 0, untilAt: until, endedBy: null };
  alerts.keeper.silences = [{ ...silence, id: '1' }];
  await alerts.hear(pressed());
  assert.equal(alerts.texts(), []);
  assert.equal(alerts.told(), ['alert.firing'], 'evaluation and history go on');
  await alerts.pass(10 * MINUTE);
  assert.is(alerts.texts().length, 1);
});

test('operations-11: everything outside unreachable: one P1 for the cause, stale all the same', async () => {
  const alerts = await startAlerts();
  await alerts.see('outside.failing', 3);
  for (let n = 0; n < 6; n++) {
    await alerts.pass(10 * SECOND);
    await alerts.see('outside.failing', 3);
  }
  await alerts.hear({
    type: 'slack.disconnected',
    served: true,
    failure: {
      category: 'NETWORK',
      reason: 'reset',
      operation: 'socket',
      component: 'slack-socket',
      message: 'x',
      attempt: 1,
      retryAfterMs: null,
      at: 0,
    },
  });
  for (let n = 0; n < 18; n++) {
    await alerts.pass(10 * SECOND);
    await alerts.see('outside.failing', 3);
  }
  await alerts.hear(stale, 'watchdog');
  const titles = [...alerts.store.tables.alerts.notices.values()].map(({ body }) => body.rule);
  assert.equal(titles, ['self.network', 'self.poll.stale']);
  assert.equal(alerts.toldOf('self.slack.socket'), ['alert.firing'], 'held, and in the history');
  await alerts.hear(recovered, 'watchdog');
});

test('operations-13: killed while it waits: after 10 s it goes on, after 60 s it begins anew', async () => {
  for (const [gap, expected] of [
    [10 * SECOND, 'firing'],
    [60 * SECOND, 'pending'],
  ] as const) {
    const first = await startAlerts();
    await first.see('outside.failing', 2);
    await first.pass(40 * SECOND);
    first.time.now += gap;
    const second = await startAlerts({ after: first });
    await second.see('outside.failing', 2);
    await second.pass(70 * SECOND - 40 * SECOND - 10 * SECOND);
    await second.see('outside.failing', 2);
    assert.is(second.keeper.book.watched.get('self.network')?.instance.state, expected, `${gap}`);
  }
});

test('operations-14: the wall clock jumps an hour: nothing fires, resolves or is reminded of', async () => {
  const alerts = await startAlerts();
  await alerts.hear(pressed());
  await alerts.see('outside.failing', 2);
  const before = [alerts.texts().length, alerts.told().length];
  for (const hours of [1, -1]) {
    alerts.world.wallOffset = hours * HOUR;
    await alerts.pass(20 * SECOND);
  }
  assert.equal([alerts.texts().length, alerts.told().length], before);
  assert.is(alerts.keeper.book.watched.get('self.network')?.instance.state, 'pending');
});

test('a process that starts with a wrong time of day ends nothing early, and holds nothing longer', async () => {
  for (const hours of [24, -2]) {
    const first = await startAlerts();
    await first.see('store.state', 'lost');
    await first.see('store.state', 'up');
    await first.pass(20 * SECOND); // of the minute that it is kept
    const second = await startAlerts({ after: first, wallOffset: hours * HOUR });
    await second.see('store.state', 'up');
    await second.pass(30 * SECOND);
    assert.equal(second.toldOf('self.db'), [], `${hours} h`);
    await second.pass(15 * SECOND);
    assert.equal(second.toldOf('self.db'), ['alert.resolved'], `${hours} h`);
  }
});

test.run();
