import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sighting } from '../../../src/domain/alerts/observe.ts';
import { selfRules } from '../../../src/domain/alerts/selfRules.ts';
import { type Alerts, MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';

const test = suite('the life of each rule');

/** What is seen while it is so; what is counted is seen once. */
interface Life {
  readonly trouble: readonly Sighting[];
  readonly over: readonly Sighting[];
  /** How long the trouble lasts until it is told, at the most. */
  readonly firesIn: number;
  /** How long it is over until that is told, at the most: windows and `keep`. */
  readonly endsIn: number;
}

const is = (key: string, value: string | number, labels: Sighting['labels'] = {}): Sighting => ({
  key,
  value,
  labels,
});

const times = (key: string, value: number, labels: Sighting['labels'] = {}): Sighting => ({
  key,
  value,
  labels,
  count: true,
});

const life = (
  trouble: Sighting | readonly Sighting[],
  over: Sighting | readonly Sighting[],
  firesIn = 0,
  endsIn = 0,
): Life => ({
  trouble: [trouble].flat(),
  over: [over].flat(),
  firesIn,
  endsIn,
});

const lives: Readonly<Record<string, Life>> = {
  'self.poll.stale': life(is('watchdog.state', 'stale'), [
    is('watchdog.state', 'fresh'),
    is('index.success', 1),
  ]),
  'self.poll.failing': life(is('poll.failures', 5), is('poll.failures', 0)),
  'self.upstream': life(
    is('upstream.state', 'quarantined', { source: 'index' }),
    is('upstream.state', 'ok', { source: 'index' }),
  ),
  'self.probe.errors': life(
    [times('probe.attempts', 100), times('probe.errors', 60)],
    [times('probe.attempts', 9_000), times('probe.errors', 0)],
    5 * MINUTE,
    5 * MINUTE,
  ),
  'self.queue.backpressure': life(is('queue.state', 'backpressure'), is('queue.state', 'normal')),
  'self.queue.stuck': life(is('queue.due_age', 600), is('queue.due_age', 0), MINUTE),
  'self.queue.dead': life(times('queue.dead', 1, { code: 'x', row: '7' }), [], 0, 40 * MINUTE),
  'self.destination': life(
    is('destination.state', 'suspended', { dest: 'C1', code: 'x' }),
    is('destination.state', 'ok', { dest: 'C1' }),
  ),
  'self.slack.auth': life(is('slack.auth', 'unauthorised'), [
    is('slack.auth', 'ok'),
    is('slack.socket', 'connected'),
  ]),
  'self.slack.socket': life(
    is('slack.socket', 'backing_off'),
    is('slack.socket', 'connected'),
    2 * MINUTE,
    MINUTE,
  ),
  'self.slack.limit': life(is('slack.gate', 301), is('slack.gate', 0), 0, 12 * MINUTE),
  'self.slack.scope': life(times('slack.scope', 1), [], 0, 20 * MINUTE),
  'self.slack.ghosts': life(is('slack.ghosts', 'seen'), is('slack.ghosts', 'none'), 0, 10 * MINUTE),
  'self.ratelimit': life(times('rate.limited', 6, { host: 'index' }), [], 0, 20 * MINUTE),
  'self.db': life(is('store.state', 'lost'), is('store.state', 'up'), 0, MINUTE),
  'self.network': life(is('outside.failing', 2), is('outside.failing', 1), MINUTE, MINUTE),
  'self.restarts': life(times('actor.restarts', 4, { child: 'poller' }), [], 0, 40 * MINUTE),
  'self.restarts.last': life(is('actor.left', 0), is('actor.left', 1), 0, 30 * MINUTE),
  'self.crashloop': life(times('process.unclean', 3), is('process.uptime', 1_800), 0, 15 * MINUTE),
  'self.loop': life(times('loop.slow', 3), [], 0, 4 * MINUTE),
  'self.memory': life(is('memory.used', 0.9), is('memory.used', 0.5), 5 * MINUTE, 5 * MINUTE),
  'self.disk': life(
    is('disk.used', 0.9, { volume: 'DATA_DIR' }),
    is('disk.used', 0.5, { volume: 'DATA_DIR' }),
    5 * MINUTE,
    5 * MINUTE,
  ),
  'self.delivery': life(
    [is('notice.waiting', 120, { channel: 'c' }), is('channel.refused', 'taken', { channel: 'c' })],
    is('notice.waiting', 0, { channel: 'c' }),
  ),
  'self.config': life(
    is('config.problem', 'wrong', { problem: 'p' }),
    is('config.problem', 'gone', { problem: 'p' }),
  ),
  'self.config.missing': life(
    is('config.problem', 'missing', { problem: 'p' }),
    is('config.problem', 'gone', { problem: 'p' }),
  ),
  'self.clock': life(times('clock.step', 1), [], 0, 20 * MINUTE),
  'self.deadman': life(is('deadman.failures', 3), is('deadman.failures', 0)),
  'self.synthetic': life(is('synthetic.state', 'on'), is('synthetic.state', 'off')),
};

/** Sees it again every minute, for so long and a look more. */
async function see(alerts: Alerts, sightings: readonly Sighting[], ms: number): Promise<void> {
  alerts.keeper.hear(sightings);
  const again = sightings.filter(({ count }) => count !== true);
  for (let left = ms; left >= 0; left -= MINUTE) {
    await alerts.pass(10 * SECOND);
    alerts.time.now += Math.max(0, Math.min(left, MINUTE) - 10 * SECOND);
    alerts.keeper.hear(again);
  }
  await alerts.pass(11 * SECOND);
}

for (const [id, { trouble, over, firesIn, endsIn }] of Object.entries(lives))
  test(`operations-7: ${id} fires, is told, and ends`, async () => {
    const alerts = await startAlerts();
    alerts.world.queueWorks = id !== 'self.queue.stuck'; // what is sent ends it
    await see(alerts, trouble, firesIn);
    assert.equal(alerts.toldOf(id), ['alert.firing']);
    await see(alerts, over, endsIn);
    assert.equal(alerts.toldOf(id), ['alert.firing', 'alert.resolved']);
    const [episode, ...others] = [...alerts.store.tables.alerts.episodes.values()].filter(
      ({ rule }) => rule === id,
    );
    assert.equal([episode?.endReason, others], ['resolved', []]);
  });

test('no rule is without its life', () => {
  const ids = selfRules({ pollIntervalMs: 30 * MINUTE, threshold: 100 }).map(({ id }) => id);
  assert.equal(Object.keys(lives).sort(), [...ids].sort());
});

test.run();
