/** Arrows that stand in the chart of the prober more than once. */

import type { CycleOutcome, ProbeBegun } from '../../src/domain/papers/probe/steps.ts';
import { only } from '../poller/parts.ts';
import { cycleFacts, knownFact } from './facts.ts';
import { failureOf } from './parts.ts';
import type { ProberContext } from './types.ts';

interface Ended<T> {
  readonly context: ProberContext;
  readonly event: T;
}

type BegunEvent = Ended<{ readonly output: ProbeBegun }>;

type CycleEvent = Ended<{ readonly output: CycleOutcome }>;

/** The wait is over. */
export const again = { guard: 'isRested', target: 'probing', actions: 'beat' } as const;

/** A slice of the wait is over: a sign of life, and on. */
export const on = { reenter: true, actions: ['beat', 'shorten'] } as const;

export const keepFailure = {
  type: 'keepFailure',
  params: (given: Ended<{ readonly error: unknown }>) => failureOf(given, given.event),
} as const;

/** Where `begin` leads when it did not begin. */
export const notBegun = <const S extends 'standby' | 'unseeded'>(state: S) =>
  ({
    guard: { type: 'is', params: ({ event }: BegunEvent) => [event.output.type, state] as const },
    target: state,
    actions: 'beat',
  }) as const;

type Rest = 'waiting' | 'backingOff' | 'blocked';

const restOf = (output: ProbeBegun | CycleOutcome): string =>
  'rest' in output ? output.rest.state : '';

/** It has begun, and rests as an earlier process left it. */
export const begun = <const S extends Rest>(state: S) =>
  ({
    guard: {
      type: 'is',
      params: ({ event }: BegunEvent) => [restOf(event.output), state] as const,
    },
    target: state,
    actions: [
      'beat',
      { type: 'keepBegun', params: ({ event }: BegunEvent) => only(event.output, 'begun') },
      { type: 'report', params: ({ event }: BegunEvent) => knownFact(only(event.output, 'begun')) },
    ],
  }) as const;

/** A cycle is over, good or not: the store knows it. */
export const ended = <const S extends Rest>(state: S) =>
  ({
    guard: {
      type: 'is',
      params: ({ event }: CycleEvent) => [restOf(event.output), state] as const,
    },
    target: state,
    actions: [
      'beat',
      {
        type: 'reportAll',
        params: ({ event }: CycleEvent) => cycleFacts(only(event.output, 'ended')),
      },
      { type: 'settle', params: ({ event }: CycleEvent) => only(event.output, 'ended') },
    ],
  }) as const;

/** Somebody else has taken over: what was done is dropped without a word. */
export const fenced = {
  guard: {
    type: 'is',
    params: ({ event }: CycleEvent) => [event.output.type, 'fenced'] as const,
  },
  target: 'beginning',
  actions: ['beat', 'forgetEpoch'],
} as const;
