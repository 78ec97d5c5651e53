import { stopped } from '../src/domain/supervision/exit.ts';
import { bidPauseMs, FIRST_PRUNE_MS, type Leased } from '../src/domain/watchdog/steps.ts';
import {
  backFacts,
  besideFacts,
  checkedFact,
  leaseFact,
  missOf,
  type WatchdogContext,
  watchdog,
} from './watchdog/parts.ts';
import { poll } from './watchdog/poll.ts';
import { pruning } from './watchdog/pruning.ts';

/** What of the context may be shown. */
export const visible = ['staleAfterMs', 'restMs', 'misses'] as const;

interface Answered {
  readonly event: { readonly output: Leased };
}

const leased = ({ event }: Answered): Leased => event.output;
const keepBid = { type: 'keepBid', params: leased } as const;
/** Before `keepBid`, which forgets who stood by until now. */
const reportBeside = {
  type: 'reportAll',
  params: ({ context, event }: Answered & { readonly context: WatchdogContext }) =>
    besideFacts(context.beside, event.output),
} as const;
const reportLease = {
  type: 'report',
  params: ({ event }: Answered) => leaseFact(event.output),
} as const;

/** Nobody can renew or take over while the database is away: every role stays as it is. */
const noAnswer = { target: 'resting', actions: ['beat', 'suspectDatabase'] } as const;

/** The next bid, at its time or as soon as the database is back. */
const restBetweenBids = { after: { bidPause: 'bidding' }, on: { 'lease.due': 'bidding' } } as const;

/**
 * Watches three things, beside each other: whether polls succeed, whether the database answers,
 * and whether this process leads; while it does, old rows are removed once a day. It starts first and stops last, so it hears the first poll, and
 * the lease is given back when nobody works any more.
 */
export const watchdogMachine = watchdog.createMachine({
  id: 'watchdog',
  context: ({ input: { id, incarnation, staleAfterMs, staleInMs, sinceMs, leading } }) => ({
    id,
    incarnation,
    staleAfterMs,
    restMs: staleInMs,
    sinceMs,
    leading,
    bidMs: bidPauseMs(0),
    beside: null,
    misses: 0,
    missed: null,
    pruneMs: FIRST_PRUNE_MS,
  }),
  output: stopped,
  entry: 'ready',
  type: 'parallel',
  states: {
    poll,
    pruning,
    database: {
      initial: 'up',
      on: { 'sup.stop': '.stopped' },
      states: {
        up: {
          initial: 'checking',
          states: {
            checking: {
              invoke: {
                src: 'check',
                onDone: {
                  target: 'resting',
                  actions: [
                    'beat',
                    'forgetMisses',
                    { type: 'report', params: ({ event }) => checkedFact(event.output) },
                  ],
                },
                onError: [
                  {
                    guard: 'isLast',
                    target: '#watchdog.database.lost',
                    actions: [
                      'beat',
                      {
                        type: 'report',
                        params: (given) => ({
                          type: 'db.lost',
                          component: 'store',
                          at: null,
                          failure: missOf(given),
                        }),
                      },
                      { type: 'countMiss', params: missOf },
                    ],
                  },
                  {
                    target: 'doubting',
                    actions: ['beat', { type: 'countMiss', params: missOf }],
                  },
                ],
              },
            },
            resting: {
              after: { checkPause: 'checking' },
              on: { 'db.suspected': 'checking' },
            },
            doubting: { after: { doubtPause: 'checking' } },
          },
        },
        lost: {
          initial: 'resting',
          states: {
            resting: { after: { doubtPause: 'checking' } },
            checking: {
              invoke: {
                src: 'check',
                onDone: {
                  target: '#watchdog.database.up.resting',
                  actions: [
                    'beat',
                    {
                      type: 'reportAll',
                      params: ({ context, event }) => backFacts(context, event.output),
                    },
                    'forgetMisses',
                    'renewLease',
                  ],
                },
                onError: {
                  target: 'resting', // db.lost was said; it counts until the database is back
                  actions: ['beat', { type: 'countMiss', params: missOf }],
                },
              },
            },
          },
        },
        stopped: { type: 'final' },
      },
    },
    lease: {
      initial: 'starting',
      on: { 'sup.stop': '.releasing' },
      states: {
        starting: { always: [{ guard: 'leads', target: 'leading' }, { target: 'standby' }] },
        standby: {
          initial: 'bidding',
          states: {
            bidding: {
              invoke: {
                src: 'bid',
                onDone: [
                  {
                    guard: { type: 'hasLease', params: leased },
                    target: '#watchdog.lease.leading.resting',
                    actions: ['beat', reportBeside, keepBid, reportLease],
                  },
                  { target: 'resting', actions: ['beat', keepBid] },
                ],
                onError: noAnswer,
              },
            },
            resting: restBetweenBids,
          },
        },
        leading: {
          initial: 'bidding',
          states: {
            bidding: {
              invoke: {
                src: 'bid',
                onDone: [
                  {
                    guard: { type: 'isFresh', params: leased }, // it was lost in between, unseen
                    target: 'resting',
                    actions: ['beat', reportBeside, keepBid, reportLease],
                  },
                  {
                    guard: { type: 'hasLease', params: leased },
                    target: 'resting',
                    actions: ['beat', reportBeside, keepBid],
                  },
                  {
                    target: '#watchdog.lease.standby.resting',
                    actions: ['beat', keepBid, reportLease],
                  },
                ],
                onError: noAnswer,
              },
            },
            resting: restBetweenBids,
          },
        },
        releasing: {
          invoke: {
            src: 'release',
            onDone: 'stopped',
            onError: 'stopped', // it runs out by itself
          },
        },
        stopped: { type: 'final' },
      },
    },
  },
});
