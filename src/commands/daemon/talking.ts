/** Who answers people, and who gives orders: built from adapters and the running tree. */

import { randomUUID } from 'node:crypto';
import type { Identity } from '../../app/identity.ts';
import type { RunningTree } from '../../app/runTree.ts';
import type { Absences } from '../../app/supervisorPart.ts';
import type { AlertDesk } from '../../app/talk/alertOrders.ts';
import type { Cycles } from '../../app/talk/manual.ts';
import { createOrders } from '../../app/talk/orders.ts';
import { seenBy } from '../../app/talk/seen.ts';
import type { Config } from '../../config/config.ts';
import { answerCommand } from '../../flows/answerCommand.ts';
import { failureFields } from '../../log/facts.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeadLetters, Outbox } from '../../ports/delivery.ts';
import type { Orders } from '../../ports/talk/orders.ts';
import type { OnInbound } from '../../ports/talk.ts';
import { createDrafts } from '../../store/drafts/drafts.ts';
import { createLookup } from '../../store/lookup/lookup.ts';
import type { OpenStore } from '../../store/open.ts';
import { createOpsLog } from '../../store/opsLog.ts';
import { createLibrary } from '../../store/papers/library.ts';
import { createPeople } from '../../store/people/people.ts';
import type { SlackParts } from './slack.ts';

/** What talking needs. */
export interface TalkingNeeds {
  readonly config: Config;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  readonly absences: Absences;
  readonly store: OpenStore;
  readonly outbox: Outbox;
  readonly deadLetters: DeadLetters;
  readonly alerts: AlertDesk;
  readonly cycles: Cycles;
  readonly startedAt: number;
  /** The tree; nothing arrives before it runs. */
  readonly tree: () => RunningTree;
}

/** What operators order and see, by a command or over HTTP. */
export const ordersOf = (needs: TalkingNeeds): Orders =>
  createOrders({
    tell: (to, message) => needs.tree().tell(to, message),
    view: () => needs.tree().view(),
    ledger: () => needs.tree().ledger(),
    seen: () => seen(needs),
    ...{ deadLetters: needs.deadLetters, cycles: needs.cycles, alerts: needs.alerts },
    drafts: createDrafts(needs.store.pools.main, needs.store.pools.bulk),
    intervalMs: needs.config.poller.intervalMs,
    opsLog: createOpsLog(needs.store.pools.main),
    log: needs.log,
    now: needs.clock.now,
    newId: randomUUID,
  });

const seen = ({ tree, absences, config, store, clock, startedAt }: TalkingNeeds) =>
  seenBy({
    now: clock.now,
    ledger: () => tree().ledger(),
    view: () => tree().view(),
    missing: (nowMs) => absences.missing(nowMs),
    pool: () => store.pools.main.status(),
    intervalMs: config.poller.intervalMs,
    threshold: config.queue.threshold,
    dryRun: config.slack.tokens === null,
    startedAt,
  });

/** Answers what arrives over the socket. `answering`: null in a dry run, in which nothing does. */
export function answersOf(
  needs: TalkingNeeds,
  orders: Orders,
  answering: SlackParts['answering'],
): OnInbound {
  if (answering === null) return async () => {};
  const { config, identity, clock, log, store, outbox, tree, startedAt } = needs;
  const { main } = store.pools;
  const operators = new Set(config.slack.opsUsers);
  const { version, revision } = identity;
  return answerCommand({
    ...{ ...answering, clock, outbox, orders },
    lookup: createLookup(main),
    library: createLibrary(main),
    people: createPeople(main),
    seen: () => seen(needs),
    isOperator: (user) => operators.has(user),
    release: { version, revision, startedAt },
    wake: () => tree().tell('messageQueue', { type: 'queue.wake' }),
    report: (failure) =>
      log.of('slack-socket').event('slack.answer_failed', failureFields(failure.toRecord())),
  });
}
