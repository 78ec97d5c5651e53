/** What health is told, read from the ledger, the supervisors and the pool. No I/O. */

import type {
  DatabasePart,
  FailuresPart,
  PollerPart,
  ProberPart,
  QueuePart,
} from '../domain/health/document/parts.ts';
import { failureCategories } from '../domain/health/failure.ts';
import { failuresLastHour, holds, type Ledger } from '../domain/health/ledger.ts';
import type { PoolStatus } from '../ports/database.ts';

const latest = (...moments: readonly (number | null | undefined)[]): number | null =>
  moments.reduce<number | null>(
    (last, one) => (one != null && (last === null || one > last) ? one : last),
    null,
  );

/** The poller by its facts; what an earlier process knew counts until there is something newer. */
export function pollerPart(ledger: Ledger, intervalMs: number): PollerPart {
  const { last } = ledger;
  const [known, good, bad] = [last['poll.known'], last['poll.succeeded'], last['poll.failed']];
  return {
    lastSuccessAt: latest(good?.at, known?.lastSuccessAt),
    lastAttemptAt: latest(good?.at, bad?.at, known?.lastAttemptAt),
    lastChangeAt: latest(ledger.lastChangeAt, known?.lastChangeAt),
    consecutiveFailures: failuresInRow(ledger),
    lastFailure: bad?.failure ?? null,
    intervalMs,
    entries: good?.entries ?? known?.entries ?? null,
    stale: holds(ledger, 'poll.stale', 'poll.recovered'),
  };
}

/** Failed polls since the last good one, those of earlier processes included. */
function failuresInRow(ledger: Ledger): number {
  const { last } = ledger;
  if (holds(ledger, 'poll.failed', 'poll.succeeded'))
    return last['poll.failed']?.failure.attempt ?? 0;
  return last['poll.succeeded'] === undefined ? (last['poll.known']?.consecutiveFailures ?? 0) : 0;
}

/** The prober by its facts; what an earlier process knew counts until there is something newer. */
export function proberPart({ last, components }: Ledger, intervalMs: number): ProberPart {
  const [known, cycle] = [last['probe.known'], last['probe.cycle']];
  const { lastSuccessAt, consecutive, lastFailure } = components.prober;
  return {
    last: cycle ?? known?.last ?? null,
    lastSuccessAt: latest(lastSuccessAt, known?.lastSuccessAt),
    consecutiveFailures:
      cycle === undefined && consecutive === 0 ? (known?.consecutiveFailures ?? 0) : consecutive,
    lastFailure,
    intervalMs,
  };
}

/** The queue by its facts. */
export function queuePart(ledger: Ledger, threshold: number, dryRun: boolean): QueuePart {
  const { last, counts, components } = ledger;
  const measured = last['queue.measured'];
  const failed = Object.values(components['message-queue'].failures);
  return {
    state: measured ?? null,
    backpressure: holds(ledger, 'queue.backpressure', 'queue.relieved'),
    threshold,
    sentTotal: (counts['delivery.sent'] ?? 0) + (counts['delivery.printed'] ?? 0),
    failedTotal: failed.reduce((sum, one) => sum + one, 0),
    lastDeliveryAt: latest(last['delivery.sent']?.at, last['delivery.printed']?.at),
    webApi: webApi(ledger, dryRun),
  };
}

function webApi(ledger: Ledger, dryRun: boolean): QueuePart['webApi'] {
  if (dryRun) return 'dry_run';
  if (holds(ledger, 'queue.unauthorised', 'queue.authorised')) return 'unauthorised';
  if (holds(ledger, 'queue.breaker_opened', 'queue.breaker_closed')) return 'breaker_open';
  return (ledger.last['queue.measured']?.gateMs ?? 0) > 0 ? 'rate_limited' : 'ok';
}

/** With these the database did not answer; with others it did, and refused. */
const away = new Set(['refused', 'lost', 'deadline', 'auth', 'protocol', 'read_only']);

/** The database by its pool and by what the watchdog said; null while there is no pool. */
export function databasePart(ledger: Ledger, status: PoolStatus | null): DatabasePart {
  const lost = holds(ledger, 'db.lost', 'db.back');
  const lostSince = lost ? (ledger.last['db.lost']?.at ?? null) : null;
  if (status === null) return { pool: null, lostSince };
  const { lastError, failing } = status;
  const down = lost || (failing && lastError !== null && away.has(lastError.reason));
  return { pool: { ...status, down }, lostSince };
}

/** The failures of the last hour, and the latest of all. */
export function failuresPart(ledger: Ledger, nowMs: number): FailuresPart {
  const tally = failuresLastHour(ledger, nowMs);
  const counts = failureCategories.map((category) => [category, tally[category] ?? 0] as const);
  const failures = Object.values(ledger.components).flatMap(({ lastFailure }) => lastFailure ?? []);
  return {
    lastHour: Object.fromEntries(counts) as FailuresPart['lastHour'], // one for each category
    last: failures.reduce<FailuresPart['last']>(
      (last, one) => (last === null || one.at > last.at ? one : last),
      null,
    ),
  };
}
