import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Alerts, MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, recovered, relieved, stale } from '../../support/alerts/facts.ts';
import { adopt } from '../../support/alerts/world.ts';

const test = suite('alerts that another process told without the database');

const lost = { type: 'leader.lost', component: 'watchdog', holder: null, at: 0 } as const;

/** The database goes; what the leader tells then goes past it, and reaches Slack. */
async function toldAlone(...facts: readonly Parameters<Alerts['hear']>[0][]): Promise<Alerts> {
  const alerts = await startAlerts();
  alerts.world.away = true;
  for (const fact of facts) {
    await alerts.hear(fact, 'watchdog');
    await alerts.pass(SECOND);
  }
  return alerts;
}

/** Another process leads once the database is back; the first one hears of it. */
async function followed(first: Alerts): Promise<Alerts> {
  const second = await startAlerts({ after: first });
  first.world.away = false;
  first.world.leads = false;
  await handed(first);
  return second;
}

/** What went past the database becomes rows, as the queue sees to, and the rest is left. */
async function handed(first: Alerts): Promise<void> {
  for (const draft of first.offered) await adopt(first.store, draft);
  first.actor.send(lost);
  await first.calm();
}

const anchors = ({ store }: Alerts) =>
  [...store.tables.messages.values()].flatMap(({ content, kind, anchorKey }) =>
    content.template === 'alert' && anchorKey !== null ? [`${kind} ${content.state}`] : [],
  );

const ended = ({ store }: Alerts) =>
  [...store.tables.alerts.episodes.values()].map(({ rule, endedAt, endReason }) => [
    rule,
    endedAt !== null && endReason,
  ]);

test('operations-9: an alert that the leader before told ends visibly, once, whoever leads then', async () => {
  const first = await toldAlone(stale);
  const second = await followed(first);
  await second.pass(MINUTE);
  assert.equal(ended(second), [['self.poll.stale', false]]);
  await second.hear(recovered, 'watchdog');
  assert.equal(ended(second), [['self.poll.stale', 'resolved']]);
  assert.equal(anchors(second), ['post firing', 'update firing', 'update resolved']);
  assert.is(second.texts().filter((text) => text.startsWith('post resolved')).length, 1);
  assert.equal(second.toldOf('self.poll.stale'), ['alert.resolved'], 'it is not told anew');
  await second.pass(30 * MINUTE);
  assert.is(anchors(second).length, 3);
});

test('what had ended there already is history here, and its message shows the end', async () => {
  const first = await toldAlone(pressed(), relieved);
  const second = await followed(first);
  await second.pass(2 * MINUTE);
  assert.equal(ended(second), [['self.queue.backpressure', 'resolved']]);
  assert.is(anchors(second).at(-1), 'update resolved');
  assert.equal(second.told(), []);
});

test('left twice it is taken over once', async () => {
  const first = await toldAlone(stale);
  const spooled = structuredClone(first.spooled);
  const second = await followed(first);
  await second.pass(MINUTE);
  await second.hear(recovered, 'watchdog');
  first.spooled.push(...spooled);
  await handed(first);
  await second.pass(3 * MINUTE);
  assert.equal(ended(second), [['self.poll.stale', 'resolved']]);
  assert.is(first.store.tables.alerts.handovers.size, 0);
  assert.is(anchors(second).length, 3);
});

test('where the same fires here, the one from there ends and ours goes on', async () => {
  const first = await toldAlone(stale);
  const second = await startAlerts({ after: first });
  await second.hear(stale, 'watchdog');
  first.world.away = false;
  first.world.leads = false;
  await handed(first);
  await second.pass(MINUTE);
  const open = [...second.keeper.book.episodes.values()].filter((one) => one.endedAt === null);
  assert.is(open.length, 1);
  assert.equal(
    ended(second).map(([, end]) => end),
    [false, 'taken_over'],
  );
  assert.ok(
    second.texts().includes('update resolved: Another process leads now, and has told it anew.'),
  );
  await second.hear(recovered, 'watchdog');
  await second.pass(MINUTE);
  assert.is(anchors(second).filter((one) => one === 'update resolved').length, 2);
});

test('nothing is left before the messages are rows, nor while the database is away', async () => {
  const first = await toldAlone(stale);
  first.world.leads = false;
  first.actor.send(lost);
  await first.pass(MINUTE);
  assert.is(first.spooled.length > 0, true, 'the database is away');
  first.world.away = false;
  first.world.ringSettled = false;
  await first.pass(MINUTE);
  assert.is(first.store.tables.alerts.handovers.size, 0);
  first.world.ringSettled = true;
  await first.pass(MINUTE);
  assert.equal([first.store.tables.alerts.handovers.size, first.spooled], [1, []]);
});

test('a message is drawn anew after what went past the database, which may be old', async () => {
  const alerts = await toldAlone(stale);
  alerts.world.ringSettled = false;
  alerts.world.away = false;
  await alerts.pass(MINUTE);
  assert.equal([alerts.spooled, anchors(alerts)], [[], []]);
  for (const draft of alerts.offered) await adopt(alerts.store, draft);
  alerts.world.ringSettled = true;
  await alerts.pass(MINUTE);
  assert.equal(anchors(alerts), ['post firing', 'update firing']);
});

test('who takes over and is followed himself stores nothing of it', async () => {
  const first = await toldAlone(stale);
  const second = await followed(first);
  const third = second.store.leadership({ instance: 'third', holder: 'h', alone: true });
  await third.bid(true);
  await second.pass(MINUTE);
  assert.equal(ended(second), []);
  assert.is(first.store.tables.alerts.handovers.size, 1);
});

test.run();
