/** From adapters to actors: builds what the steps need and starts the tree. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AnyActorLogic } from 'xstate';
import { visible as alertsKeys } from '../../../machines/alerts.ts';
import { visible as queueKeys } from '../../../machines/messageQueue.ts';
import { visible as pollerKeys } from '../../../machines/poller.ts';
import { visible as watchdogKeys } from '../../../machines/watchdog.ts';
import { createTap, type Glimpse } from '../../app/actors/inspection.ts';
import { breakable } from '../../app/faults.ts';
import type { Identity } from '../../app/identity.ts';
import type { Failures } from '../../app/operators/failures.ts';
import type { Waits } from '../../app/operators/waits.ts';
import { type RunningTree, runTree } from '../../app/runTree.ts';
import type { Absences } from '../../app/supervisorPart.ts';
import { traced } from '../../app/tracing/traced.ts';
import type { ActorTracer } from '../../app/tracing/tracer.ts';
import { buildTree, queueShutdownMs, type TreeTimes, type Workers } from '../../app/tree.ts';
import { alertsWorker } from '../../app/workers/alerts.ts';
import { longestPollStepMs, pollerWorker } from '../../app/workers/poller.ts';
import { queueWorker } from '../../app/workers/queue.ts';
import { watchdogWorker } from '../../app/workers/watchdog.ts';
import type { Config } from '../../config/config.ts';
import type { Fact } from '../../domain/health/fact.ts';
import type { Way } from '../../flows/deliverMessage.ts';
import { createEmergency } from '../../flows/queue/emergency.ts';
import { gateKeeper } from '../../flows/queue/gateKeeper.ts';
import { logFact } from '../../log/facts.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Orders } from '../../ports/talk/orders.ts';
import { render } from '../../slack/blocks.ts';
import { slackChat } from '../../slack/chat.ts';
import { createHttp, type HttpLimits } from '../../sources/http.ts';
import { indexReader } from '../../sources/index/reader.ts';
import { createPaperIndex } from '../../sources/paperIndex.ts';
import { slackFetch } from '../../sources/slackFetch.ts';
import { createLeadership } from '../../store/leader.ts';
import type { OpenStore } from '../../store/open.ts';
import { createDeadLetters } from '../../store/outbox/aside/deadLetters.ts';
import { createRescueSpool } from '../../store/outbox/aside/rescueSpool.ts';
import { createOutbox } from '../../store/outbox/outbox.ts';
import { createSentSpool } from '../../store/outbox/sentSpool.ts';
import { createPapers } from '../../store/papers/papers.ts';
import { createHeld } from '../../store/people/held.ts';
import { createPeople } from '../../store/people/people.ts';
import { createRetention } from '../../store/prune.ts';
import type { Metering } from './metering.ts';
import { ordersOf } from './talking.ts';

/** What only the demo and tests say. */
export interface DaemonOptions {
  /** Opens the route by which an actor is made to crash or hang. */
  readonly faults?: boolean;
  /** Shorter than usual, to see a hang found without waiting that long. */
  readonly silentMaxMs?: TreeTimes['silentMaxMs'];
  /** Limits of the index that a test can wait for. */
  readonly indexLimits?: HttpLimits;
}

/** What the actors are made of. */
export interface ActorsNeeds {
  readonly config: Config;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
  readonly absences: Absences;
  readonly metering: Metering;
  readonly failures: Failures;
  readonly waits: Waits;
  readonly tracer: ActorTracer;
  readonly store: OpenStore;
  readonly startedAt: number;
}

/** The running tree, and how to close the connections that its steps use. */
export interface Actors extends RunningTree {
  /** The last events of one actor, oldest first; empty with `INSPECT=off`. */
  eventsOf(id: string): readonly Glimpse[];
  /** What operators may order. */
  readonly orders: Orders;
  /** The id of the poll that was begun last; null before the first. */
  lastCycle(): string | null;
  close(): Promise<void>;
}

