/** Arrows and actions that stand in the chart of the poller more than once. */

import type { Fetched, PollEnd, Recorded, Validated } from '../../src/domain/polling/steps.ts';
import { failedFact, rejectedFact } from './facts.ts';
import { failureOf, only } from './parts.ts';
import type { PollerContext } from './types.ts';

interface Ended<T> {
  readonly context: PollerContext;
  readonly event: T;
}

type Crashed = Ended<{ readonly error: unknown }>;

/** `poll.now` while nothing is under way. */
export const onOrder = {
  guard: 'mayPoll',
  target: 'fetching',
  actions: ['startPoll', 'closeOrders', 'expectOrders'],
} as const;

/** The wait is over. */
export const again = {
  guard: 'isRested',
  target: 'fetching',
  actions: ['beat', 'startPoll'],
} as const;

/** A slice of the wait is over: a sign of life, and on. */
export const on = { reenter: true, actions: ['beat', 'shorten'] } as const;

export const keepFailure = {
  type: 'keepFailure',
  params: (given: Crashed) => failureOf(given, given.event),
} as const;

/** What passes by itself is tried again within the poll, all else has failed it. */
export const trouble = [
  {
    guard: { type: 'mayRetry', params: (given: Crashed) => failureOf(given, given.event) },
    target: 'retrying',
    actions: ['beat', 'countRetry'],
  },
  { target: 'committing.failure', actions: ['beat', keepFailure] },
] as const;
type Done = Ended<{ readonly output: Fetched | Validated }>;

/** A gate has refused the index: that fails the poll too. */
export const refused = {
  guard: { type: 'is', params: (given: Done) => [given.event.output.type, 'rejected'] as const },
  target: 'committing.failure',
  actions: [
    'beat',
    { type: 'refuse', params: ({ event }: Done) => only(event.output, 'rejected') },
    { type: 'report', params: ({ event }: Done) => rejectedFact(only(event.output, 'rejected')) },
  ],
} as const;

const isFenced = {
  type: 'is',
  params: ({ event }: Ended<{ readonly output: PollEnd | Recorded }>) =>
    [event.output.type, 'fenced'] as const,
} as const;

/** Somebody else has taken over: what was done is dropped without a word. */
export const fenced = {
  guard: isFenced,
  target: '#poller.seeding',
  actions: ['beat', 'forgetEpoch'],
} as const;

/** The poll has failed, and the store knows it. */
export const reportFailed = {
  type: 'report',
  params: ({ context, event }: Ended<{ readonly output: Recorded }>) =>
    failedFact(context, event.output),
} as const;

/** The poll has failed, and the store could not be told. */
export const reportUnrecorded = {
  type: 'report',
  params: ({ context }: { readonly context: PollerContext }) => failedFact(context, null),
} as const;

export const rest = {
  type: 'restAfterFailure',
  params: ({ event }: Ended<{ readonly output: Recorded }>) => event.output,
} as const;

export const restAnyway = { type: 'restAfterFailure', params: null } as const;
