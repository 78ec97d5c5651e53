/** Alerts as one part of the daemon: who is told of facts, what is measured, who may press. */

import type { AlertCommit } from '../../domain/alerts/book.ts';
import { checkRules } from '../../domain/alerts/check.ts';
import { latest, wordsOf } from '../../domain/alerts/notice.ts';
import type { Paths } from '../../domain/alerts/route.ts';
import type { SelfRule } from '../../domain/alerts/self/make.ts';
import { type SelfSettings, selfRules, syntheticRule } from '../../domain/alerts/selfRules.ts';
import { unknownValue } from '../../domain/alerts/verdict.ts';
import type { AlertsPart } from '../../domain/health/document/parts.ts';
import type { Fact } from '../../domain/health/fact.ts';
import type { Ledger } from '../../domain/health/ledger.ts';
import { graceMs } from '../../domain/watchdog/steps.ts';
import { type AlertKeeper, createAlertKeeper } from '../../flows/alerts/keeper.ts';
import type { Proof } from '../../flows/alerts/pingDeadman.ts';
import type { AlertSpool, AlertStore } from '../../ports/alerts/store.ts';
import type { Deadman, NoticeSender } from '../../ports/alerts/ways.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Emergency } from '../../ports/delivery.ts';
import type { Leadership } from '../../ports/leadership.ts';
import type { Tell } from '../runTree.ts';
import type { ActiveTime } from '../time/activeTime.ts';
import type { Worker } from '../tree.ts';
import { alertsWorker } from '../workers/alerts.ts';
import { countedKeys, usualSightings } from './feed.ts';
import { type GaugeNeeds, startAlertGauges } from './gauges.ts';
import { alertsPart } from './health.ts';
import { noteFact } from './note.ts';
import { noOutside } from './outside.ts';
import { pathsOf } from './paths.ts';
import { noSlackProof } from './slackProof.ts';
import { createSynthetic } from './synthetic.ts';

/** What alerts are made of. */
export interface AlertingNeeds
  extends Pick<GaugeNeeds, 'pool' | 'restartsLeft' | 'runtime'>,
    SelfSettings {
  readonly clock: Clock;
  /** Only goes forward, and not while the process is suspended. */
  readonly active: Pick<ActiveTime, 'elapsed'>;
  readonly leadership: Leadership;
  readonly store: AlertStore;
  readonly spool: AlertSpool;
  readonly emergency: Emergency;
  readonly senders: readonly NoticeSender[];
  readonly deadman: Deadman | null;
  readonly channel: string | null;
  readonly dryRun: boolean;
  /** Slack ids of those who may press buttons. */
  readonly users: readonly string[];
  readonly runbook: string | null;
  readonly newId: () => string;
  readonly redact: (text: string) => string;
  /** The trace of the turn under way; null: there is none. */
  readonly traceId: () => string | null;
  /** How long a look at all rules took, in ms. */
  readonly onEvaluated: (ms: number) => void;
  readonly ledger: () => Ledger | null;
  readonly proof: () => Promise<Omit<Proof, 'slackAt' | 'dryRun' | 'startedAt'>>;
  readonly startedAt: number;
  /** How often the dead man's switch hears, where that is not once a minute. */
  readonly pingMs?: number;
  /** What the database's clock says while alerts are built. */
  readonly storeNow: number;
  /** The last good poll of an earlier process; null for none. */
  readonly lastGoodPollAt: number | null;
  /** The last good poll of whoever polled, as the store has it. Throws DB failures. */
  readonly lastGoodPoll: () => Promise<number | null>;
  /** Starts after an unclean end, in the last 15 min. */
  readonly uncleanStarts: number;
  /** What is missing or wrong in the configuration, in words. */
  readonly problems: readonly { readonly kind: 'missing' | 'wrong'; readonly problem: string }[];
}

/** Alerts while the daemon runs. */
export interface Alerting {
  readonly keeper: AlertKeeper;
  readonly worker: Worker;
  /** To be called with every fact, at once, and with the trace of its turn. */
  note(fact: Fact, tell: Tell, traceId: string | null): void;
  /** How alerts leave now. */
  paths(): Paths;
  health(): AlertsPart;
  /** The process was suspended and goes on. */
  woke(): void;
  close(): void;
}

const LONG_START_MS = 5_000;

