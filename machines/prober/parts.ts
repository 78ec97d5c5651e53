import { assign, setup } from 'xstate';
import { type FailureRecord, failureRecord } from '../../src/domain/health/failure.ts';
import type { CycleInput, CycleOutcome, ProbeBegun } from '../../src/domain/papers/probe/steps.ts';
import { growingRestMs, SLICE_MS } from '../../src/domain/polling/rhythm.ts';
import { beat, ready, report, reportAll } from '../childActions.ts';
import { required } from '../required.ts';
import type { ProberContext, ProberEvent, ProberInput, Wanted } from './types.ts';

interface Given {
  readonly context: ProberContext;
}

type Ended = Extract<CycleOutcome, { readonly type: 'ended' }>;

type Begun = Extract<ProbeBegun, { readonly type: 'begun' }>;

/** The failure that a step ended with, counted. */
export const failureOf = ({ context }: Given, { error }: { readonly error: unknown }) =>
  failureRecord(error, 'probe', context.failures + 1, { component: 'prober', at: 0 });

/** What a cycle is given. */
export const cycleOf = ({ context: { epoch, wanted } }: Given): CycleInput => ({
  epoch: epoch ?? '',
  number: wanted?.number ?? null,
});

/** The names in the chart of the prober, and what they mean. */
export const prober = setup({
  types: {
    input: {} as ProberInput,
    context: {} as ProberContext,
    events: {} as ProberEvent,
  },
  actors: {
    begin: required<ProbeBegun>(),
    cycle: required<CycleOutcome, CycleInput>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    keepBegun: assign((_, { epoch, known, rest }: Begun) => ({
      epoch,
      failures: known.consecutiveFailures,
      failure: null,
      restMs: rest.ms,
    })),
    forgetEpoch: assign({ epoch: null }),
    settle: assign((_, { failure, rest }: Ended) => ({
      failures: failure?.attempt ?? 0,
      failure,
      restMs: rest.ms,
      wanted: null,
    })),
    keepFailure: assign((_, failure: FailureRecord) => ({ failure, failures: failure.attempt })),
    restAfterTrouble: assign(({ context: { intervalMs, failures } }) => ({
      restMs: growingRestMs(intervalMs, failures),
    })),
    shorten: assign(({ context }) => ({ restMs: context.restMs - SLICE_MS })),
    want: assign((_, { number }: Wanted) => ({ wanted: { number } })),
  },
  guards: {
    leads: ({ context }) => context.leading,
    /** Of two things that must be the same. */
    is: (_, [found, wanted]: readonly [string, string]) => found === wanted,
    isWanted: ({ context }) => context.wanted !== null,
    isRested: ({ context }) => context.restMs <= SLICE_MS,
    isRestedUnfenced: ({ context }) => context.restMs <= SLICE_MS && context.epoch === null,
  },
  delays: {
    slice: ({ context }) => Math.min(context.restMs, SLICE_MS),
    idle: () => SLICE_MS,
  },
});
