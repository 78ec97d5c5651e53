/** The flat names of the health document. What is not known is null, never absent. */

import type { QueueState } from '../fact.ts';
import { failureCategories } from '../failure.ts';
import { moment, seconds } from './moment.ts';
import { type HealthParts, valueIn } from './parts.ts';
import { aboutProber } from './prober.ts';
import { aboutSocket } from './socket.ts';

const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms));

const round4 = (value: number): number => Math.round(value * 10_000) / 10_000;

function aboutProcess({ process }: HealthParts) {
  const part = valueIn(process);
  return {
    started_at: moment(part?.startedAt ?? null),
    uptime_seconds: part === null ? null : seconds(part.uptimeMs),
    leader: part?.leader ?? null,
    draining: part?.draining ?? null,
    dry_run: part?.dryRun ?? null,
  };
}

function aboutPoller({ poller }: HealthParts, nowMs: number) {
  const part = valueIn(poller);
  return {
    last_successful_poll: moment(part?.lastSuccessAt ?? null),
    last_poll_attempt: moment(part?.lastAttemptAt ?? null),
    last_index_change: moment(part?.lastChangeAt ?? null),
    last_successful_poll_age_seconds:
      typeof part?.lastSuccessAt === 'number' ? seconds(nowMs - part.lastSuccessAt) : null,
    poll_interval_seconds: part === null ? null : seconds(part.intervalMs),
    poll_stale_after_seconds: part === null ? null : seconds(2 * part.intervalMs),
    consecutive_poll_failures: part?.consecutiveFailures ?? null,
  };
}

const lanes = ['ops', 'answers', 'news', 'bulk'] as const;

/** What is known of the rows; before the first measure every number is null. */
function aboutRows(state: QueueState | null) {
  const ages = state?.oldestAgeByLane;
  return {
    queue_depth: state?.depth ?? null,
    queue_depth_by_lane: state?.byLane ?? null,
    queue_scheduled: state?.scheduled ?? null,
    queue_oldest_age_seconds: secondsOrNull(state?.oldestAgeMs ?? null),
    queue_oldest_age_by_lane:
      ages === undefined
        ? null
        : Object.fromEntries(lanes.map((lane) => [lane, secondsOrNull(ages[lane])])),
  };
}

/** Rows that do not simply wait. */
const aboutTrouble = (state: QueueState | null) => ({
  queue_parked: state?.parked ?? null,
  queue_dead: state?.dead ?? null,
  queue_ambiguous: state?.ambiguous ?? null,
  destinations_suspended: state?.suspended ?? null,
  queue_retry_after_seconds: secondsOrNull(state?.gateMs ?? null),
});

function aboutQueue({ queue }: HealthParts) {
  const part = valueIn(queue);
  return {
    ...aboutRows(part?.state ?? null),
    ...aboutTrouble(part?.state ?? null),
    queue_backpressure: part?.backpressure ?? null,
    queue_backpressure_threshold: part?.threshold ?? null,
    queue_sent_total: part?.sentTotal ?? null,
    queue_failed_total: part?.failedTotal ?? null,
    last_delivery: moment(part?.lastDeliveryAt ?? null),
  };
}

/** `degraded`: all connections taken with a line for five seconds, or a check of over a second. */
export function poolStatus(parts: HealthParts): 'ok' | 'degraded' | 'down' | 'unknown' {
  const pool = valueIn(parts.database)?.pool ?? null;
  if (pool === null) return 'unknown';
  if (pool.down) return 'down';
  const jammed = (pool.waitingMs ?? 0) >= 5_000;
  return jammed || (pool.lastCheckMs ?? 0) > 1_000 ? 'degraded' : 'ok';
}

function aboutDatabase(parts: HealthParts) {
  const pool = valueIn(parts.database)?.pool ?? null;
  return {
    db_pool: {
      status: poolStatus(parts),
      max: pool?.max ?? null,
      open: pool?.open ?? null,
      in_use: pool?.inUse ?? null,
      // a call that waits for its connection holds a slot and nothing open
      idle: pool === null ? null : Math.max(0, pool.open - pool.inUse),
      waiting: pool?.waiting ?? null,
      last_check_ms: pool?.lastCheckMs ?? null,
      last_error:
        pool?.lastError == null
          ? null
          : { reason: pool.lastError.reason, at: moment(pool.lastError.at) },
    },
  };
}

function aboutSlack({ queue, socket }: HealthParts, nowMs: number) {
  return {
    slack: {
      ...aboutSocket(valueIn(socket), nowMs),
      web_api: valueIn(queue)?.webApi ?? null,
    },
  };
}

function aboutAlerts({ alerts }: HealthParts) {
  const part = valueIn(alerts);
  const nothing = { firing_p1: null, firing_p2: null, pending: null };
  return {
    alerts: part?.counts ?? { ...nothing, acked: null, silenced: null, held: null },
    alert_outbox: {
      pending: part?.outbox.pending ?? null,
      oldest_age_seconds: secondsOrNull(part?.outbox.oldestMs ?? null),
      dead: part?.outbox.dead ?? null,
    },
    ops_alert_path: part?.path ?? null,
  };
}

function aboutSupervisor({ supervisor, failures }: HealthParts) {
  const part = valueIn(supervisor);
  const counts = valueIn(failures)?.lastHour;
  const failure = valueIn(failures)?.last ?? null;
  return {
    last_failure:
      failure === null
        ? null
        : {
            category: failure.category,
            reason: failure.reason,
            component: failure.component,
            at: moment(failure.at),
          },
    supervisor: {
      children: part?.children ?? null,
      restarts_1h: part?.restarts1h ?? null,
      intensity_left: part?.intensityLeft ?? null,
    },
    failures_1h: Object.fromEntries(
      failureCategories.map((category) => [category, counts?.[category] ?? null]),
    ),
  };
}

function aboutDeadman({ alerts }: HealthParts) {
  const part = valueIn(alerts)?.deadman;
  return { last_ok: moment(part?.lastOkAt ?? null), last_error: part?.lastError ?? null };
}

function forOperators(parts: HealthParts) {
  const { supervisor, runtime } = parts;
  const loop = valueIn(runtime);
  return {
    restarts_by_child: valueIn(supervisor)?.restartsByChild ?? null,
    deadman: aboutDeadman(parts),
    event_loop: {
      delay_max_seconds: loop === null ? null : round4(loop.loopDelayMaxSeconds),
      delay_p99_seconds: loop === null ? null : round4(loop.loopDelayP99Seconds),
      utilization: loop === null ? null : round4(loop.loopUtilization),
    },
    memory: {
      rss_bytes: loop?.rssBytes ?? null,
      heap_used_bytes: loop?.heapUsedBytes ?? null,
      limit_bytes: loop?.limitBytes ?? null,
    },
    disk: {
      used_ratio: loop === null || loop.diskUsedRatio === null ? null : round4(loop.diskUsedRatio),
    },
  };
}

/** The summary; `operators` adds what the public listener does not show. */
export function summary(parts: HealthParts, nowMs: number, operators: boolean) {
  const all = {
    ...aboutProcess(parts),
    ...aboutPoller(parts, nowMs),
    ...aboutProber(parts),
    ...aboutQueue(parts),
    ...aboutDatabase(parts),
    ...aboutSlack(parts, nowMs),
    ...aboutAlerts(parts),
    ...aboutSupervisor(parts),
  };
  return operators ? { ...all, ...forOperators(parts) } : all;
}
