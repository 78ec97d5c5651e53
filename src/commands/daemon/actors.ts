/** From adapters to actors: builds what the steps need and starts the tree. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tap } from '../../app/actors/inspection.ts';
import type { Alerting } from '../../app/alerts/alerting.ts';
import { type Chart, chartsOf } from '../../app/charts/charts.ts';
import { breakable } from '../../app/faults.ts';
import type { Gauges } from '../../app/gauges.ts';
import type { Identity } from '../../app/identity.ts';
import type { Failures } from '../../app/operators/failures.ts';
import type { Waits } from '../../app/operators/waits.ts';
import { type RunningTree, runTree } from '../../app/runTree.ts';
import type { Absences } from '../../app/supervisorPart.ts';
import { watchSetup } from '../../app/talk/setup.ts';
import { activeTime } from '../../app/time/activeTime.ts';
import { storeTime } from '../../app/time/storeTime.ts';
import { traced } from '../../app/tracing/traced.ts';
import type { ActorTracer } from '../../app/tracing/tracer.ts';
import { buildTree, eachWorker, queueShutdownMs, type Workers } from '../../app/tree.ts';
import { longestPollStepMs } from '../../app/workers/poller.ts';
import { queueWorker } from '../../app/workers/queue.ts';
import { slackSocketWorker } from '../../app/workers/slackSocket.ts';
import type { SocketPulse } from '../../app/workers/socket/pulse.ts';
import { watchdogWorker } from '../../app/workers/watchdog.ts';
import type { Config } from '../../config/config.ts';
import { createEmergency } from '../../flows/queue/emergency.ts';
import { gateKeeper } from '../../flows/queue/gateKeeper.ts';
import type { Log } from '../../log/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Orders } from '../../ports/talk/orders.ts';
import { render } from '../../slack/blocks.ts';
import { heedingWaits } from '../../slack/waits.ts';
import { slackFetch } from '../../sources/slackFetch.ts';
import { createLeadership } from '../../store/leader.ts';
import type { OpenStore } from '../../store/open.ts';
import { createRescueSpool } from '../../store/outbox/aside/rescueSpool.ts';
import { createSentSpool } from '../../store/outbox/aside/sentSpool.ts';
import { createOutbox } from '../../store/outbox/outbox.ts';
import { createPapers } from '../../store/papers/papers.ts';
import { createHeld } from '../../store/people/held.ts';
import { createPeople } from '../../store/people/people.ts';
import { createRetention } from '../../store/prune.ts';
import { createProcessRuns } from '../../store/runs.ts';
import { createSeenEnvelopes } from '../../store/seen.ts';
import { buildAlerting } from './alerts/build.ts';
import { openPoller } from './ingestion/poller.ts';
import { openProber } from './ingestion/prober.ts';
import { listenersOf } from './listening.ts';
import type { Metering } from './metering.ts';
import { type DaemonOptions, pinging, silence } from './options.ts';
import { slackParts } from './slack.ts';
import { openTalking } from './talking.ts';
import { waking } from './waking.ts';

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
  /** Null: nobody looks. */
  readonly tap: Tap | null;
  readonly tracer: ActorTracer;
  readonly store: OpenStore;
  /** What health reads of the socket. */
  readonly pulse: SocketPulse;
  readonly startedAt: number;
  readonly gauges: Gauges;
  /** The verdict of health, as of now. */
  readonly status: () => Promise<'pass' | 'warn' | 'fail'>;
}

/** The running tree, and how to close the connections that its steps use. */
export interface Actors extends RunningTree {
  /** By the id of the actor; `supervisor` for all supervisors. */
  charts(): Readonly<Record<string, Chart>>;
  /** What operators may order. */
  readonly orders: Orders;
  readonly alerting: Alerting;
  close(): Promise<void>;
}

