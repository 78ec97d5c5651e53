import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { healthDocument } from '../../../src/domain/health/document/document.ts';
import type { HealthParts } from '../../../src/domain/health/document/parts.ts';
import { but, good, NOW } from '../../support/health/parts.ts';

const documentOf = (parts: HealthParts, operators = true) =>
  healthDocument(parts, { version: '1.0.0', revision: null, service: 'local' }, NOW, operators);

const queueState = good.queue.ok && good.queue.value.state !== null ? good.queue.value.state : null;
const pool =
  good.database.ok && good.database.value.pool !== null ? good.database.value.pool : null;
if (queueState === null || pool === null) throw new Error('the good parts have no rows');

const verdicts: readonly (readonly [what: string, status: string, parts: HealthParts])[] = [
  ['all is well', 'pass', good],
  [
    'no poll ever succeeded, but there is still time',
    'warn',
    but('poller', { lastSuccessAt: null }),
  ],
  ['polls are stale', 'fail', but('poller', { stale: true })],
  [
    'polls were never good and are stale',
    'fail',
    but('poller', { stale: true, lastSuccessAt: null }),
  ],
  ['the last poll failed', 'warn', but('poller', { consecutiveFailures: 1 })],
  ['we are draining', 'warn', but('process', { draining: true })],
  ['we are starting', 'warn', but('process', { running: false })],
  ['nobody would see an alert', 'warn', but('process', { opsChannel: false })],
  ['a dry run without an ops channel', 'pass', but('process', { opsChannel: false, dryRun: true })],
  ['backpressure', 'warn', but('queue', { backpressure: true })],
  ['rows are parked', 'warn', but('queue', { state: { ...queueState, parked: 1 } })],
  ['Slack refuses the token', 'fail', but('queue', { webApi: 'unauthorised' })],
  ['the breaker is open', 'warn', but('queue', { webApi: 'breaker_open' })],
  [
    'a notice to operators waits for exactly ten minutes',
    'pass',
    but('queue', {
      state: { ...queueState, oldestAgeByLane: { ...queueState.oldestAgeByLane, ops: 600_000 } },
    }),
  ],
  [
    'a notice to operators waits for longer',
    'fail',
    but('queue', {
      state: { ...queueState, oldestAgeByLane: { ...queueState.oldestAgeByLane, ops: 600_001 } },
    }),
  ],
  [
    'something is due for ten minutes and nothing was sent for five',
    'fail',
    but('queue', {
      state: { ...queueState, oldestAgeMs: 600_000 },
      lastDeliveryAt: NOW - 300_000,
    }),
  ],
  [
    'something is due for ten minutes, but messages leave',
    'pass',
    but('queue', {
      state: { ...queueState, oldestAgeMs: 600_000 },
      lastDeliveryAt: NOW - 299_999,
    }),
  ],
  [
    'something is due for a little less, and nothing was sent for longer',
    'pass',
    but('queue', {
      state: { ...queueState, oldestAgeMs: 599_999 },
      lastDeliveryAt: NOW - 3_600_000,
    }),
  ],
  [
    'what waits while another process leads',
    'pass',
    {
      ...but('process', { leader: false }),
      queue: but('queue', { backpressure: true, webApi: 'breaker_open' }).queue,
    },
  ],
  ['the database does not answer', 'warn', but('database', { pool: { ...pool, down: true } })],
  [
    'the database has been lost for a minute',
    'warn',
    but('database', { pool: { ...pool, down: true }, lostSince: NOW - 60_000 }),
  ],
  [
    'the database has been lost for longer',
    'fail',
    but('database', { pool: { ...pool, down: true }, lostSince: NOW - 60_001 }),
  ],
  ['an actor was restarted in the last hour', 'warn', but('supervisor', { restarts1h: 1 })],
  ['an actor has not been up for a minute', 'fail', but('supervisor', { missing: ['poller'] })],
  ['a supervisor gives up', 'fail', but('supervisor', { givingUp: true })],
];

const test = suite('health document');

for (const [what, status, parts] of verdicts) {
  test(`${status}: ${what}`, () => {
    assert.is(documentOf(parts).status, status);
  });
}

