/** What answers the people of the month. */

import { randomUUID } from 'node:crypto';
import type { RunningTree } from '../../../src/app/runTree.ts';
import type { Absences } from '../../../src/app/supervisorPart.ts';
import { createOrders } from '../../../src/app/talk/orders.ts';
import { seenBy } from '../../../src/app/talk/seen.ts';
import type { AlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { answerCommand } from '../../../src/flows/answerCommand.ts';
import type { TalkNeeds } from '../../../src/flows/talk/needs.ts';
import type { Log } from '../../../src/log/logger.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { MemoryStore } from '../../../src/store/memory/memory.ts';
import { good } from '../health/parts.ts';
import { setupOf } from '../talk/setup.ts';
import { OPERATOR, POLL_MS } from './setting.ts';

/** What talking needs of the daemon. */
export interface TalkingParts {
  readonly clock: Clock;
  readonly startedAt: number;
  readonly store: MemoryStore;
  readonly outbox: MemoryStore['outbox'];
  readonly absences: Absences;
  readonly respond: TalkNeeds['respond'];
  readonly alerts: AlertKeeper;
  /** Nothing arrives before it runs. */
  readonly tree: () => RunningTree;
}

const noLog: Log = { event: () => {}, at: () => {}, of: () => noLog };
const pool = good.database.ok ? good.database.value.pool : null;

/** As in the daemon, without a log. */
export function talking(parts: TalkingParts) {
  const { clock, startedAt, store, outbox, absences, respond, alerts, tree } = parts;
  const desk = {
    keeper: alerts,
    store: store.alerts,
    wake: () => tree().tell('alerts', { type: 'alerts.wanted' }),
  };
  const seen = () =>
    seenBy({
      now: clock.now,
      ledger: () => tree().ledger(),
      view: () => tree().view(),
      missing: absences.missing,
      pool: () => pool as never,
      intervalMs: POLL_MS,
      threshold: 100,
      dryRun: false,
      startedAt,
    });
  const orders = createOrders({
    tell: (to, message) => tree().tell(to, message),
    view: () => tree().view(),
    ledger: () => tree().ledger(),
    seen,
    alerts: desk,
    deadLetters: store.deadLetters,
    drafts: store.drafts,
    intervalMs: POLL_MS,
    cycles: { poll: () => null, probe: () => 'next' },
    opsLog: store.opsLog,
    log: noLog,
    now: clock.now,
    newId: randomUUID,
  });
  return answerCommand({
    clock,
    outbox,
    orders,
    respond,
    seen,
    setup: setupOf({}),
    lookup: store.lookup,
    library: store.library,
    people: store.people,
    direct: async () => {
      throw new Error('only for when the database is away');
    },
    profiles: { zoneOf: async () => 'Europe/Berlin' },
    isOperator: (user) => user === OPERATOR,
    release: { version: '1', revision: null, startedAt },
    wake: () => tree().tell('messageQueue', { type: 'queue.wake' }),
    report: (failure) => {
      throw failure;
    },
  });
}
