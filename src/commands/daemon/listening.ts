/** Who listens to the tree: the log, the metrics, and what one actor must know of another. */

import { visible as alertsKeys } from '../../../machines/alerts.ts';
import { visible as queueKeys } from '../../../machines/messageQueue.ts';
import { visible as pollerKeys } from '../../../machines/poller.ts';
import { visible as proberKeys } from '../../../machines/prober.ts';
import { visible as socketKeys } from '../../../machines/slackSocket.ts';
import { visible as watchdogKeys } from '../../../machines/watchdog.ts';
import type { Alerting } from '../../app/alerts/alerting.ts';
import type { runTree } from '../../app/runTree.ts';
import type { StoreTime } from '../../app/time/storeTime.ts';
import type { Fact } from '../../domain/health/fact.ts';
import { logFact } from '../../log/facts.ts';
import type { ActorsNeeds } from './actors.ts';

/** A failing query makes the watchdog look at the database at once; its own words do not. */
const suspectsDatabase = (fact: Fact): boolean =>
  'failure' in fact && fact.failure.category === 'DB' && fact.component !== 'store';

/** After these the time of the store may be another than this process counts. */
const mayBeOff: ReadonlySet<Fact['type']> = new Set<Fact['type']>([
  'clock.stepped',
  'daemon.paused',
  'db.back',
  'leader.acquired',
]);

/** What of an actor's context may be shown, as its machine says. */
export const visibleOf = (id: string): readonly string[] => visible[id] ?? [];

const visible: Readonly<Record<string, readonly string[]>> = {
  watchdog: watchdogKeys,
  alerts: alertsKeys,
  slackSocket: socketKeys,
  messageQueue: queueKeys,
  poller: pollerKeys,
  prober: proberKeys,
};

/** One line for each fact; who crashed is remembered until he is back. */
export function listenersOf(
  needs: ActorsNeeds,
  alerting: Alerting,
  time: Pick<StoreTime, 'adjust'>,
) {
  const { log, absences, clock, metering, failures, tracer, waits } = needs;
  return {
    onFact: ((fact, ledger, tell) => {
      absences.note(fact);
      metering.note(fact);
      const traceId = tracer.current()?.traceId ?? null;
      failures.note(fact, traceId);
      waits.note(fact);
      alerting.note(fact, tell, traceId);
      if (mayBeOff.has(fact.type)) void time.adjust();
      if (suspectsDatabase(fact)) tell('watchdog', { type: 'db.suspected' });
      if (fact.type === 'slack.token_revoked') tell('messageQueue', { type: 'token.revoked' });
      logFact(log, fact, ledger.components[fact.component].consecutive);
    }) satisfies Parameters<typeof runTree>[1]['onFact'],
    onBug: (err: unknown) => log.event('daemon.unhandled', { err }),
    wall: clock.now,
  };
}
