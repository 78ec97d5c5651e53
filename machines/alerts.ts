import { assign, setup } from 'xstate';
import {
  type AlertBook,
  afterFact,
  afterStandby,
  emptyBook,
  untoldRules,
} from '../src/domain/alerts/book.ts';
import type { AlertFact } from '../src/domain/alerts/selfRules.ts';
import { backoffMs } from '../src/domain/health/backoff.ts';
import type { FactDraft, FactOf } from '../src/domain/health/fact.ts';
import { failureRecord } from '../src/domain/health/failure.ts';
import { stopped } from '../src/domain/supervision/exit.ts';
import {
  beat,
  type ChildContext,
  type ChildInput,
  type ChildOrder,
  ready,
  report,
  reportAll,
} from './childActions.ts';
import { required } from './required.ts';

interface AlertsContext extends ChildContext {
  readonly book: AlertBook;
  /** Facts that came while something was told. */
  readonly heard: readonly AlertFact[];
  /** How long until something is to be told; null when nothing waits. */
  readonly nextInMs: number | null;
  /** Steps that failed in a row. */
  readonly tries: number;
}

/** The context keys that the inspector may show. */
export const visible = ['nextInMs', 'tries'] as const;

/** Whether this process leads. */
interface Taken {
  readonly leading: boolean;
}

/** What a telling left behind. */
interface Raised {
  readonly book: AlertBook;
  readonly facts: readonly FactDraft[];
  readonly nextInMs: number | null;
}

const component = 'alerts';
const SECOND = 1_000;
const SLICE_MS = 30 * SECOND;
const storeBackoff = { firstMs: SECOND, factor: 2, maxMs: 60 * SECOND, jitter: 0 };

/** A step that failed, once for each rule that waits to be told; at least once. */
const notTold = (error: unknown, { book, tries }: AlertsContext): readonly FactDraft[] => {
  const failure = failureRecord(error, 'alerts.raise', tries, { component, at: 0 });
  const fact = { type: 'alert.delivery_failed', component, at: null, failure } as const;
  const rules = untoldRules(book);
  return (rules.length === 0 ? ['none'] : rules).map((rule) => ({ ...fact, rule }));
};

const parts = setup({
  types: {
    input: {} as ChildInput,
    context: {} as AlertsContext,
    events: {} as ChildOrder | AlertFact | FactOf<'leader.acquired' | 'leader.lost'>,
  },
  actors: {
    begin: required<Taken>(),
    raise: required<Raised, AlertBook>(),
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    note: assign(({ context }, fact: AlertFact) => ({ book: afterFact(context.book, fact) })),
    keepForLater: assign(({ context }, fact: AlertFact) => ({ heard: [...context.heard, fact] })),
    takeIn: assign(({ context }) => ({
      book: context.heard.reduce(afterFact, context.book),
      heard: [],
    })),
    takeOver: assign(({ context }, at: number | null) => ({
      book: afterStandby(context.book, at),
    })),
    keepRaised: assign((_, { book, nextInMs }: Raised) => ({ book, nextInMs, tries: 0 })),
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    forgetTries: assign({ tries: 0 }),
  },
  guards: {
    leads: (_, leading: boolean) => leading,
    hasHeard: ({ context }) => context.heard.length > 0,
    hasNothing: ({ context }) => context.nextInMs === null,
  },
  delays: {
    slice: ({ context }) => Math.min(SLICE_MS, context.nextInMs ?? SLICE_MS),
    backoff: ({ context }) => backoffMs(storeBackoff, context.tries - 1, 0),
  },
});

/** What a fact does where nothing is being told. */
const note = { type: 'note', params: ({ event }: { readonly event: AlertFact }) => event } as const;
const forLater = { ...note, type: 'keepForLater' } as const;
const noted = { actions: note } as const;
const tells = { target: '#alerts.evaluating', actions: note } as const;
const kept = { actions: forLater } as const;

const lost = { 'leader.lost': '#alerts.standby' } as const;
const leads = {
  target: '#alerts.evaluating',
  actions: {
    type: 'takeOver',
    params: ({ event }: { readonly event: FactOf<'leader.acquired'> }) => event.at,
  },
} as const;

/**
 * Tells operators what is wrong with the daemon itself, in their channel and never to a person.
 * It tells each episode once, and its end once; the row it stores goes before all other messages.
 * What the store does not take is tried again, and does not count as told.
 */
export const alertsMachine = parts.createMachine({
  id: 'alerts',
  context: ({ input: { id, incarnation } }) => ({
    ...{ id, incarnation, book: emptyBook, heard: [], nextInMs: null, tries: 0 },
  }),
  entry: 'ready',
  initial: 'loading',
  on: {
    'poll.failed': noted,
    'poll.stale': noted,
    'poll.recovered': noted,
    'queue.backpressure': noted,
    'queue.relieved': noted,
    'sup.stop': '.stopped',
  },
  states: {
    loading: {
      initial: 'beginning',
      on: { ...lost, 'leader.acquired': leads },
      states: {
        beginning: {
          invoke: {
            src: 'begin',
            onDone: [
              {
                guard: { type: 'leads', params: ({ event }) => event.output.leading },
                target: '#alerts.evaluating',
                actions: ['forgetTries', 'beat'],
              },
              { target: '#alerts.standby', actions: ['forgetTries', 'beat'] },
            ],
            onError: {
              target: 'resting',
              actions: [
                'countTry',
                {
                  type: 'reportAll',
                  params: ({ event, context }) => notTold(event.error, context),
                },
                'beat',
              ],
            },
          },
        },
        resting: { after: { backoff: 'beginning' } },
      },
    },
    standby: {
      entry: 'takeIn',
      on: { 'leader.acquired': leads },
      after: {
        slice: { target: 'loading', actions: [{ type: 'takeOver', params: null }, 'beat'] },
      },
    },
    evaluating: {
      invoke: {
        src: 'raise',
        input: ({ context }) => context.book,
        onDone: {
          target: 'waiting',
          actions: [
            { type: 'keepRaised', params: ({ event }) => event.output },
            { type: 'reportAll', params: ({ event }) => event.output.facts },
            'beat',
          ],
        },
        onError: {
          target: 'backingOff',
          actions: [
            'countTry',
            { type: 'reportAll', params: ({ event, context }) => notTold(event.error, context) },
            'beat',
          ],
        },
      },
      on: {
        ...lost,
        'poll.failed': kept,
        'poll.stale': kept,
        'poll.recovered': kept,
        'queue.backpressure': kept,
        'queue.relieved': kept,
      },
    },
    waiting: {
      always: { guard: 'hasHeard', target: 'evaluating', actions: 'takeIn' },
      after: {
        slice: [
          { guard: 'hasNothing', target: 'waiting', reenter: true, actions: 'beat' },
          { target: 'evaluating' },
        ],
      },
      on: {
        ...lost,
        'poll.stale': tells,
        'poll.recovered': tells,
        'queue.backpressure': tells,
        'queue.relieved': tells,
      },
    },
    backingOff: {
      entry: 'takeIn',
      after: { backoff: 'evaluating' },
      on: lost,
    },
    stopped: { type: 'final' },
  },
  output: () => stopped,
});