/** Builds alerts. Throws for rules that cannot work together: they are ours, so it is a bug. */
export function createAlerting(needs: AlertingNeeds): Alerting {
  const { clock } = needs;
  const rules = selfRules(needs);
  const problems = checkRules(rules);
  if (problems.length > 0) throw new Error(problems.join(', '));
  const spans = { now: clock.now, elapsed: needs.active.elapsed };
  const keeper = createAlertKeeper(spans, rules, needs.storeNow, needs.redact);
  const startedSteady = keeper.times().steady - startTookMs(needs);
  const outside = noOutside(startedSteady);
  const synthetic = createSynthetic(startedSteady);
  const slackProof = noSlackProof();
  const steady = (): number => keeper.times().steady;
  const gauges = startAlertGauges({
    steady,
    elapsed: clock.elapsed,
    wall: clock.now,
    startedAt: startedSteady,
    pool: needs.pool,
    restartsLeft: needs.restartsLeft,
    runtime: needs.runtime,
    outsideFailing: outside.failing,
    waitingMs: () => keeper.undelivered('self.delivery').oldestMs,
  });
  const paths = (): Paths =>
    pathsOf({
      channel: needs.channel,
      ledger: needs.ledger(),
      seen: keeper.seen(),
      fallbacks: needs.senders.map((one) => one.channel),
    });
  begin(keeper, needs, startedSteady);
  const worker = alertsWorker({
    keeper,
    clock,
    channel: needs.channel,
    newId: needs.newId,
    senders: needs.senders,
    store: needs.store,
    spool: needs.spool,
    emergency: needs.emergency,
    paths,
    leadership: needs.leadership,
    deadman: needs.deadman,
    ...(needs.pingMs === undefined ? {} : { pingMs: needs.pingMs }),
    buttons: needs.users.length > 0,
    words: wordsOf({
      rules,
      seen: keeper.seen,
      runbook: needs.runbook,
      lastFailure: keeper.lastFailure,
    }),
    causeOf: ({ watched }) => causeOf(keeper, rules, watched.rule.id, needs.traceId()),
    gauges: () => [
      ...gauges.take(),
      ...synthetic.take(steady()),
      ...usualSightings(keeper.seen(), steady(), startedSteady),
    ],
    stepped: gauges.stepped,
    onEvaluated: needs.onEvaluated,
    onStored: (commit) => {
      if (commit.episodes.some(isSynthetic)) synthetic.fired(steady());
    },
    standbyMs: Math.min(LONG_START_MS, needs.pollIntervalMs),
    onTakenOver: () => takeOver(keeper, needs),
    syntheticAt: synthetic.lastAt,
    proof: async () => ({
      dryRun: needs.dryRun,
      startedAt: startedSteady,
      slackAt: slackProof.lastAt(),
      ...(await needs.proof()),
    }),
  });
  return {
    keeper,
    worker,
    note: (fact, tell, traceId) => {
      outside.note(fact, steady());
      slackProof.note(fact, steady());
      if (noteFact(keeper, fact, traceId)) tell('alerts', { type: 'alerts.wanted' });
    },
    paths,
    health: () => alertsPart(keeper, paths(), needs.ledger()),
    woke: () => graceOfIndex(keeper, needs),
    close: gauges.stop,
  };
}

/** A start waits for the database for a minute; more is a clock that jumped meanwhile. */
const startTookMs = ({ clock, startedAt }: AlertingNeeds): number =>
  Math.min(Math.max(0, clock.now() - startedAt), 60_000);

const isSynthetic = ({ rule }: AlertCommit['episodes'][number]): boolean => rule === syntheticRule;

/** What is known before anything happens. */
function begin(keeper: AlertKeeper, needs: AlertingNeeds, startedAt: number): void {
  const { lastGoodPollAt, pollIntervalMs, uncleanStarts, problems } = needs;
  keeper.know(countedKeys);
  const since = Math.max(
    lastGoodPollAt ?? startedAt,
    startedAt + graceMs(2 * pollIntervalMs) - 2 * pollIntervalMs,
  );
  keeper.hear([{ key: 'index.success', value: 1 }], Math.min(since, keeper.times().steady));
  if (uncleanStarts > 0)
    keeper.hear([{ key: 'process.unclean', value: uncleanStarts, count: true }]);
  keeper.hear(
    problems.map(({ kind, problem }) => ({
      key: 'config.problem',
      value: kind,
      labels: { problem },
    })),
  );
}

/** What ran out while nobody could look gets one grace. */
function graceOfIndex(keeper: AlertKeeper, { pollIntervalMs }: AlertingNeeds): void {
  const staleAfterMs = 2 * pollIntervalMs;
  const at = keeper.times().steady + graceMs(staleAfterMs) - staleAfterMs;
  const last = keeper.seen().get('index.success')?.at(-1)?.at ?? at;
  if (last < at) keeper.hear([{ key: 'index.success', value: 1 }], at);
}

/**
 * Nobody here did the work while another process led, so what was seen here says nothing; nor does
 * it end what that one has told. The last good poll counts, with one grace. Throws DB failures.
 */
async function takeOver(keeper: AlertKeeper, needs: AlertingNeeds): Promise<void> {
  const staleAfterMs = 2 * needs.pollIntervalMs;
  const now = keeper.times().steady;
  const latestAt = (await needs.lastGoodPoll()) ?? 0;
  const since = Math.max(latestAt, now + graceMs(staleAfterMs) - staleAfterMs);
  keeper.hear([{ key: 'index.success', value: 1 }], Math.min(since, now));
  keeper.hear([
    { key: 'watchdog.state', value: unknownValue },
    { key: 'queue.state', value: unknownValue },
    { key: 'store.state', value: 'up' }, // the lease itself was just taken there
  ]);
}

/** The trace of the turn that failed; where nothing did, of the look that found it. */
function causeOf(
  keeper: AlertKeeper,
  rules: readonly SelfRule[],
  id: string,
  traceId: string | null,
) {
  const blames = rules.find((rule) => rule.id === id)?.speech.blames ?? [];
  const failure = latest(blames.map(keeper.lastFailure));
  return {
    category: failure?.category ?? null,
    reason: failure?.reason ?? null,
    traceId: failure?.traceId ?? traceId,
  };
}
