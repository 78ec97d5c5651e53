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
import type { Ring } from '../../flows/queue/emergency.ts';
import type { GateKeeper } from '../../flows/queue/gateKeeper.ts';
import { directly } from '../../flows/queue/sayDirectly.ts';
import { failureFields } from '../../log/facts.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbox } from '../../ports/delivery.ts';
import type { OnInbound } from '../../ports/talk/answers.ts';
import type { Orders } from '../../ports/talk/orders.ts';
import { render } from '../../slack/blocks.ts';
import { createAlerts } from '../../store/alerts/alerts.ts';
import { createDrafts } from '../../store/drafts/drafts.ts';
import { createLookup } from '../../store/lookup/lookup.ts';
import type { OpenStore } from '../../store/open.ts';
import { createOpsLog } from '../../store/opsLog.ts';
import { createDeadLetters } from '../../store/outbox/aside/deadLetters.ts';
import { createLibrary } from '../../store/papers/library.ts';
import { createPeople } from '../../store/people/people.ts';
import { type ButtonNeeds, withAlertButtons } from './alerts/buttons.ts';
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
  readonly parts: SlackParts;
  readonly alerts: AlertDesk['keeper'];
  /** Shared with the queue: what goes past the database obeys the same gates. */
  readonly gates: GateKeeper;
  readonly ring: Pick<Ring, 'closed'>;
  readonly cycles: Cycles;
  readonly startedAt: number;
  /** The tree; nothing arrives before it runs. */
  readonly tree: () => RunningTree;
}

/** Orders, by a command or over HTTP, and what answers the socket. In a dry run nothing arrives. */
export function openTalking(needs: TalkingNeeds): {
  readonly orders: Orders;
  readonly onInbound: OnInbound;
} {
  const { config, store, parts, tree } = needs;
  const desk: AlertDesk = {
    keeper: needs.alerts,
    store: createAlerts(store.pools.main),
    wake: () => tree().tell('alerts', { type: 'alerts.wanted' }),
  };
  const orders = ordersOf(needs, desk);
  const buttons: ButtonNeeds = {
    ...desk,
    users: config.slack.opsUsers,
    respond: parts.answering?.respond ?? null,
    opsLog: createOpsLog(store.pools.main),
    log: needs.log,
    newId: randomUUID,
  };
  return { orders, onInbound: withAlertButtons(buttons, answersOf(needs, orders)) };
}

function ordersOf(needs: TalkingNeeds, alerts: AlertDesk): Orders {
  const { store, tree } = needs;
  const { main, bulk } = store.pools;
  return createOrders({
    tell: (to, message) => tree().tell(to, message),
    view: () => tree().view(),
    ledger: () => tree().ledger(),
    seen: () => seen(needs),
    deadLetters: createDeadLetters(main),
    cycles: needs.cycles,
    alerts,
    drafts: createDrafts(main, bulk),
    intervalMs: needs.config.poller.intervalMs,
    opsLog: createOpsLog(main),
    log: needs.log,
    now: needs.clock.now,
    newId: randomUUID,
  });
}

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

/** Answers what arrives over the socket; nothing, where nothing does. */
function answersOf(needs: TalkingNeeds, orders: Orders): OnInbound {
  const { config, identity, clock, log, store, outbox, parts, tree, startedAt } = needs;
  const { answering, way } = parts;
  if (answering === null || way.mode === 'dry_run') return async () => {};
  const { main } = store.pools;
  const operators = new Set(config.slack.opsUsers);
  const { version, revision } = identity;
  return answerCommand({
    ...answering,
    clock,
    outbox,
    orders,
    direct: directly({
      clock,
      keeper: needs.gates,
      ring: needs.ring,
      chat: way.chat,
      render,
      random: Math.random,
      uuid: randomUUID,
    }),
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
