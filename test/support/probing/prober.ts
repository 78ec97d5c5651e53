import { fromPromise } from 'xstate';
import { proberMachine } from '../../../machines/prober.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { Failure, type Kind } from '../../../src/domain/health/failure.ts';
import type { CycleFacts } from '../../../src/domain/papers/probe/cycle/facts.ts';
import type {
  CycleInput,
  CycleOutcome,
  ProbeBegun,
} from '../../../src/domain/papers/probe/steps.ts';
import { settle } from '../settle.ts';
import { start } from '../start.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HALF_HOUR = 30 * MINUTE;

/** A step that never ends. */
export const forever = Symbol('forever');

type Script<T> = readonly (T | Error | typeof forever)[];

type Rest = Extract<ProbeBegun, { type: 'begun' }>['rest'];

/** It begins, and rests so long first. */
export const begun = (rest: Rest = { state: 'waiting', ms: 0 }): ProbeBegun => ({
  type: 'begun',
  epoch: '7',
  rest,
  known: { lastSuccessAt: 5, consecutiveFailures: 2, last: null },
});

const facts: CycleFacts = {
  cycle: 3,
  result: 'EMPTY',
  startedAt: 0,
  durationMs: 0,
  requests: 240,
  attempts: 238,
  hits: 1,
  misses: 237,
  suspicious: 0,
  errors: {},
  hitRate: 0.0042,
  errorRate: 0,
  rate: 2,
  canary: 'passed',
  dueLeft: 0,
  targets: 9_142,
  found: 0,
  updated: 0,
};

type Ended = Extract<CycleOutcome, { type: 'ended' }>;

/** A cycle that ended as `change` says; the next one is due in half an hour. */
export const ended = (change: Partial<Ended> = {}): Ended => ({
  type: 'ended',
  id: 'c1',
  facts,
  failure: null,
  drafts: [],
  failed: [],
  rest: { state: 'waiting', ms: HALF_HOUR },
  ...change,
});

/** A cycle that failed. */
export const failedCycle = (kind: Kind, rest: Rest, attempt = 1): Ended =>
  ended({
    rest,
    facts: { ...facts, result: 'FAILED' },
    failure: {
      ...kind,
      operation: 'probe.cycle',
      component: 'prober',
      message: kind.reason,
      attempt,
      retryAfterMs: null,
      at: 5,
    },
  });

/** What the store throws. */
export const lost = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'drafts.commit',
  message: 'lost',
}).within({ component: 'prober', at: 5 });

/** A prober on a clock of its own whose steps end as scripted; the last outcome of each repeats. */
export function startProber(
  script: { readonly begin?: Script<ProbeBegun>; readonly cycle?: Script<CycleOutcome> } = {},
  given = {},
) {
  const said: FactDraft[] = [];
  const cycles: CycleInput[] = [];
  const cycledAt: number[] = [];
  const aborted: string[] = [];
  const count = { begin: 0, cycle: 0, ready: 0, beats: 0 };
  const next = <T>(name: 'begin' | 'cycle', outcomes: Script<T>): Promise<T> => {
    const outcome = outcomes[Math.min(count[name]++, outcomes.length - 1)];
    if (outcome === forever) return new Promise<never>(() => {});
    return outcome === undefined || outcome instanceof Error
      ? Promise.reject(outcome)
      : Promise.resolve(outcome as T);
  };
  const { actor, clock } = start(
    proberMachine.provide({
      actors: {
        begin: fromPromise<ProbeBegun, undefined>(({ signal }) => {
          signal.addEventListener('abort', () => aborted.push('begin'));
          return next('begin', script.begin ?? [begun()]);
        }),
        cycle: fromPromise<CycleOutcome, CycleInput>(({ input, signal }) => {
          cycles.push(input);
          cycledAt.push(clock.now());
          signal.addEventListener('abort', () => aborted.push('cycle'));
          return next('cycle', script.cycle ?? [ended()]);
        }),
      },
      actions: {
        ready: () => void count.ready++,
        beat: () => void count.beats++,
        report: (_, fact) => void said.push(fact),
      },
    }),
    {
      input: {
        id: 'prober',
        incarnation: 1,
        lastExit: null,
        intervalMs: HALF_HOUR,
        leading: true,
        ...given,
      },
    },
  );

  /** Lets time go by in steps of a second: one big step would skip what is set on the way. */
  async function pass(ms: number): Promise<void> {
    await settle();
    for (let left = ms; left > 0; left -= SECOND) {
      clock.increment(Math.min(left, SECOND));
      await settle();
    }
  }

  return {
    actor,
    facts: said,
    cycles,
    cycledAt,
    aborted,
    count,
    pass,
    state: () => actor.getSnapshot().value,
    output: () => actor.getSnapshot().output,
    types: () => said.map(({ type }) => type),
  };
}