/** Builds the steps, starts the tree and waits until everybody is up, or the tree has ended. */
export async function startActors(needs: ActorsNeeds, options: DaemonOptions): Promise<Actors> {
  const { config, clock, log, store } = needs;
  const { main, bulk } = store.pools;
  const { onRequest } = needs.metering;
  const { traceparent } = needs.tracer;
  const http = createHttp({ clock, userAgent: needs.identity.userAgent, onRequest, traceparent });
  const slack = slackFetch({ onRequest });
  const reader = indexReader();
  const { limits } = { limits: options.indexLimits };
  const papers = createPapers(main, bulk);
  const outbox = createOutbox(main);
  const { instance, holder } = needs.identity;
  const leadership = createLeadership(main, { instance, holder, alone: store.embedded !== null });
  const { lastSuccessAt } = await papers.state();
  const common = { clock, leadership, random: Math.random };
  const { opsChannel, channel } = config.slack;
  const emergency = createEmergency({ clock, uuid: randomUUID });
  const spoolDir = join(config.dataDir, 'spool');
  const onTorn = (lines: number): void => log.of('message-queue').event('spool.torn', { lines });

  let lastCycle: string | null = null;
  const workers: Workers = {
    watchdog: watchdogWorker({
      ...common,
      store: main,
      staleAfterMs: config.watchdog.staleAfterMs,
      startedAt: needs.startedAt,
      lastGoodPollAt: lastSuccessAt,
      retention: createRetention(bulk),
      pause: (ms, signal) => pause(ms, undefined, { signal }),
      newId: randomUUID,
    }),
    alerts: alertsWorker({ ...common, outbox, channel: opsChannel }),
    messageQueue: queueWorker({
      ...common,
      ...{ outbox, render, held: createHeld(main) },
      way: wayOf(needs, slack.fetch),
      keeper: gateKeeper(clock, Math.random),
      spool: createSentSpool(spoolDir, onTorn),
      ring: emergency,
      rescueSpool: createRescueSpool(spoolDir, onTorn),
      uuid: randomUUID,
      threshold: config.queue.threshold,
      drainMs: Math.min(10_000, queueShutdownMs(config.shutdownMs)),
    }),
    poller: pollerWorker({
      ...common,
      source: createPaperIndex({ http, url: config.index.url, ...(limits ? { limits } : {}) }),
      reader,
      store: papers,
      people: createPeople(main),
      newId: () => {
        lastCycle = randomUUID();
        return lastCycle;
      },
      channels: { papers: channel, ops: opsChannel },
      minEntries: config.index.minEntries,
      intervalMs: config.poller.intervalMs,
    }),
  };
  const machine = buildTree(
    { shutdownMs: config.shutdownMs, longestPollStepMs, ...silence(options) },
    eachWorker(workers, (id, logic) => {
      const one = traced(logic, id, needs.tracer);
      return options.faults ? breakable(one) : one;
    }),
    { now: clock.now, random: Math.random },
  );
  const tap = config.inspect ? createTap({ now: clock.now, visible: visibleOf }) : null;
  const tree = runTree(machine, { ...listenersOf(needs), tap });
  emergency.onOffer = () => tree.tell('messageQueue', { type: 'notice.offered' });
  await Promise.race([tree.booted, tree.ended]);
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), slack.close(), reader.close()]);
  };
  const eventsOf = (id: string): readonly Glimpse[] =>
    (tap?.since(0) ?? []).filter(({ path }) => path.endsWith(`/${id}`)).slice(-100);
  const orders = ordersOf({
    ...{ config, clock, log, store, outbox, identity: needs.identity, absences: needs.absences },
    deadLetters: createDeadLetters(main),
    startedAt: needs.startedAt,
    tree: () => tree,
  });
  return { ...tree, close, eventsOf, orders, lastCycle: () => lastCycle };
}

/** To Slack where there are tokens, else on paper. */
function wayOf(
  { config, log, redact, tracer: { traceparent } }: ActorsNeeds,
  fetch: ReturnType<typeof slackFetch>['fetch'],
): Way {
  const { tokens, apiUrl } = config.slack;
  if (tokens === null) return { mode: 'dry_run' };
  const onSdkLog = (level: 'warn' | 'error', text: string): void =>
    log.of('slack-socket').at(level, 'slack.sdk', { text });
  const chat = slackChat({
    token: tokens.bot.reveal(),
    apiUrl,
    fetch,
    redact,
    onSdkLog,
    traceparent,
  });
  return { mode: 'slack', chat };
}

const silence = ({ silentMaxMs }: DaemonOptions) => (silentMaxMs ? { silentMaxMs } : {});

const eachWorker = (
  workers: Workers,
  change: (id: string, logic: AnyActorLogic) => AnyActorLogic,
): Workers =>
  Object.fromEntries(
    Object.entries(workers).map(([id, one]) => [id, { ...one, logic: change(id, one.logic) }]),
  ) as Record<keyof Workers, Workers[keyof Workers]>; // the same keys

/** A failing query makes the watchdog look at the database at once; its own words do not. */
const suspectsDatabase = (fact: Fact): boolean =>
  'failure' in fact && fact.failure.category === 'DB' && fact.component !== 'store';

/** What of an actor's context may be shown, as its machine says. */
const visibleOf = (id: string): readonly string[] => visible[id] ?? [];

const visible: Readonly<Record<string, readonly string[]>> = {
  watchdog: watchdogKeys,
  alerts: alertsKeys,
  messageQueue: queueKeys,
  poller: pollerKeys,
};

/** One line for each fact; who crashed is remembered until he is back. */
function listenersOf(needs: ActorsNeeds) {
  const { log, absences, clock, metering, failures, tracer, waits } = needs;
  return {
    onFact: ((fact, ledger, tell) => {
      absences.note(fact);
      metering.note(fact);
      failures.note(fact, tracer.current()?.traceId ?? null);
      waits.note(fact);
      if (suspectsDatabase(fact)) tell('watchdog', { type: 'db.suspected' });
      logFact(log, fact, ledger.components[fact.component].consecutive);
    }) satisfies Parameters<typeof runTree>[1]['onFact'],
    onBug: (err: unknown) => log.event('daemon.unhandled', { err }),
    now: clock.now,
  };
}
