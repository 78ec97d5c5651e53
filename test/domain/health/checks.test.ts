import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checks } from '../../../src/domain/health/document/checks.ts';
import { healthDocument } from '../../../src/domain/health/document/document.ts';
import type { HealthParts } from '../../../src/domain/health/document/parts.ts';
import { but, good, NOW } from '../../support/health/parts.ts';

const test = suite('checks of health');

/** What one check says: status, output where there is one, and the value. */
function said(parts: HealthParts, name: string) {
  const found = checks(parts, NOW).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return [found.status, found.output ?? '-', found.value];
}

const queue = good.queue.ok ? good.queue.value.state : null;
if (queue === null) throw new Error('the good parts have no queue');
const failure = {
  category: 'NETWORK',
  reason: 'refused',
  operation: 'x',
  component: 'poller',
  message: 'm',
  attempt: 1,
  retryAfterMs: null,
  at: 0,
} as const;
const firing = {
  firing_p1: 1,
  firing_p2: 2,
  pending: 0,
  acked: 0,
  silenced: 0,
  held: 0,
};

const cases: readonly (readonly [
  what: string,
  parts: HealthParts,
  name: string,
  expected: readonly unknown[],
])[] = [
  ['a daemon that runs', good, 'process:uptime', ['pass', '-', 60]],
  [
    'one that starts',
    but('process', { running: false }),
    'process:uptime',
    ['warn', 'starting', 60],
  ],
  [
    'one that ends',
    but('process', { draining: true, running: false }),
    'process:uptime',
    ['warn', 'draining', 60],
  ],
  [
    'alerts that arrive nowhere',
    but('alerts', { path: 'broken' }),
    'alerts:undelivered',
    ['fail', 'no alert arrives anywhere', 0],
  ],
  [
    'no way past Slack',
    but('alerts', { fallbacks: 0 }),
    'alerts:undelivered',
    ['warn', 'no way past Slack is set: nobody hears of Slack being away', 0],
  ],
  [
    'alerts that fire',
    but('alerts', { counts: firing, outbox: { pending: 4, oldestMs: 1, dead: 0 } }),
    'alerts:undelivered',
    ['warn', '1 P1 and 2 P2 alerts fire', 4],
  ],
  ['the last good poll', good, 'poller:lastSuccessAge', ['pass', '-', 412]],
  [
    'no good poll yet',
    but('poller', { lastSuccessAt: null }),
    'poller:lastSuccessAge',
    ['warn', 'no good poll yet', null],
  ],
  [
    'none for long',
    but('poller', { stale: true }),
    'poller:lastSuccessAge',
    ['fail', 'no good poll for twice the interval', 412],
  ],
  [
    'a poll that failed, and why',
    but('poller', { consecutiveFailures: 2, lastFailure: failure }),
    'poller:consecutiveFailures',
    ['warn', 'NETWORK/refused', 2],
  ],
  [
    'a poll that failed before a restart',
    but('poller', { consecutiveFailures: 2 }),
    'poller:consecutiveFailures',
    ['warn', 'the last poll failed', 2],
  ],
  [
    'backpressure',
    but('queue', { backpressure: true, state: { ...queue, depth: 140 } }),
    'message-queue:depth',
    ['warn', '140 waiting, threshold 100', 140],
  ],
  [
    'parked rows',
    but('queue', { state: { ...queue, parked: 3 } }),
    'message-queue:depth',
    ['warn', '3 parked', 0],
  ],
  [
    'a closed gate',
    but('queue', { state: { ...queue, gateMs: 7_000 } }),
    'message-queue:gates',
    ['pass', '-', 7],
  ],
  [
    'a refused token',
    but('queue', { webApi: 'unauthorised' }),
    'message-queue:gates',
    ['fail', 'Slack refuses the token', 0],
  ],
  [
    'a socket that is away for two minutes',
    but('socket', { socket: 'backing_off', awaySince: NOW - 120_000 }),
    'slack-socket:connections',
    ['pass', '-', 1],
  ],
  [
    'and for longer',
    but('socket', { socket: 'connecting', awaySince: NOW - 120_001 }),
    'slack-socket:connections',
    ['warn', 'no socket for over two minutes: commands and buttons do nothing', 1],
  ],
  [
    'a socket that is refused',
    but('socket', { socket: 'parked' }),
    'slack-socket:connections',
    ['warn', 'Slack refuses the socket: see SLACK_APP_TOKEN', 1],
  ],
  [
    'a socket that shares its token',
    but('socket', { haunted: true, reported: 3 }),
    'slack-socket:connections',
    ['warn', 'another process uses this app token (3 connections)', 3],
  ],
  [
    'a socket of a standby',
    but('socket', { socket: 'standby' }),
    'slack-socket:connections',
    ['pass', 'standby', 1],
  ],
  [
    'restarts',
    but('supervisor', { restarts1h: 2 }),
    'supervisor:restarts',
    ['warn', '2 in the last hour', 2],
  ],
  [
    'a child that restarts just now',
    but('supervisor', { restarting: true }),
    'supervisor:restarts',
    ['warn', '0 in the last hour', 0],
  ],
  [
    'children that are not up',
    but('supervisor', { missing: ['poller', 'prober'] }),
    'supervisor:restarts',
    ['fail', 'not up: poller, prober', 0],
  ],
  ['the last cycle', good, 'prober:hitRate', ['pass', '-', 0.0125]],
  [
    'a cycle that failed',
    but('prober', { consecutiveFailures: 1, lastFailure: failure }),
    'prober:responseTime',
    ['warn', 'NETWORK/refused', 121.4],
  ],
];

for (const [what, parts, name, expected] of cases)
  test(`${name} of ${what}: ${expected.join(' ')}`, () =>
    assert.equal(said(parts, name), expected));

test('another process leads: what it does is not judged here', () => {
  const standby = (parts: HealthParts): HealthParts => ({
    ...parts,
    process: but('process', { leader: false }).process,
  });
  const stale = standby(but('poller', { stale: true }));
  assert.equal(said(stale, 'poller:lastSuccessAge'), ['pass', 'standby', 412]);
  const failed = standby(but('prober', { consecutiveFailures: 3 }));
  assert.equal(said(failed, 'prober:responseTime'), ['pass', 'standby', 121.4]);
  const refused = standby(but('queue', { webApi: 'unauthorised' }));
  assert.equal(said(refused, 'message-queue:gates'), ['pass', 'standby', 0]);
});

test('of what no collector brought everything is null, and nothing is absent', () => {
  const missing = { ok: false, output: 'collector error' } as const;
  const names = Object.keys(good) as (keyof HealthParts)[];
  for (const name of names) {
    const about = { version: '1', revision: null, service: 'x' };
    const { summary } = healthDocument({ ...good, [name]: missing }, about, NOW, true);
    const whole = healthDocument(good, about, NOW, true).summary;
    assert.equal(JSON.parse(JSON.stringify(summary)), summary, name);
    assert.equal(Object.keys(summary), Object.keys(whole), name);
  }
});

test.run();
