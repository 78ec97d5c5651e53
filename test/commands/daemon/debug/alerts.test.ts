import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertOrders, alertsPage } from '../../../../src/commands/daemon/debug/alerts.ts';
import type { Recorder } from '../../../../src/commands/daemon/debug/record.ts';
import { selfRules } from '../../../../src/domain/alerts/selfRules.ts';
import { createAlertKeeper } from '../../../../src/flows/alerts/keeper.ts';
import { BadRequest, type Query } from '../../../../src/http/debug/query.ts';

const NOW = Date.UTC(2026, 10, 22, 3);

const query: Query = { text: () => null, count: (_, usual) => usual, moment: () => null };

/** The orders over a keeper that knows all our rules; what is recorded is kept. */
function start() {
  const clock = { now: () => NOW, elapsed: () => 0 };
  const keeper = createAlertKeeper(clock, selfRules({ pollIntervalMs: 1_800_000, threshold: 100 }));
  const recorded: string[] = [];
  const record: Recorder = async (command, work) => {
    recorded.push(command);
    return work();
  };
  const needs = {
    alerting: () => ({ keeper }),
    view: () => ({ episodes: async () => [] }),
    store: () => ({ silence: async () => '7', endSilence: async (id: string) => id === '7' }),
    wake: () => {},
    record,
  };
  const give = (path: string, body: object = {}, part = '') => {
    const order = alertOrders(needs).find((one) => one.path === path);
    assert.ok(order);
    return order.give({ body: { ...body }, query, part: () => part });
  };
  return { give, recorded, keeper, page: () => alertsPage(needs).show(query) };
}

const wish = { rule: 'self.probe.*', minutes: 90, reason: 'isocpp.org moves' };

const test = suite('alerts over HTTP');

test('a silence is made, listed, recorded, and ended', async () => {
  const { give, recorded, page } = start();
  assert.is((await give('silences', wish)).status, 200);
  const shown = JSON.parse(JSON.stringify(await page()));
  assert.equal(
    shown.silences.map(({ id, until, author }: Record<string, string>) => [id, until, author]),
    [['7', '2026-11-22T04:30:00.000Z', 'http']],
  );
  assert.is((await give('silences/:id', {}, '7')).status, 200);
  assert.is((await give('silences/:id', {}, '8')).status, 409);
  assert.equal(recorded, ['silence self.probe.* 90m', 'end-silence 7', 'end-silence 8']);
});

test('dry only says what it would mute', async () => {
  const { give, recorded, keeper } = start();
  const { body } = await give('silences', { ...wish, dry: true });
  assert.equal(body, { would_mute: ['self.probe.errors'] });
  assert.equal([recorded, keeper.silences], [[], []]);
});

const wrong: readonly (readonly [what: string, change: object, says: RegExp])[] = [
  ['no rule', { rule: undefined }, /rule: expects the id of a rule/],
  ['minutes as text', { minutes: '90' }, /minutes: expects a number/],
  ['no reason', { reason: undefined }, /reason: expects some text/],
  ['a list of labels', { labels: [] }, /labels: expects an object of texts/],
  ['everything', { rule: '*' }, /must name a rule or a label/],
  ['a P1 for two hours', { rule: 'self.db', minutes: 120 }, /self.db is P1: .* at most 1 hour/],
  ['eight days', { minutes: 8 * 24 * 60 }, /at most 7 days/],
];

for (const [what, change, says] of wrong) {
  test(`a silence with ${what} is refused, and says what is expected`, async () => {
    const { give, recorded } = start();
    try {
      await give('silences', { ...wish, ...change });
      assert.unreachable();
    } catch (thrown) {
      assert.ok(thrown instanceof BadRequest);
      assert.match(thrown.message, says);
    }
    assert.equal(recorded, []);
  });
}

test('an episode that nobody knows cannot be acknowledged', async () => {
  const { give } = start();
  assert.is((await give('alerts/:episode/ack', {}, 'nothing')).status, 404);
});

test('the page has every rule with its numbers', async () => {
  const { page, keeper } = start();
  const { rules } = JSON.parse(JSON.stringify(await page()));
  assert.is(rules.length, keeper.rules.length);
  const stale = rules.find(({ id }: { id: string }) => id === 'self.poll.stale');
  assert.equal([stale.severity, stale.for_ms, stale.instances], ['P1', 0, []]);
});

test.run();
