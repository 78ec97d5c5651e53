import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { giveAlertOrder } from '../../../src/app/talk/alertOrders.ts';
import { parse } from '../../../src/domain/talk/grammar/parse.ts';
import { type AlertOrder, orderInWords } from '../../../src/domain/talk/order.ts';
import { type Alerts, MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed } from '../../support/alerts/facts.ts';

const test = suite('orders about alerts');

const alertOrders: readonly string[] = ['alerts', 'ack', 'silence', 'unsilence'];
const isAboutAlerts = (order: { readonly type: string }): order is AlertOrder =>
  alertOrders.includes(order.type);

/** Gives an order in words; what is answered. */
async function order(alerts: Alerts, text: string, by = 'U1') {
  const read = parse(text);
  if (read.type !== 'ops' || !isAboutAlerts(read.order)) throw new Error(text);
  const wake = () => alerts.actor.send({ type: 'alerts.wanted' });
  const desk = { keeper: alerts.keeper, store: alerts.store.alerts, wake };
  const answered = await giveAlertOrder(desk, read.order, by);
  await alerts.calm();
  return answered;
}

const events = ({ store }: Alerts) =>
  [...store.tables.alerts.events.values()].map(({ transition, who }) => [transition, who]);

const suspended = (alerts: Alerts, dest: string) =>
  alerts.see('destination.state', 'suspended', { dest, code: 'is_archived' });

test('what fires is listed, the urgent first, with its id, since when, and who has taken it on', async () => {
  const alerts = await startAlerts({ users: ['U1'] });
  assert.equal(await order(alerts, 'ops alerts'), { done: true, text: 'Nothing fires.' });
  await suspended(alerts, 'C1');
  await alerts.pass(12 * MINUTE);
  const [episode] = [...alerts.keeper.book.episodes.values()].filter(
    ({ rule }) => rule === 'self.destination',
  );
  await order(alerts, 'ops ack self.destination');
  const { text } = await order(alerts, 'ops alerts');
  const own = text.split('\n').find((one) => one.includes('self.destination')) ?? '';
  assert.match(own, `• \`${episode?.id.slice(0, 8)}\` P2 \`self.destination\``);
  assert.match(own, / · dest=C1 · for 12 min · acknowledged by <@U1>/);
  assert.match(text, /`ops ack <rule or id>` takes one on\./);
});

test('operations-10: an order takes an alert on as the button does, once, and under its name', async () => {
  const alerts = await startAlerts({ users: ['U1', 'U2'] });
  await alerts.hear(pressed());
  const first = await order(alerts, 'ops ack self.queue.backpressure', 'U1');
  assert.equal([first.done, first.text.startsWith('Acknowledged')], [true, true]);
  assert.equal(await order(alerts, 'ops ack self.queue.backpressure', 'U2'), {
    done: false,
    text: 'Already acknowledged by <@U1>.',
  });
  assert.equal(
    events(alerts).filter(([transition]) => transition === 'acked'),
    [['acked', 'U1']],
  );
});

test('an order by the id takes on that one alone; by the rule all that fire under it', async () => {
  const alerts = await startAlerts({ users: ['U1'] });
  for (const dest of ['C1', 'C2', 'C3']) await suspended(alerts, dest);
  await alerts.pass(2 * SECOND);
  const acked = () =>
    [...alerts.keeper.book.episodes.values()].filter(({ ackedBy }) => ackedBy !== null).length;
  const [episode] = alerts.keeper.book.episodes.values();
  await order(alerts, `ops ack ${episode?.id.slice(0, 8)}`);
  assert.is(acked(), 1);
  assert.ok((await order(alerts, 'ops ack self.destination')).done);
  assert.is(acked(), 3);
  assert.not.ok((await order(alerts, 'ops ack self.destination')).done);
});

test('what does not fire, or not any more, is not listed and cannot be taken on', async () => {
  const alerts = await startAlerts({ users: ['U1'] });
  const never = await order(alerts, 'ops ack self.poll.stale');
  assert.equal([never.done, /`ops alerts`/.test(never.text)], [false, true]);
  await suspended(alerts, 'C1');
  await alerts.see('destination.state', 'ok', { dest: 'C1', code: '' });
  await alerts.pass(11 * SECOND);
  const over = [...alerts.keeper.book.episodes.values()].map(({ endedAt }) => endedAt !== null);
  assert.equal(over, [true]);
  assert.not.ok((await order(alerts, 'ops ack self.destination')).done);
  assert.is((await order(alerts, 'ops alerts')).text, 'Nothing fires.');
});

test('a silence by order: nobody is told, it is listed with its author and reason, and ends by its number', async () => {
  const alerts = await startAlerts({ users: ['U1'] });
  const made = await order(alerts, 'ops silence self.destination dest=C1 2h <moving> day');
  assert.match(made.text, /^self\.destination is silent until 2026-01-01 04:0\d UTC \(silence 1\)/);
  await suspended(alerts, 'C1');
  await suspended(alerts, 'C2');
  await alerts.pass(2 * SECOND);
  const told = alerts.texts().filter((text) => text.startsWith('post firing'));
  assert.is(told.length, 1, told.join());
  const { text } = await order(alerts, 'ops alerts');
  assert.match(text, /dest=C1 · for less than a minute · silenced/);
  assert.match(text, /• silence 1: self\.destination dest=C1 until .* by <@U1>: ‹moving› day/);
  assert.ok((await order(alerts, 'ops unsilence 1')).done);
  await alerts.pass(10 * SECOND);
  assert.is(alerts.texts().filter((one) => one.startsWith('post firing')).length, 2);
  assert.equal(await order(alerts, 'ops unsilence 1'), {
    done: false,
    text: 'No silence 1 holds.',
  });
});

for (const [what, text, why] of [
  ['a P1 for two hours', 'ops silence self.poll.* 2h move', /P1: a silence of it lasts at most 1/],
  ['over 7 days', 'ops silence self.destination 8d move', /at most 7 days/],
  ['everything', 'ops silence * 1h move', /must name a rule or a label/],
  ['a rule that is none', 'ops silence self.nothing 1h move', /no rule is called/i],
] as const)
  test(`operations-10: no silence by order of ${what}`, async () => {
    const alerts = await startAlerts({ users: ['U1'] });
    const { done, text: said } = await order(alerts, text);
    assert.not.ok(done);
    assert.match(said, why);
    assert.is(alerts.keeper.silences.length, 0);
  });

for (const [text, kept] of [
  ['ops alerts', 'alerts'],
  ['ops ack self.poll.stale', 'ack self.poll.stale'],
  ['ops silence self.destination dest=C1 2h why', 'silence self.destination dest=C1 120m'],
  ['ops unsilence 3', 'unsilence 3'],
] as const)
  test(`${text}: what ops_log keeps of it`, () => {
    const read = parse(text);
    assert.is(read.type === 'ops' ? orderInWords(read.order) : '', kept);
  });

test.run();
