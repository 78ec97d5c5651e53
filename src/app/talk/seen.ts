import type { Fact } from '../../domain/health/fact.ts';
import { holds, type Ledger } from '../../domain/health/ledger.ts';
import type { SupervisionView } from '../../domain/supervision/supervisionView.ts';
import type { Seen } from '../../domain/talk/replies/status.ts';
import type { PoolStatus } from '../../ports/database.ts';
import { databasePart, pollerPart, proberPart, queuePart } from '../healthParts.ts';

/** What `status` looks at. Functions, since the tree comes and goes. */
export interface SeenNeeds {
  readonly now: () => number;
  readonly ledger: () => Ledger;
  readonly view: () => SupervisionView;
  readonly missing: (nowMs: number) => readonly string[];
  readonly pool: () => PoolStatus;
  readonly intervalMs: number;
  readonly threshold: number;
  readonly dryRun: boolean;
  readonly startedAt: number;
}

/** What the process knows of itself, from the same facts as health. Never asks the database. */
export function seenBy(needs: SeenNeeds): Seen {
  const { ledger: ledgerOf, view, dryRun, startedAt } = needs;
  const [ledger, now] = [ledgerOf(), needs.now()];
  const { lostSince } = databasePart(ledger, needs.pool());
  return {
    index: indexSeen(ledger, needs.intervalMs, stateOf(view(), 'poller')),
    drafts: draftsSeen(ledger, stateOf(view(), 'prober')),
    queue: queueSeen(ledger, needs.threshold, dryRun),
    databaseLostAt: lostSince,
    missing: needs.missing(now),
    startedAt,
  };
}

/** In which state an actor is; null where nobody knows. */
export const stateOf = ({ children }: SupervisionView, id: string): string | null =>
  children.find((child) => child.id === id)?.value ?? null;

function indexSeen(ledger: Ledger, intervalMs: number, state: string | null): Seen['index'] {
  const part = pollerPart(ledger, intervalMs);
  const { last } = ledger;
  return {
    lastGoodAt: part.lastSuccessAt,
    lastChangeAt: part.lastChangeAt,
    entries: last['poll.succeeded']?.entries ?? last['poll.known']?.entries ?? null,
    failure: part.consecutiveFailures > 0 ? part.lastFailure : null,
    failures: part.consecutiveFailures,
    stale: part.stale,
    paused: state === 'paused',
  };
}

function draftsSeen(ledger: Ledger, state: string | null): Seen['drafts'] {
  const { last, lastSuccessAt, consecutiveFailures, lastFailure } = proberPart(ledger, 0);
  return {
    lastLookAt: lastSuccessAt,
    found: last?.found ?? 0,
    requests: last?.requests ?? 0,
    failure: consecutiveFailures > 0 ? lastFailure : null,
    paused: state === 'paused',
  };
}

function queueSeen(ledger: Ledger, threshold: number, dryRun: boolean): Seen['queue'] {
  const { state, backpressure, webApi } = queuePart(ledger, threshold, dryRun);
  return {
    waiting: state?.depth ?? null,
    pressed: backpressure,
    paused: holds(ledger, 'queue.paused', 'queue.resumed'),
    slack: webApi,
    slackSince: slackSince(ledger, webApi),
  };
}

function slackSince(ledger: Ledger, webApi: Seen['queue']['slack']): number | null {
  if (webApi === 'unauthorised') return lastAt(ledger, 'queue.unauthorised');
  return webApi === 'breaker_open' ? lastAt(ledger, 'queue.breaker_opened') : null;
}

const lastAt = ({ last }: Ledger, type: Fact['type']): number | null => last[type]?.at ?? null;
