/** The whole tree over the memory store: six real actors with their flows, on a clock that is moved. */

import { randomUUID } from 'node:crypto';
import { createAlerting } from '../../../src/app/alerts/alerting.ts';
import { isLeading } from '../../../src/app/healthCollectors.ts';
import { type RunningTree, runTree } from '../../../src/app/runTree.ts';
import { noAbsences } from '../../../src/app/supervisorPart.ts';
import { buildTree, type Workers } from '../../../src/app/tree.ts';
import { longestPollStepMs, pollerWorker } from '../../../src/app/workers/poller.ts';
import { proberWorker } from '../../../src/app/workers/prober.ts';
import { queueWorker } from '../../../src/app/workers/queue.ts';
import { slackSocketWorker } from '../../../src/app/workers/slackSocket.ts';
import { noPulse } from '../../../src/app/workers/socket/pulse.ts';
import { watchdogWorker } from '../../../src/app/workers/watchdog.ts';
import { waking } from '../../../src/commands/daemon/waking.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';
import { longestProbeSilenceMs } from '../../../src/flows/probeDrafts.ts';
import { createEmergency } from '../../../src/flows/queue/emergency.ts';
import { gateKeeper } from '../../../src/flows/queue/gateKeeper.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { DraftProbe } from '../../../src/ports/drafts.ts';
import type { IndexSource } from '../../../src/ports/papers.ts';
import { render } from '../../../src/slack/blocks.ts';
import { createMemoryStore, type MemoryStore } from '../../../src/store/memory/memory.ts';
import { memorySpool } from '../alerts/world.ts';
import type { VirtualClock } from '../clock.ts';
import { good } from '../health/parts.ts';
import { directReader } from '../papers/directReader.ts';
import { OPERATOR, OPS, PAPERS, POLL_MS } from './setting.ts';
import type { InnerSlack } from './slack.ts';
import { talking } from './talking.ts';

/** What it lives in. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly slack: InnerSlack;
  readonly index: IndexSource;
  readonly drafts: DraftProbe;
  readonly minEntries: number;
  readonly onFact: (fact: Fact) => void;
  readonly random: () => number;
}

/** The running daemon. */
export interface InnerDaemon {
  readonly tree: RunningTree;
  readonly store: MemoryStore;
  /** Pings of the dead man's switch. */
  pings(): number;
  /** What of it listens and measures beside the tree. */
  close(): void;
}

const runtime = good.runtime.ok ? good.runtime.value : null;

const SPOOL = { append: async () => {}, read: async () => [], clear: async () => {} };

/** Starts it; `booted` of the tree resolves when the clock is moved. */
export async function startInner(around: Surroundings): Promise<InnerDaemon> {
  const { clock: time, slack, random } = around;
  const clock: Clock = { now: time.now, elapsed: time.now };
  const startedAt = time.now();
  const store = createMemoryStore(clock);
  const leadership = store.leadership({ instance: randomUUID(), holder: 'inner', alone: true });
  const common = { clock, leadership, random };
  const absences = noAbsences();
  const emergency = createEmergency({ clock, uuid: randomUUID, spool: SPOOL });
  const tell: RunningTree['tell'] = (to, message) => tree.tell(to, message);
  const outbox = waking(store.outbox, () => tell('messageQueue', { type: 'rows.written' }));
  const channels = { papers: PAPERS, ops: OPS };
  let pings = 0;
  if (runtime === null) throw new Error('a daemon that is well has numbers');

  const alerting = createAlerting({
    clock,
    active: { elapsed: time.now },
    leadership,
    emergency,
    dryRun: false,
    startedAt,
    store: store.alerts,
    spool: memorySpool(),
    senders: [],
    channel: OPS,
    users: [OPERATOR],
    runbook: null,
    newId: randomUUID,
    traceId: () => null,
    redact: (text) => text,
    onEvaluated: () => {},
    pool: () => null,
    restartsLeft: () => 3,
    runtime: () => runtime,
    pollIntervalMs: POLL_MS,
    threshold: 100,
    problems: [],
    uncleanStarts: 0,
    lastGoodPoll: async () => null,
    lastGoodPollAt: null,
    storeNow: startedAt,
    ledger: () => tree.ledger(),
    deadman: {
      ping: async () => {
        pings += 1;
      },
    },
    proof: async () => ({ leading: isLeading(tree.ledger()), status: 'pass', version: '1' }),
  });
  const answer = talking({
    clock,
    startedAt,
    store,
    outbox,
    absences,
    respond: slack.respond,
    alerts: alerting.keeper,
    tree: () => tree,
  });

  const timeoutMs = 10_000;
  const workers: Workers = {
    watchdog: watchdogWorker({
      ...common,
      staleAfterMs: 2 * POLL_MS,
      startedAt,
      lastGoodPollAt: null,
      store: { check: async () => 1 },
      retention: store.retention,
      newId: randomUUID,
      pause: async () => {},
    }),
    alerts: alerting.worker,
    slackSocket: slackSocketWorker({
      ...common,
      connect: slack.connect,
      pulse: noPulse(),
      seen: store.seen,
      outbox,
      turn: (work) => work(),
      onInbound: answer, // there are no alerts to press a button of
    }),
    messageQueue: queueWorker({
      ...common,
      outbox,
      render,
      held: store.held,
      way: { mode: 'slack', chat: slack.chat },
      keeper: gateKeeper(clock, random),
      ring: emergency,
      rescueSpool: SPOOL,
      spool: { ...SPOOL, forget: async () => {} },
      uuid: randomUUID,
      threshold: 100,
      drainMs: 10_000,
    }),
    poller: pollerWorker({
      ...common,
      source: around.index,
      reader: directReader(),
      store: store.papers,
      people: store.people,
      newId: randomUUID,
      channels,
      intervalMs: POLL_MS,
      minEntries: around.minEntries,
    }),
    prober: proberWorker({
      ...common,
      probe: around.drafts,
      store: store.drafts,
      people: store.people,
      channels,
      newId: randomUUID,
      base: 'https://isocpp.example/files/papers/',
      intervalMs: POLL_MS,
      concurrency: 4,
      rate: 2,
      budget: 700,
      timeoutMs,
    }),
  };
  const machine = buildTree(
    {
      shutdownMs: 20_000,
      longestPollStepMs,
      longestProbeSilenceMs: longestProbeSilenceMs(timeoutMs),
    },
    workers,
    { now: time.now, random },
  );
  const tree: RunningTree = runTree(machine, {
    onFact: (fact, _, toRole) => {
      absences.note(fact);
      alerting.note(fact, toRole, null);
      around.onFact(fact);
    },
    onBug: (thrown) => {
      throw thrown;
    },
    now: time.now,
    tap: null,
    timers: time,
  });
  emergency.onOffer = () => tell('messageQueue', { type: 'notice.offered' });
  return { tree, store, pings: () => pings, close: () => alerting.close() };
}
