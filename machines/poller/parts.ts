import { assign, raise, setup } from 'xstate';
import { type FailureRecord, failureRecord } from '../../src/domain/health/failure.ts';
import {
  drawn,
  failedRestMs,
  growingRestMs,
  isPassing,
  MOST_RETRIES,
  regularRestMs,
  retryMs,
  SLICE_MS,
  shortPauseMs,
} from '../../src/domain/polling/rhythm.ts';
import type {
  Acceptance,
  Begun,
  FailInput,
  Fetched,
  PollEnd,
  Recorded,
  Refusal,
  TurnInput,
  Validated,
} from '../../src/domain/polling/steps.ts';
import { beat, ready, report, reportAll } from '../childActions.ts';
import { required } from '../required.ts';
import type { PollerContext, PollerEvent, PollerInput } from './types.ts';

interface Given {
  readonly context: PollerContext;
}

/** The failure that a step ended with, counted. */
export const failureOf = ({ context }: Given, { error }: { readonly error: unknown }) =>
  failureRecord(error, 'poll', context.failures + 1, { component: 'poller', at: 0 });

/** What every step after the first is given. */
export const turnOf = ({ context: { epoch, retries, accept } }: Given): TurnInput => ({
  epoch: epoch ?? '',
  retries,
  accept,
});

/** What the step that records a failure is given. */
export function failOf(given: Given): FailInput {
  const { failure } = given.context;
  if (failure === null) throw new Error('there is no failure to record');
  return { ...turnOf(given), failure };
}

/** An output of which a guard has seen the type. */
export function only<T extends { readonly type: string }, K extends T['type']>(
  output: T,
  type: K,
): Extract<T, { readonly type: K }> {
  if (isOf(output, type)) return output;
  throw new Error(`expected ${type}, got ${output.type}`);
}

const isOf = <T extends { readonly type: string }, K extends T['type']>(
  output: T,
  type: K,
): output is Extract<T, { readonly type: K }> => output.type === type;

const draw = ({ context: { seed, draws } }: Given): number => drawn(seed, draws);

/** The names in the chart of the poller, and what they mean. */
export const poller = setup({
  types: {
    input: {} as PollerInput,
    context: {} as PollerContext,
    events: {} as PollerEvent,
  },
  actors: {
    begin: required<Begun>(),
    fetch: required<Fetched, TurnInput>(),
    validate: required<Validated, TurnInput>(),
    commit: required<PollEnd, TurnInput>(),
    fail: required<Recorded, FailInput>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    keepBegun: assign((_, { epoch, seed, known }: Extract<Begun, { readonly type: 'begun' }>) => ({
      epoch,
      seed,
      draws: 0,
      failures: known.consecutiveFailures,
      failure: null,
    })),
    forgetEpoch: assign({ epoch: null }),
    startPoll: assign({ retries: 0 }),
    countRetry: assign((given) => ({
      retries: given.context.retries + 1,
      restMs: retryMs(given.context.intervalMs, given.context.retries + 1, draw(given)),
      draws: given.context.draws + 1,
    })),
    keepFailure: assign((_, failure: FailureRecord) => ({
      failure,
      failures: failure.attempt,
    })),
    refuse: assign(({ context }, { failure }: Refusal) => ({
      failure: { ...failure, attempt: context.failures + 1 },
      failures: context.failures + 1,
    })),
    restAfterFailure: assign((given, recorded: Recorded | null) => {
      const { failure, failures, intervalMs, draws } = given.context;
      if (failure === null) return {};
      const tookMs = recorded === null || recorded.type === 'fenced' ? 0 : recorded.durationMs;
      const poll = { failure, failures, tookMs };
      return { restMs: failedRestMs(intervalMs, poll, draw(given)), draws: draws + 1 };
    }),
    restBeforeBegin: assign(({ context: { intervalMs, failures } }) => ({
      restMs: growingRestMs(intervalMs, failures),
    })),
    settle: assign((given, end: Extract<PollEnd, { readonly type: 'committed' }>) => ({
      failures: 0,
      failure: null,
      restMs: regularRestMs(given.context.intervalMs, end.poll.durationMs, draw(given)),
      draws: given.context.draws + 1,
      accept: end.accepted === null ? given.context.accept : null,
    })),
    shorten: assign(({ context }) => ({ restMs: context.restMs - SLICE_MS })),
    closeOrders: assign({ orders: 'closed' }),
    openOrders: assign({ orders: 'open' }),
    expectOrders: raise({ type: 'orders.opened' }, { delay: 'orderPause', id: 'orders' }),
    accept: assign((_, { hash, by }: Acceptance) => ({ accept: { hash, by } })),
  },
  guards: {
    leads: ({ context }) => context.leading,
    /** Of two things that must be the same. */
    is: (_, [found, wanted]: readonly [string, string]) => found === wanted,
    isRested: ({ context }) => context.restMs <= SLICE_MS,
    isRestedUnfenced: ({ context }) => context.restMs <= SLICE_MS && context.epoch === null,
    mayRetry: ({ context }, failure: FailureRecord) =>
      isPassing(failure) && context.retries < MOST_RETRIES,
    /** Never while the server asked to wait, nor before there is a fence. */
    mayPoll: ({ context: { orders, failure, epoch } }) =>
      orders === 'open' && epoch !== null && failure?.category !== 'RATE_LIMIT',
    isRejected: ({ context }) => context.failure?.category === 'DATA_INVALID',
  },
  delays: {
    slice: ({ context }) => Math.min(context.restMs, SLICE_MS),
    idle: () => SLICE_MS,
    retryPause: ({ context }) => context.restMs,
    orderPause: ({ context }) => shortPauseMs(context.intervalMs),
  },
});
