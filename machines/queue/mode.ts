import type { Signal } from '../../src/domain/delivery/turn.ts';
import { said, stepFailed } from './facts.ts';
import { queue } from './setup.ts';

const drains = { 'sup.stop': '#messageQueue.mode.draining' } as const;

type Ended = { readonly event: { readonly signal: Signal } };

/** Whether a turn, or a token test, ended with this signal. */
const ended = (wanted: Signal) => ({
  type: 'is' as const,
  params: ({ event }: Ended): readonly [string, string] => [event.signal, wanted],
});

const notStored = {
  type: 'is' as const,
  params: ({
    event,
  }: {
    readonly event: { readonly stored: boolean };
  }): readonly [string, string] => [String(event.stored), 'false'],
};

/** What ends sending, as long as turns are allowed. */
const troubles = {
  'turn.ended': [
    { guard: ended('auth'), target: 'unauthorised' },
    { guard: 'breaks', target: 'breakerOpen' },
    { guard: notStored, target: 'withoutDb' },
  ],
  'db.failed': 'withoutDb',
  'slack.token_revoked': 'unauthorised',
} as const;

const pauses = ['pause', { type: 'report', params: said('queue.paused') }] as const;
const resumes = ['unpause', { type: 'report', params: said('queue.resumed') }] as const;

const recovering = queue.createStateConfig({
  initial: 'beginning',
  on: {
    ...drains,
    'leader.acquired': { target: 'recovering', reenter: true },
    'leader.lost': 'standby',
  },
  states: {
    beginning: {
      invoke: {
        src: 'begin',
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.type, 'begun'] },
            target: '#messageQueue.mode.running',
            actions: [
              { type: 'begin', params: ({ event }) => event.output },
              {
                type: 'reportAll',
                params: ({ event }) => (event.output.type === 'begun' ? event.output.facts : []),
              },
              'beat',
            ],
          },
          { target: '#messageQueue.mode.standby', actions: ['forgetTries', 'beat'] },
        ],
        onError: {
          target: 'resting',
          actions: [
            'countTry',
            {
              type: 'report',
              params: ({ event, context }) => stepFailed(event.error, 'begin', context.tries),
            },
            'beat',
          ],
        },
      },
    },
    resting: { after: { retry: 'beginning' } },
  },
});

const breakerOpen = queue.createStateConfig({
  initial: 'waiting',
  entry: ['forgetTests', { type: 'report', params: said('queue.breaker_opened') }],
  on: {
    'turn.ended': {
      guard: ended('auth'),
      target: 'unauthorised',
      actions: { type: 'report', params: said('queue.breaker_closed') },
    },
    'slack.token_revoked': {
      target: 'unauthorised',
      actions: { type: 'report', params: said('queue.breaker_closed') },
    },
  },
  states: {
    waiting: { after: { breakerTest: 'testing' } },
    testing: {
      invoke: {
        src: 'authTest',
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.signal, 'success'] },
            target: 'trial',
          },
          {
            guard: { type: 'is', params: ({ event }) => [event.output.signal, 'auth'] },
            target: '#messageQueue.mode.running.unauthorised',
            actions: [
              { type: 'reportAll', params: ({ event }) => event.output.facts },
              { type: 'report', params: said('queue.breaker_closed') },
            ],
          },
          {
            target: 'waiting',
            actions: [
              'countTest',
              { type: 'reportAll', params: ({ event }) => event.output.facts },
            ],
          },
        ],
        onError: {
          target: 'waiting',
          actions: [
            'countTest',
            { type: 'report', params: ({ event }) => stepFailed(event.error, 'auth.test') },
          ],
        },
      },
    },
    trial: {
      entry: [{ type: 'allow', params: 'trial' }, 'wake'],
      exit: 'forbid',
      on: {
        'turn.ended': [
          {
            guard: ended('success'),
            target: '#messageQueue.mode.running.resuming',
            actions: ['forgetTests', { type: 'report', params: said('queue.breaker_closed') }],
          },
          { guard: ended('trouble'), target: 'waiting', actions: 'countTest' },
        ],
        'db.failed': { target: 'waiting', actions: 'countTest' },
      },
    },
  },
});

const unauthorised = queue.createStateConfig({
  initial: 'waiting',
  entry: ['forgetTests', { type: 'report', params: said('queue.unauthorised') }],
  states: {
    waiting: { after: { tokenTest: 'testing' } },
    testing: {
      invoke: {
        src: 'authTest',
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.signal, 'success'] },
            target: '#messageQueue.mode.running.resuming',
            actions: ['forgetTests', { type: 'report', params: said('queue.authorised') }],
          },
          {
            target: 'waiting',
            actions: [
              'countTest',
              { type: 'reportAll', params: ({ event }) => event.output.facts },
            ],
          },
        ],
        onError: {
          target: 'waiting',
          actions: [
            'countTest',
            { type: 'report', params: ({ event }) => stepFailed(event.error, 'auth.test') },
          ],
        },
      },
    },
  },
});

const running = queue.createStateConfig({
  initial: 'resuming',
  on: {
    ...drains,
    'leader.lost': 'standby',
    'queue.fenced': 'recovering',
  },
  states: {
    resuming: {
      always: [
        { guard: { type: 'beginsIn', params: 'unauthorised' }, target: 'unauthorised' },
        { guard: { type: 'beginsIn', params: 'breakerOpen' }, target: 'breakerOpen' },
        { guard: 'isPaused', target: 'paused' },
        { target: 'open' },
      ],
      exit: 'beginOpen',
    },
    open: {
      entry: [{ type: 'allow', params: 'open' }, 'wake'],
      exit: 'forbid',
      on: { ...troubles, 'queue.pause': { target: 'paused', actions: pauses } },
    },
    paused: {
      entry: [{ type: 'allow', params: 'paused' }, 'wake'],
      exit: 'forbid',
      on: { ...troubles, 'queue.resume': { target: 'open', actions: resumes } },
    },
    breakerOpen,
    unauthorised,
    /** Nothing is claimed; the next time that looking after the table works, all goes on. */
    withoutDb: { on: { 'queue.tended': 'resuming' } },
  },
});

/** What the queue may do at all: from the fence, over sending, to the end. */
export const mode = queue.createStateConfig({
  initial: 'recovering',
  // Where nothing is sent anyway the order is kept for later. Said twice it is one order.
  on: {
    'queue.pause': { guard: 'isUnpaused', actions: pauses },
    'queue.resume': { guard: 'isPaused', actions: resumes },
  },
  states: {
    recovering,
    standby: {
      on: { ...drains, 'leader.acquired': 'recovering' },
      after: { slice: { target: 'recovering', actions: 'beat' } },
    },
    running,
    draining: { after: { drain: 'drained' }, always: { guard: 'allClosed', target: 'drained' } },
    drained: { type: 'final', entry: { type: 'tell', params: { type: 'drain.over' } } },
  },
});