test('PS03: the last successful poll is null before the first and exact afterwards', () => {
  const never = documentOf(but('poller', { lastSuccessAt: null })).summary;
  assert.equal([never.last_successful_poll, never.last_successful_poll_age_seconds], [null, null]);
  const { summary } = documentOf(good);
  assert.is(summary.last_successful_poll, '2026-11-22T03:05:08.120Z');
  assert.is(summary.last_successful_poll_age_seconds, 412);
});

test('PS05: the depth of the queue is what was measured, and null before the first time', () => {
  const depth = (state: typeof queueState | null) =>
    documentOf(but('queue', { state })).summary.queue_depth;
  const seven = { ...queueState, depth: 7, byLane: { ...queueState.byLane, news: 7 } };
  assert.equal([depth(null), depth(seven), depth(queueState)], [null, 7, 0]);
});

const pools: readonly (readonly [what: string, status: string, change: object])[] = [
  ['idle', 'ok', {}],
  ['a line for under five seconds', 'ok', { waiting: 2, waitingMs: 4_999 }],
  ['a line for five seconds', 'degraded', { waiting: 2, waitingMs: 5_000 }],
  ['a check of a second', 'ok', { lastCheckMs: 1_000 }],
  ['a slower check', 'degraded', { lastCheckMs: 1_001 }],
  ['a failed check', 'down', { down: true }],
];

for (const [what, status, change] of pools) {
  test(`PS06: the pool is ${status} with ${what}`, () => {
    const { db_pool: shown } = documentOf(
      but('database', { pool: { ...pool, ...change } }),
    ).summary;
    assert.equal([shown.status, shown.max, shown.in_use, shown.idle], [status, 8, 3, 1]);
  });
}

test('slots whose connections are still being made leave nothing idle, never less', () => {
  const { db_pool: shown } = documentOf(
    but('database', { pool: { ...pool, open: 0, inUse: 2 } }),
  ).summary;
  assert.equal([shown.open, shown.in_use, shown.idle], [0, 2, 0]);
});

test('PS23: a pool without counters is unknown, never a throw', () => {
  const { summary } = documentOf(but('database', { pool: null }));
  assert.equal(
    [summary.db_pool.status, summary.db_pool.max, summary.db_pool.idle],
    ['unknown', null, null],
  );
});

test('PS24: version, start and uptime stand in every document', () => {
  const { version, summary } = documentOf(good, false);
  assert.equal(
    [version, summary.started_at, summary.uptime_seconds],
    ['1.0.0', '2026-11-22T03:11:00.120Z', 60],
  );
});

test('what a standby misses is no trouble of its own: another process polls', () => {
  const parts = {
    ...but('process', { leader: false }),
    poller: but('poller', { stale: true, lastSuccessAt: null }).poller,
  };
  assert.is(documentOf(parts).status, 'pass');
});

test('no socket is worth a warning after two minutes, at once where Slack refuses it', () => {
  const checked = (change: Parameters<typeof but<'socket'>>[1]) =>
    documentOf(but('socket', change)).checks['slack-socket:connections']?.[0]?.status;
  const away = { socket: 'backing_off', connectedSince: null } as const;
  assert.is(checked({ ...away, awaySince: NOW - 120_000 }), 'pass');
  assert.is(checked({ ...away, awaySince: NOW - 120_001 }), 'warn');
  assert.is(checked({ socket: 'parked', awaySince: NOW }), 'warn');
  assert.is(checked({ haunted: true, reported: 3 }), 'warn');
  assert.is(checked({ socket: 'standby', awaySince: NOW - 999_000 }), 'pass');
  const { slack } = documentOf(but('socket', { reported: 2 })).summary;
  assert.equal(slack, {
    socket: 'connected',
    connected_since: '2026-11-22T03:11:00.120Z',
    last_frame_age_seconds: 4,
    reported_connections: 2,
    web_api: 'ok',
  });
});

test('a dry run is a note, not a warning', () => {
  const document = documentOf({
    ...but('process', { dryRun: true }),
    socket: but('socket', { socket: 'dry_run' }).socket,
  });
  assert.is(document.status, 'pass');
  assert.equal(document.notes, ['dry run: messages are printed, not sent']);
  assert.is(document.summary.slack.socket, 'dry_run');
});

test.run();
