/** What the collectors bring for the health document. Moments in ms since the epoch. */

import type { CycleFacts } from '../../papers/probe/cycle/facts.ts';
import type { LaneName, QueueState } from '../fact.ts';
import type { FailureCategory, FailureRecord } from '../failure.ts';
import type { SocketPart } from './socket.ts';

/** A part that a collector brought, or why it did not. */
export type Collected<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly output: 'collector error' | 'collector timeout' };

export interface ProcessPart {
  readonly startedAt: number;
  /** Not from the wall clock, which may have been set meanwhile. */
  readonly uptimeMs: number;
  readonly leader: boolean;
  readonly draining: boolean;
  readonly dryRun: boolean;
  /** False while the configuration is read and the database is prepared. */
  readonly running: boolean;
  readonly opsChannel: boolean;
}

/** Alerts, and the ways on which they leave. */
export interface AlertsPart {
  readonly counts: {
    readonly firing_p1: number;
    readonly firing_p2: number;
    readonly pending: number;
    readonly acked: number;
    readonly silenced: number;
    readonly held: number;
  };
  readonly outbox: {
    readonly pending: number;
    readonly oldestMs: number | null;
    readonly dead: number;
  };
  /** `ok`: Slack; `fallback`: past it; `none`: nothing is set up; `broken`: all have failed. */
  readonly path: 'ok' | 'fallback' | 'none' | 'broken';
  /** Ways past Slack that are set up. */
  readonly fallbacks: number;
  readonly deadman: { readonly lastOkAt: number | null; readonly lastError: string | null };
}

export interface PollerPart {
  readonly lastSuccessAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly lastChangeAt: number | null;
  readonly consecutiveFailures: number;
  readonly lastFailure: FailureRecord | null;
  readonly intervalMs: number;
  /** Of the last good index; null before the first. */
  readonly entries: number | null;
  /** As the watchdog says, not computed again. */
  readonly stale: boolean;
}

export interface ProberPart {
  /** The last finished cycle, of an earlier process too; null before the first. */
  readonly last: CycleFacts | null;
  readonly lastSuccessAt: number | null;
  readonly consecutiveFailures: number;
  readonly lastFailure: FailureRecord | null;
  readonly intervalMs: number;
}

export interface QueuePart {
  /** Null before the first measure. */
  readonly state: QueueState | null;
  readonly backpressure: boolean;
  readonly threshold: number;
  readonly sentTotal: number;
  readonly failedTotal: number;
  readonly lastDeliveryAt: number | null;
  readonly webApi: 'ok' | 'rate_limited' | 'breaker_open' | 'unauthorised' | 'dry_run';
}

export interface DatabasePart {
  /** Null: there is no pool yet, or it has no counters. */
  readonly pool: {
    readonly max: number;
    readonly open: number;
    readonly inUse: number;
    readonly waiting: number;
    readonly waitingMs: number | null;
    readonly lastCheckMs: number | null;
    readonly lastError: { readonly reason: string; readonly at: number } | null;
    /** The last check failed. */
    readonly down: boolean;
  } | null;
  /** Since when the watchdog takes the database for lost. */
  readonly lostSince: number | null;
}

export interface SupervisorPart {
  readonly children: number;
  readonly restarts1h: number;
  readonly restartsByChild: Readonly<Record<string, number>>;
  readonly intensityLeft: number;
  readonly givingUp: boolean;
  readonly restarting: boolean;
  /** A child that should be up is not, for over a minute. */
  readonly missing: readonly string[];
}

export interface FailuresPart {
  /** Of the last hour of this process. */
  readonly lastHour: Readonly<Record<FailureCategory, number>>;
  /** The latest of all components. */
  readonly last: FailureRecord | null;
}

export interface RuntimePart {
  readonly loopDelayMaxSeconds: number;
  readonly loopDelayP99Seconds: number;
  readonly loopUtilization: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly limitBytes: number;
  readonly diskUsedRatio: number | null;
  /** Of the volume of LOG_DIR; null without one, and where it is the same. */
  readonly logDiskUsedRatio: number | null;
  /** User and system time of the process. */
  readonly cpuSeconds: number;
  /** When the process began, since the epoch. */
  readonly startTimeSeconds: number;
  /** Null where the system does not say. */
  readonly openFds: number | null;
}

/** One for each collector; the names stand in log lines. */
export interface HealthParts {
  readonly process: Collected<ProcessPart>;
  readonly poller: Collected<PollerPart>;
  readonly prober: Collected<ProberPart>;
  readonly queue: Collected<QueuePart>;
  readonly socket: Collected<SocketPart>;
  readonly database: Collected<DatabasePart>;
  readonly supervisor: Collected<SupervisorPart>;
  readonly failures: Collected<FailuresPart>;
  readonly runtime: Collected<RuntimePart>;
  readonly alerts: Collected<AlertsPart>;
}

/** The value, or null where the collector brought none. */
export const valueIn = <T>(collected: Collected<T>): T | null =>
  collected.ok ? collected.value : null;

/** A number for each lane. */
export type ByLane<T> = Readonly<Record<LaneName, T>>;
