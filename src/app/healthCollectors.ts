/** One function for each part of the health document; what there is not, such as a tree before the start, is shown so. */

import type { AlertsPart, FailuresPart, ProcessPart } from '../domain/health/document/parts.ts';
import { emptyLedger, holds, type Ledger } from '../domain/health/ledger.ts';
import type { SupervisionView } from '../domain/supervision/supervisionView.ts';
import type { PoolStatus } from '../ports/database.ts';
import type { Gauges } from './gauges.ts';
import { databasePart, failuresPart, pollerPart, proberPart, queuePart } from './healthParts.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type Absences, noSupervisors, supervisorPart } from './supervisorPart.ts';
import { socketPart } from './workers/socket/part.ts';
import type { SocketPulse } from './workers/socket/pulse.ts';

/** What health looks at. Functions, since tree and database come and go. */
export interface HealthNeeds {
  readonly now: () => number;
  readonly lifecycle: Lifecycle;
  readonly gauges: Gauges;
  readonly absences: Absences;
  /** Null while there is no tree. */
  readonly ledger: () => Ledger | null;
  /** Null while there is no tree. */
  readonly supervision: () => SupervisionView | null;
  /** Null while there is no pool. */
  readonly pool: () => PoolStatus | null;
  readonly pulse: SocketPulse;
  /** Null before there are alerts. */
  readonly alerts: () => AlertsPart | null;
  readonly dryRun: boolean;
  readonly opsChannel: boolean;
  readonly intervalMs: number;
  readonly probeIntervalMs: number;
  readonly threshold: number;
}

/** The collectors, by the names that stand in log lines. */
export function healthCollectors(needs: HealthNeeds) {
  const ledger = () => needs.ledger() ?? emptyLedger;
  return {
    process: (): ProcessPart => ({
      startedAt: needs.lifecycle.startedAt,
      uptimeMs: needs.lifecycle.uptimeMs(),
      leader: isLeading(ledger()),
      draining: needs.lifecycle.phase() === 'draining',
      running: needs.lifecycle.phase() !== 'starting',
      dryRun: needs.dryRun,
      opsChannel: needs.opsChannel,
    }),
    poller: () => pollerPart(ledger(), needs.intervalMs),
    prober: () => proberPart(ledger(), needs.probeIntervalMs),
    queue: () => queuePart(ledger(), needs.threshold, needs.dryRun),
    socket: () =>
      socketPart({
        view: needs.supervision(),
        ledger: ledger(),
        pulse: needs.pulse,
        dryRun: needs.dryRun,
      }),
    database: () => databasePart(ledger(), needs.pool()),
    supervisor: () => {
      const view = needs.supervision();
      const missing = needs.absences.missing(needs.now());
      return view === null ? noSupervisors : supervisorPart(view, missing);
    },
    failures: (): FailuresPart => failuresPart(ledger(), needs.now()),
    runtime: () => needs.gauges.read(),
    alerts: (): AlertsPart => needs.alerts() ?? noAlerts(needs.opsChannel),
  };
}

/** Before anybody watches. */
const noAlerts = (opsChannel: boolean): AlertsPart => ({
  counts: { firing_p1: 0, firing_p2: 0, pending: 0, acked: 0, silenced: 0, held: 0 },
  outbox: { pending: 0, oldestMs: null, dead: 0 },
  path: opsChannel ? 'ok' : 'none',
  fallbacks: 0,
  deadman: { lastOkAt: null, lastError: null },
});

/** The last word of the watchdog about the lease. */
export const isLeading = (ledger: Ledger | null): boolean =>
  holds(ledger ?? emptyLedger, 'leader.acquired', 'leader.lost');