/** Builds the steps, starts the tree and waits until everybody is up, or the tree has ended. */
export async function startActors(needs: ActorsNeeds, options: DaemonOptions): Promise<Actors> {
  const { config, clock, log, store } = needs;
  const { main, bulk } = store.pools;
  let tree: RunningTree | null = null;
  const { onRequest } = needs.metering;
  const { traceparent } = needs.tracer;
  const { userAgent } = needs.identity;
  const slack = slackFetch({ onRequest });
  const papers = createPapers(main, bulk);
  const outbox = waking(createOutbox(main), () =>
    tree?.tell('messageQueue', { type: 'rows.written' }),
  );
  const { instance, holder } = needs.identity;
  const leadership = createLeadership(main, { instance, holder, alone: store.embedded !== null });
  const { lastSuccessAt } = await papers.state();
  // Moments that the queue stores: a wrong time of day here must not hold a message for a day.
  const time = await storeTime(clock, createProcessRuns(main).now);
  const common = { clock, leadership, random: Math.random };
  const asking = { config, clock, leadership, userAgent, onRequest, traceparent };
  const poller = openPoller({ ...asking, papers, people: createPeople(main), options });
  const prober = openProber({ ...asking, pools: store.pools });
  const spoolDir = join(config.dataDir, 'spool');
  const onTorn = (lines: number): void => log.of('message-queue').event('spool.torn', { lines });
  const rescueSpool = createRescueSpool(spoolDir, onTorn);
  const emergency = createEmergency({ clock: time, uuid: randomUUID, spool: rescueSpool });
  const active = activeTime(clock);
  const parts = slackParts(needs, {
    fetch: heedingWaits(slack.fetch, { clock: time, gates: outbox }),
  });
  const { way } = parts;
  const alerting = await buildAlerting(needs, {
    emergency,
    active,
    leadership,
    lastGoodPollAt: lastSuccessAt,
    tree: () => tree,
    lastGoodPoll: async () => (await papers.state()).lastSuccessAt,
    pinging: pinging(options),
  });
  const keeper = gateKeeper(time, Math.random);
  const { orders, onInbound } = openTalking({
    config,
    clock: time,
    log,
    store,
    outbox,
    parts,
    alerts: alerting.keeper,
    gates: keeper,
    ring: emergency,
    identity: needs.identity,
    absences: needs.absences,
    cycles: { poll: poller.lastCycle, probe: prober.nextCycle },
    startedAt: needs.startedAt,
    tree: () => running, // nothing arrives before it runs
  });
  const socket = slackSocketWorker({
    ...common,
    connect: parts.connect,
    turn: (work) => needs.tracer.incoming(null, work),
    pulse: needs.pulse,
    seen: createSeenEnvelopes(main),
    outbox,
    onInbound,
  });

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
    alerts: alerting.worker,
    slackSocket: socket,
    messageQueue: queueWorker({
      ...common,
      clock: time,
      outbox,
      render,
      held: createHeld(main),
      way,
      keeper,
      spool: createSentSpool(spoolDir, onTorn),
      ring: emergency,
      rescueSpool,
      uuid: randomUUID,
      threshold: config.queue.threshold,
      drainMs: Math.min(10_000, queueShutdownMs(config.shutdownMs)),
    }),
    poller: poller.worker,
    prober: prober.worker,
  };
  const machine = buildTree(
    { ...prober.times, shutdownMs: config.shutdownMs, longestPollStepMs, ...silence(options) },
    eachWorker(workers, (id, logic) => {
      const one = traced(logic, id, needs.tracer);
      return options.faults ? breakable(one) : one;
    }),
    // A clock that is set, or a process that was suspended, makes nobody silent.
    { now: active.now, wall: clock.now, random: Math.random },
  );
  const running = runTree(machine, {
    ...listenersOf(needs, alerting, time),
    now: active.now,
    tap: needs.tap,
  });
  tree = running;
  active.onPause = (pausedMs) => {
    alerting.woke();
    running.tell('watchdog', { type: 'daemon.woke', pausedMs });
  };
  emergency.onOffer = () => running.tell('messageQueue', { type: 'notice.offered' });
  await Promise.race([running.booted, running.ended]);
  // Beside the start: Slack may be slow, or away.
  const life = new AbortController();
  void watchSetup({
    check: parts.check,
    now: clock.now,
    signal: life.signal,
    tell: (fact) => running.tell('slackSocket', { type: 'link.fact', fact }),
    pause: (ms, signal) => pause(ms, undefined, { signal, ref: false }),
  });
  const close = async (): Promise<void> => {
    life.abort();
    active.stop();
    await Promise.race([socket.settled(), pause(ANSWERS_MS, undefined, { ref: false })]);
    await Promise.all([poller.close(), prober.close(), slack.close(), alerting.end()]);
  };
  const charts = () => chartsOf({ ...workers, supervisor: { logic: machine } });
  return { ...running, alerting, close, charts, orders };
}

/** Answers under way at the end get so long. */
const ANSWERS_MS = 1_000;
