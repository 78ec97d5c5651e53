import { type WatchdogEvent, watchdog } from './parts.ts';

type Woke = Extract<WatchdogEvent, { readonly type: 'daemon.woke' }>;

const reportPause = {
  type: 'report',
  params: ({ event: { pausedMs } }: { readonly event: Woke }) =>
    ({ type: 'daemon.paused', component: 'watchdog', at: null, pausedMs }) as const,
} as const;

/**
 * Whether polls succeed. A process that was suspended blames nobody for it: the index gets a grace
 * as after a start, in which a poll may still succeed.
 */
export const poll = watchdog.createStateConfig({
  initial: 'fresh',
  on: { 'sup.stop': '.stopped' },
  states: {
    fresh: {
      after: {
        slice: [
          {
            guard: 'isOver',
            target: 'stale',
            actions: [
              'beat',
              {
                type: 'report',
                params: ({ context: { staleAfterMs, sinceMs } }) => ({
                  type: 'poll.stale',
                  component: 'watchdog',
                  at: null,
                  staleAfterMs,
                  sinceMs,
                }),
              },
            ],
          },
          { target: 'fresh', reenter: true, actions: ['beat', 'shorten'] },
        ],
      },
      on: {
        'poll.succeeded': {
          target: 'fresh',
          reenter: true,
          actions: { type: 'restart', params: ({ event }) => event.at },
        },
        'daemon.woke': { target: 'fresh', reenter: true, actions: ['grant', reportPause] },
      },
    },
    stale: {
      after: { idle: { target: 'stale', reenter: true, actions: 'beat' } },
      on: {
        'daemon.woke': { actions: reportPause },
        'poll.succeeded': {
          target: 'fresh',
          actions: [
            { type: 'restart', params: ({ event }) => event.at },
            {
              type: 'report',
              params: { type: 'poll.recovered', component: 'watchdog', at: null },
            },
          ],
        },
      },
    },
    stopped: { type: 'final' },
  },
});
