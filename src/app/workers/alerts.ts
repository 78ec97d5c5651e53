import { alertsMachine } from '../../../machines/alerts.ts';
import { beginAlerts, type RaiseNeeds, raiseNotice } from '../../flows/raiseNotice.ts';
import type { Leadership } from '../../ports/leadership.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** What alerts need. */
export interface AlertsNeeds extends RaiseNeeds {
  readonly leadership: Leadership;
}

const STORE_MS = 15_000;

/** Alerts, with their steps. */
export function alertsWorker(needs: AlertsNeeds): Worker {
  const common = { component: 'alerts', clock: needs.clock, deadlineMs: STORE_MS } as const;
  const logic = alertsMachine.provide({
    actors: {
      begin: step({ ...common, operation: 'alerts.begin', run: () => beginAlerts(needs) }),
      raise: step({
        ...common,
        operation: 'alerts.raise',
        run: (book) => raiseNotice(needs, book),
      }),
    },
  });
  return { logic, input: () => ({}) };
}
