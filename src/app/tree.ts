/** The supervision tree as data: who there is, in which order, under which limits. */

import type { AnyActorLogic } from 'xstate';
import type { CatalogueEntry, SupervisorEnv } from '../../machines/supervision/types.ts';
import { supervisor } from '../../machines/supervisor.ts';
import type { Ledger } from '../domain/health/ledger.ts';
import { checkTree } from '../domain/supervision/check.ts';
import { sub, supervisorSpec, worker } from '../domain/supervision/spec.ts';
import type { SupervisorSpec } from '../domain/supervision/types.ts';

const MINUTE = 60_000;

/** What the limits of the tree are computed from. */
export interface TreeTimes {
  readonly shutdownMs: number;
  /** The longest step of the poller without a sign of life. */
  readonly longestPollStepMs: number;
  /** The longest time of the prober without a sign of life inside a step. */
  readonly longestProbeSilenceMs: number;
  /** How long an actor may be silent, for those of which a test cannot wait the usual 90 s. */
  readonly silentMaxMs?: Readonly<Partial<Record<keyof Workers, number>>>;
}

/** The supervisors of the tree; the root first. */
export function treeSpecs(times: TreeTimes): Readonly<Record<string, SupervisorSpec>> {
  const { shutdownMs, longestPollStepMs, longestProbeSilenceMs, silentMaxMs = {} } = times;
  const silent = (id: keyof Workers, usualMs = 90_000) => ({
    liveness: { silentMaxMs: silentMaxMs[id] ?? usualMs },
  });
  const silenceMs = (longestMs: number): number => Math.max(90_000, longestMs + 30_000);
  const five = { intensity: 5, periodMs: 10 * MINUTE } as const;
  return {
    root: supervisorSpec({
      name: 'root',
      strategy: 'one_for_one',
      intensity: 3,
      periodMs: 60 * MINUTE,
      // Observers and sinks first, so that they hear the first poll; the sources stop first.
      children: [sub('watch'), sub('delivery'), sub('ingestion')],
      factsTo: {
        watchdog: ['poll.succeeded'],
        // What alerts look at reaches them on a way of its own, which a crash does not cut.
        alerts: ['leader.acquired', 'leader.lost'],
        // Alerts write a row of their own, so they wake the queue as a poll does.
        messageQueue: [
          'poll.succeeded',
          'probe.cycle',
          'alert.firing',
          'alert.resolved',
          'destination.restored',
          'slack.token_revoked',
          'leader.acquired',
          'leader.lost',
        ],
        slackSocket: ['leader.acquired', 'leader.lost'],
        poller: ['leader.acquired', 'leader.lost'],
        prober: ['leader.acquired', 'leader.lost', 'index.seeded'],
      },
    }),
    watch: supervisorSpec({
      name: 'watch',
      strategy: 'one_for_one',
      ...five,
      children: [
        worker('watchdog', 'watchdog', { shutdown: 2_000, ...silent('watchdog') }),
        worker('alerts', 'alerts', { shutdown: 3_000, ...silent('alerts') }),
      ],
    }),
    delivery: supervisorSpec({
      name: 'delivery',
      strategy: 'rest_for_one',
      ...five,
      // A crashed socket takes the queue with it, not the other way round.
      children: [
        worker('slackSocket', 'slack-socket', { shutdown: 1_000, ...silent('slackSocket') }),
        worker('messageQueue', 'message-queue', {
          shutdown: queueShutdownMs(shutdownMs),
          ...silent('messageQueue'),
        }),
      ],
    }),
    ingestion: supervisorSpec({
      name: 'ingestion',
      strategy: 'one_for_one',
      ...five,
      children: [
        worker('poller', 'poller', {
          shutdown: 1_000,
          ...silent('poller', silenceMs(longestPollStepMs)),
        }),
        worker('prober', 'prober', {
          shutdown: 1_000,
          ...silent('prober', silenceMs(longestProbeSilenceMs)),
        }),
      ],
    }),
  };
}

/** What is left to the queue of the whole drain, at least a second. */
export const queueShutdownMs = (shutdownMs: number): number => Math.max(1_000, shutdownMs - 10_000);

/** A worker's machine, and its own part of the input made from what the ledger knows. */
export interface Worker {
  readonly logic: AnyActorLogic;
  readonly input: (ledger: Ledger) => object;
}

/** The workers there are. */
export type Workers = Readonly<
  Record<'watchdog' | 'alerts' | 'slackSocket' | 'messageQueue' | 'poller' | 'prober', Worker>
>;

/** The workers with their logic changed, each by its id. */
export const eachWorker = (
  workers: Workers,
  change: (id: string, logic: AnyActorLogic) => AnyActorLogic,
): Workers =>
  Object.fromEntries(
    Object.entries(workers).map(([id, one]) => [id, { ...one, logic: change(id, one.logic) }]),
  ) as Record<keyof Workers, Workers[keyof Workers]>; // the same keys

/** A tree that could never give up, or whose numbers contradict each other, is a bug: it does not start. */
function checked(specs: ReturnType<typeof treeSpecs>, times: TreeTimes): typeof specs {
  const steps: Readonly<Record<string, number>> = {
    poller: times.longestPollStepMs,
    prober: times.longestProbeSilenceMs,
  };
  const isOnPurpose = (id: string, problem: string): boolean =>
    problem === 'invalid_liveness' && Object.hasOwn(times.silentMaxMs ?? {}, id);
  const problems = checkTree(Object.values(specs), (id) => steps[id] ?? 0).filter(
    ({ of, problem }) => !isOnPurpose(of, problem),
  );
  if (problems.length === 0) return specs;
  throw new Error(problems.map(({ of, problem }) => `${of}: ${problem}`).join(', '));
}

/** Builds every machine of the tree once; the root is what `createActor` starts. */
export function buildTree(times: TreeTimes, workers: Workers, env: SupervisorEnv) {
  const { root, ...others } = checked(treeSpecs(times), times);
  if (root === undefined) throw new TypeError('the tree has no root');
  const entries = new Map<string, CatalogueEntry>(Object.entries(workers));
  const catalogue = (id: string): CatalogueEntry | undefined => entries.get(id);
  for (const [name, spec] of Object.entries(others))
    entries.set(name, { logic: supervisor({ spec, catalogue, env }) });
  return supervisor({ spec: root, catalogue, env });
}
