/** What the gauges show, read from the same parts as the health document. */

import type { SupervisionView } from '../../supervision/supervisionView.ts';
import { type HealthParts, type RuntimePart, valueIn } from '../document/parts.ts';
import type { GaugeName, LabelsOf } from './definitions.ts';

/** A gauge at this moment; one that is not known is left out, never null and never NaN. */
export type Level = {
  [N in GaugeName]: { readonly name: N; readonly labels: LabelsOf<N>; readonly value: number };
}[GaugeName];

/** What runs: the labels of `build_info`. */
export interface Build {
  readonly version: string;
  readonly revision: string;
  readonly node: string;
}

/** What the gauges are read from. */
export interface LevelNeeds {
  readonly parts: HealthParts;
  /** Null while there is no tree. */
  readonly actors: SupervisionView | null;
  /** Until when Slack wants no call, by method; ms since the epoch. */
  readonly gates: ReadonlyMap<string, number>;
  readonly build: Build;
}

const level = <N extends GaugeName>(
  name: N,
  labels: LabelsOf<N>,
  value: number | null | undefined,
): readonly Level[] =>
  value === null || value === undefined || !Number.isFinite(value)
    ? []
    : [{ name, labels, value } as Level]; // the labels were checked against the name

const none = {};
const flag = (is: boolean | undefined): number | null => (is === undefined ? null : Number(is));
const seconds = (ms: number | null | undefined): number | null => (ms == null ? null : ms / 1_000);

/** Every gauge that is known at `nowMs`. */
export const levelsOf = (needs: LevelNeeds, nowMs: number): readonly Level[] => [
  ...level('build_info', { ...needs.build }, 1),
  ...level('leader', none, flag(valueIn(needs.parts.process)?.leader)),
  ...pollLevels(needs.parts),
  ...probeLevels(needs.parts),
  ...queueLevels(needs.parts),
  ...socketLevels(needs.parts),
  ...alertLevels(needs.parts),
  ...databaseLevels(needs.parts),
  ...actorLevels(needs.actors),
  ...runtimeLevels(valueIn(needs.parts.runtime)),
  ...[...needs.gates].flatMap(([method, until]) =>
    level('slack_gate_seconds', { method }, Math.max(0, until - nowMs) / 1_000),
  ),
];

function pollLevels({ poller }: HealthParts): readonly Level[] {
  const part = valueIn(poller);
  return [
    ...level('poll_last_success_timestamp_seconds', none, seconds(part?.lastSuccessAt)),
    ...level('poll_stale', none, flag(part?.stale)),
    ...level('poll_interval_seconds', none, seconds(part?.intervalMs)),
    ...level('index_entries', none, part?.entries),
  ];
}

function alertLevels({ alerts }: HealthParts): readonly Level[] {
  const part = valueIn(alerts);
  return [
    ...level('alerts', { state: 'firing', severity: 'P1' }, part?.counts.firing_p1),
    ...level('alerts', { state: 'firing', severity: 'P2' }, part?.counts.firing_p2),
    ...level('alert_outbox_pending', none, part?.outbox.pending),
    ...level('alert_outbox_oldest_age_seconds', none, seconds(part?.outbox.oldestMs)),
  ];
}

function probeLevels({ prober }: HealthParts): readonly Level[] {
  const last = valueIn(prober)?.last;
  return [
    ...level('probe_hit_ratio', none, last?.hitRate),
    ...level('probe_targets', none, last?.targets),
  ];
}

const lanes = ['ops', 'answers', 'news', 'bulk'] as const;

function queueLevels({ queue }: HealthParts): readonly Level[] {
  const part = valueIn(queue);
  const state = part?.state;
  return [
    ...level('queue_backpressure', none, flag(part?.backpressure)),
    ...level('queue_breaker_open', none, part && flag(part.webApi === 'breaker_open')),
    ...level('destinations_suspended', none, state?.suspended),
    ...lanes.flatMap((lane) => [
      ...level('messages_enqueued_total', { lane }, state?.enqueued[lane]),
      ...level('queue_depth', { lane }, state?.byLane[lane]),
      ...level('queue_oldest_age_seconds', { lane }, seconds(state?.oldestAgeByLane[lane])),
    ]),
  ];
}

function socketLevels({ socket }: HealthParts): readonly Level[] {
  const part = valueIn(socket);
  const serves = part?.socket === 'connected' || part?.socket === 'replacing';
  return [
    ...level('slack_socket_connected', none, part && flag(serves)),
    ...level('slack_reported_connections', none, part?.reported),
  ];
}

function databaseLevels({ database }: HealthParts): readonly Level[] {
  const pool = valueIn(database)?.pool;
  if (pool === null || pool === undefined) return level('db_up', none, 0);
  return [
    ...level('db_up', none, flag(!pool.down)),
    ...level('db_pool_connections', { state: 'in_use' }, pool.inUse),
    ...level('db_pool_connections', { state: 'idle' }, Math.max(0, pool.open - pool.inUse)),
    ...level('db_pool_max_connections', none, pool.max),
    ...level('db_pool_waiting', none, pool.waiting),
  ];
}

const actorLevels = (view: SupervisionView | null): readonly Level[] =>
  (view?.children ?? []).flatMap(({ id, status, value }) => [
    ...level('actor_up', { actor: id }, flag(status === 'up')),
    ...level('actor_state', { actor: id, state: value ?? status }, 1),
  ]);

function runtimeLevels(part: RuntimePart | null): readonly Level[] {
  return [
    ...level('eventloop_delay_max_seconds', none, part?.loopDelayMaxSeconds),
    ...level('eventloop_delay_p99_seconds', none, part?.loopDelayP99Seconds),
    ...level('eventloop_utilization', none, part?.loopUtilization),
    ...level('disk_used_ratio', none, part?.diskUsedRatio),
    ...level('process_resident_memory_bytes', none, part?.rssBytes),
    ...level('process_cpu_seconds_total', none, part?.cpuSeconds),
    ...level('process_start_time_seconds', none, part?.startTimeSeconds),
    ...level('process_open_fds', none, part?.openFds),
  ];
}
