import { stopped } from '../src/domain/supervision/exit.ts';
import {
  again,
  fenced,
  keepFailure,
  on,
  onOrder,
  refused,
  reportFailed,
  reportUnrecorded,
  rest,
  restAnyway,
  trouble,
} from './poller/arrows.ts';
import { knownFact, succeededFacts } from './poller/facts.ts';
import { failOf, only, poller, turnOf } from './poller/parts.ts';
import type { PollerContext } from './poller/types.ts';

/** What of the context may be shown. */
export const visible = [
  'intervalMs',
  'failures',
  'retries',
  'restMs',
  'orders',
] as const satisfies readonly (keyof PollerContext)[];

/**
 * Polls the index: once per interval, sooner after an outage, later when the server asks. A poll
 * is three steps, fetch, validate and commit; whatever goes wrong in one is a state. The store
 * remembers a failed poll before the machine rests, and one fact goes up for each.
 */
export const pollerMachine = poller.createMachine({
  id: 'poller',
  context: ({ input: { id, incarnation, intervalMs, leading } }) => ({
    id,
    incarnation,
    intervalMs,
    leading,
    epoch: null,
    seed: 0,
    draws: 0,
    failures: 0,
    retries: 0,
    failure: null,
    restMs: 0,
    orders: 'open' as const,
    accept: null,
  }),
  output: stopped,
  entry: 'ready',
  initial: 'starting',
  on: {
    'sup.stop': '.stopped',
    'leader.lost': { target: '.standby', actions: 'forgetEpoch' },
    'poll.pause': { target: '.paused', actions: 'forgetEpoch' },
    'index.accept': { actions: { type: 'accept', params: ({ event }) => event } },
    'orders.opened': { actions: 'openOrders' },
  },
  states: {
    starting: { always: [{ guard: 'leads', target: 'seeding' }, { target: 'standby' }] },
    standby: {
      after: { idle: { target: 'standby', reenter: true, actions: 'beat' } },
      on: { 'leader.acquired': 'seeding' },
    },
    paused: {
      after: { idle: { target: 'paused', reenter: true, actions: 'beat' } },
      on: {
        'poll.resume': 'seeding', // which finds out whether this process leads
        'leader.lost': {},
      },
    },
    /** Takes the fence and learns what the store remembers. */
    seeding: {
      invoke: {
        src: 'begin',
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.type, 'standby'] },
            target: 'standby',
            actions: 'beat',
          },
          {
            target: 'fetching',
            actions: [
              'beat',
              'startPoll',
              { type: 'keepBegun', params: ({ event }) => only(event.output, 'begun') },
              { type: 'report', params: ({ event }) => knownFact(only(event.output, 'begun')) },
            ],
          },
        ],
        onError: {
          target: 'backingOff',
          actions: ['beat', 'startPoll', keepFailure, reportUnrecorded, 'restBeforeBegin'],
        },
      },
    },
    fetching: {
      invoke: {
        src: 'fetch',
        input: turnOf,
        onDone: [
          refused,
          {
            guard: { type: 'is', params: ({ event }) => [event.output.type, 'same'] },
            target: 'committing',
            actions: 'beat',
          },
          { target: 'validating', actions: 'beat' },
        ],
        onError: trouble,
      },
    },
    validating: {
      invoke: {
        src: 'validate',
        input: turnOf,
        onDone: [refused, { target: 'committing', actions: 'beat' }],
        onError: trouble,
      },
    },
    retrying: { after: { retryPause: { target: 'fetching', actions: 'beat' } } },
    /** Writes what the poll came to, good or not. */
    committing: {
      initial: 'result',
      states: {
        result: {
          invoke: {
            src: 'commit',
            input: turnOf,
            onDone: [
              fenced,
              {
                target: '#poller.waiting',
                actions: [
                  'beat',
                  {
                    type: 'reportAll',
                    params: ({ context, event }) =>
                      succeededFacts(only(event.output, 'committed'), context.retries),
                  },
                  {
                    type: 'settle',
                    params: ({ event }) => only(event.output, 'committed'),
                  },
                ],
              },
            ],
            onError: { target: 'failure', actions: ['beat', keepFailure] },
          },
        },
        failure: {
          invoke: {
            src: 'fail',
            input: failOf,
            onDone: [
              fenced,
              {
                guard: 'isRejected',
                target: '#poller.quarantined',
                actions: ['beat', reportFailed, rest],
              },
              { target: '#poller.backingOff', actions: ['beat', reportFailed, rest] },
            ],
            onError: [
              {
                guard: 'isRejected',
                target: '#poller.quarantined',
                actions: ['beat', reportUnrecorded, restAnyway],
              },
              {
                target: '#poller.backingOff',
                actions: ['beat', reportUnrecorded, restAnyway],
              },
            ],
          },
          on: {
            'sup.stop': { target: '#poller.stopped', actions: reportUnrecorded },
            'poll.pause': { target: '#poller.paused', actions: [reportUnrecorded, 'forgetEpoch'] },
          },
        },
      },
    },
    waiting: {
      after: { slice: [again, { ...on, target: 'waiting' }] },
      on: { 'poll.now': onOrder },
    },
    /** After a failed poll that was no index's fault. */
    backingOff: {
      after: {
        slice: [
          { guard: 'isRestedUnfenced', target: 'seeding', actions: 'beat' },
          again,
          { ...on, target: 'backingOff' },
        ],
      },
      on: { 'poll.now': onOrder },
    },
    /** After an index that a gate refused. */
    quarantined: {
      after: { slice: [again, { ...on, target: 'quarantined' }] },
      on: { 'poll.now': onOrder },
    },
    stopped: { type: 'final' },
  },
});
