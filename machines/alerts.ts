import { assign, sendTo, setup, stateIn } from 'xstate';
import { backoffMs } from '../src/domain/health/backoff.ts';
import type { FactDraft, FactOf } from '../src/domain/health/fact.ts';
import { failureRecord } from '../src/domain/health/failure.ts';
import { type Exit, exitOf, stopped } from '../src/domain/supervision/exit.ts';
import {
  beat,
  type ChildContext,
  type ChildInput,
  type ChildOrder,
  ready,
  report,
  reportAll,
} from './childActions.ts';
import { deadmanMachine } from './deadman.ts';
import { type ChannelSaid, noticeChannelMachine } from './noticeChannel.ts';
import { required } from './required.ts';

interface AlertsContext extends ChildContext {
  /** How long until the next look, at the latest. */
  readonly nextInMs: number;
  /** Steps that failed in a row. */
  readonly tries: number;
  /** What ended a way past Slack; null: nothing did. */
  readonly bug: Exit | null;
}

/** The context keys that the inspector may show. */
export const visible = ['nextInMs', 'tries'] as const satisfies readonly (keyof AlertsContext)[];

/** Whether this process leads. */
interface Taken {
  readonly leading: boolean;
}

/** What a look brought. */
interface Raised {
  readonly facts: readonly FactDraft[];
  /** Another process has taken over. */
  readonly fenced: boolean;
  readonly nextInMs: number;
}

const SECOND = 1_000;
const SLICE_MS = 30 * SECOND;
const storeBackoff = { firstMs: SECOND, factor: 2, maxMs: 60 * SECOND, jitter: 0 };

/** A look that failed otherwise than by the database: what it saw is looked at again. */
const failed = (error: unknown, operation: string, tries: number): FactDraft => ({
  type: 'alert.failed',
  component: 'alerts',
  at: null,
  failure: failureRecord(error, operation, tries + 1, { component: 'alerts', at: 0 }),
});

const parts = setup({
  types: {
    input: {} as ChildInput,
    context: {} as AlertsContext,
    events: {} as
      | ChildOrder
      | { readonly type: 'alerts.wanted' }
      | ChannelSaid
      | FactOf<'leader.acquired' | 'leader.lost'>,
    children: {} as {
      ntfy: 'noticeChannel';
      discord: 'noticeChannel';
      webhook: 'noticeChannel';
      deadman: 'deadman';
    },
  },
  actors: {
    begin: required<Taken>(),
    raise: required<Raised>(),
    noticeChannel: noticeChannelMachine,
    deadman: deadmanMachine,
  },
  actions: {
    ready: ready(),
    beat: beat(),
    report: report(),
    reportAll: reportAll(),
    wakeNtfy: sendTo('ntfy', { type: 'notice.due' }),
    wakeDiscord: sendTo('discord', { type: 'notice.due' }),
    wakeWebhook: sendTo('webhook', { type: 'notice.due' }),
    keepNext: assign((_, { nextInMs }: Raised) => ({ nextInMs, tries: 0 })),
    countTry: assign({ tries: ({ context }) => context.tries + 1 }),
    forgetTries: assign({ tries: 0 }),
    keepBug: assign((_, thrown: unknown) => ({ bug: exitOf(thrown, 'alerts', 0) })),
  },
  guards: {
    leads: (_, leading: boolean) => leading,
    isFenced: (_, { fenced }: Raised) => fenced,
    isAskedAgain: stateIn('#alerts.evaluating.again'),
  },
  delays: {
    slice: SLICE_MS,
    next: ({ context }) => Math.min(SLICE_MS, context.nextInMs),
    backoff: ({ context }) => backoffMs(storeBackoff, context.tries - 1, 0),
  },
});

interface Done {
  readonly event: { readonly output: Raised };
}

const raised = ({ event }: Done): Raised => event.output;
const keepNext = { type: 'keepNext', params: raised } as const;
const reportRaised = {
  type: 'reportAll',
  params: ({ event }: Done) => event.output.facts,
} as const;
/** What a way past Slack has to say. */
const reportSaid = {
  type: 'reportAll',
  params: ({ event }: { readonly event: ChannelSaid }) => event.facts,
} as const;

/** Trouble outside is a state in there; what still comes out is a bug, and ends this actor, too. */
const crashes = {
  onError: {
    target: '.stopped',
    actions: {
      type: 'keepBug',
      params: ({ event }: { readonly event: { readonly error: unknown } }) => event.error,
    },
  },
} as const;
const wake = ['wakeNtfy', 'wakeDiscord', 'wakeWebhook'] as const;

/** At once: who does not lead sends nothing more, and leaves to the leader what he has told. */
const lost = { 'leader.lost': { target: '#alerts.loading', reenter: true } } as const;
const wanted = { 'alerts.wanted': '#alerts.evaluating' } as const;

/**
 * Looks at what was seen, as soon as something is and at least every ten seconds, and tells
 * operators what is wrong: in their channel, never a person. The ways past Slack are actors of
 * their own, so that none holds up a look or another way. What was seen is kept outside of here,
 * and so outlives a crash of this actor.
 */
export const alertsMachine = parts.createMachine({
  id: 'alerts',
  context: ({ input: { id, incarnation } }) => ({
    id,
    incarnation,
    nextInMs: 0,
    tries: 0,
    bug: null,
  }),
  entry: 'ready',
  initial: 'loading',
  invoke: [
    { id: 'ntfy', src: 'noticeChannel', input: { channel: 'ntfy' }, ...crashes },
    { id: 'discord', src: 'noticeChannel', input: { channel: 'discord' }, ...crashes },
    { id: 'webhook', src: 'noticeChannel', input: { channel: 'webhook' }, ...crashes },
    { id: 'deadman', src: 'deadman', ...crashes },
  ],
  on: {
    'sup.stop': '.stopped',
    'channel.said': { actions: reportSaid },
  },
  states: {
    loading: {
      initial: 'beginning',
      on: lost,
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
                {
                  type: 'report',
                  params: ({ event, context }) =>
                    failed(event.error, 'alerts.begin', context.tries),
                },
                'countTry',
                'beat',
              ],
            },
          },
        },
        resting: { after: { backoff: 'beginning' } },
      },
    },
    standby: {
      on: { 'leader.acquired': 'loading' },
      after: { slice: { target: 'loading', actions: 'beat' } },
    },
    evaluating: {
      initial: 'once',
      states: {
        once: {
          on: {
            'alerts.wanted': 'again',
            'channel.said': { target: 'again', actions: reportSaid },
          },
        },
        again: {},
      },
      invoke: {
        src: 'raise',
        onDone: [
          {
            guard: { type: 'isFenced', params: raised },
            target: 'loading',
            actions: ['beat'],
          },
          {
            guard: 'isAskedAgain',
            target: 'evaluating',
            reenter: true,
            actions: [keepNext, reportRaised, ...wake, 'beat'],
          },
          { target: 'waiting', actions: [keepNext, reportRaised, ...wake, 'beat'] },
        ],
        onError: {
          target: 'backingOff',
          actions: [
            {
              type: 'report',
              params: ({ event, context }) => failed(event.error, 'alerts.raise', context.tries),
            },
            'countTry',
            'beat',
          ],
        },
      },
      on: lost,
    },
    waiting: {
      after: { next: 'evaluating' },
      on: { ...lost, ...wanted, 'channel.said': { target: 'evaluating', actions: reportSaid } },
    },
    backingOff: { after: { backoff: 'evaluating' }, on: lost },
    stopped: { type: 'final' },
  },
  output: ({ context: { bug } }) => (bug === null ? stopped : { exit: bug }),
});
