import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HealthParts } from '../../../../src/domain/health/document/parts.ts';
import { levelsOf } from '../../../../src/domain/health/metrics/levels.ts';
import type { ChildView } from '../../../../src/domain/supervision/supervisionView.ts';
import { but, good, NOW } from '../../../support/health/parts.ts';

const build = { version: '1.2.3', revision: '3f2c1ab', node: '24.1.0' };

/** The value of a gauge; null where it is absent. */
function shown(parts: HealthParts, name: string, gates: [string, number][] = []): number | null {
  const levels = levelsOf({ parts, actors: null, gates: new Map(gates), build }, NOW);
  return levels.find((one) => one.name === name)?.value ?? null;
}

const test = suite('gauges');

test('PS03: the moment of the last good poll is absent until there was one', () => {
  const name = 'poll_last_success_timestamp_seconds';
  assert.is(shown(but('poller', { lastSuccessAt: null }), name), null);
  assert.is(shown(but('poller', { lastSuccessAt: 1_790_000_000_120 }), name), 1_790_000_000.12);
});

test('a collector that failed takes its gauges away, and no others', () => {
  const parts = { ...good, queue: { ok: false, output: 'collector error' } } as const;
  assert.is(shown(parts, 'queue_backpressure'), null);
  assert.is(shown(parts, 'index_entries'), 18_483);
});

test('a value that is no number is absent, never NaN', () => {
  assert.is(shown(but('runtime', { loopUtilization: Number.NaN }), 'eventloop_utilization'), null);
});

test('the database is up, down, and down while there is no pool', () => {
  const pool = good.database.ok ? good.database.value.pool : null;
  assert.is(shown(good, 'db_up'), 1);
  assert.is(shown(but('database', { pool: pool && { ...pool, down: true } }), 'db_up'), 0);
  assert.is(shown(but('database', { pool: null }), 'db_up'), 0);
});

test('the socket serves or not, and Slack counts its connections', () => {
  assert.is(shown(good, 'slack_socket_connected'), 1);
  assert.is(shown(but('socket', { socket: 'replacing' }), 'slack_socket_connected'), 1);
  assert.is(shown(but('socket', { socket: 'backing_off' }), 'slack_socket_connected'), 0);
  assert.is(shown(but('socket', { reported: null }), 'slack_reported_connections'), null);
});

test('a gate of Slack counts down to zero', () => {
  assert.is(shown(good, 'slack_gate_seconds', [['chat.postMessage', NOW + 3_000]]), 3);
  assert.is(shown(good, 'slack_gate_seconds', [['chat.postMessage', NOW - 3_000]]), 0);
});

test('every actor is up or not, and in one state', () => {
  const child: ChildView = {
    path: 'root/ingestion/poller',
    id: 'poller',
    component: 'poller',
    status: 'restarting',
    value: null,
    incarnation: 2,
    attempt: 1,
    restartsInWindow: 1,
    restartAt: null,
    upSince: null,
    beatAgeMs: null,
    lastExit: null,
  };
  const other: ChildView = { ...child, id: 'watchdog', status: 'up', value: '{"poll":"fresh"}' };
  const actors = {
    children: [child, other],
    restarts1h: 0,
    restartsByChild: {},
    intensityLeft: 3,
    givingUp: false,
  };
  const levels = levelsOf({ parts: good, actors, gates: new Map(), build }, NOW);
  assert.equal(
    levels.filter(({ name }) => name.startsWith('actor_')),
    [
      { name: 'actor_up', labels: { actor: 'poller' }, value: 0 },
      { name: 'actor_state', labels: { actor: 'poller', state: 'restarting' }, value: 1 },
      { name: 'actor_up', labels: { actor: 'watchdog' }, value: 1 },
      { name: 'actor_state', labels: { actor: 'watchdog', state: '{"poll":"fresh"}' }, value: 1 },
    ],
  );
});

test.run();
