import { socket } from './setup.ts';

const link = '#slackSocket.link';

/** Another process leads. */
export const standby = socket.createStateConfig({
  on: { 'leader.acquired': { target: 'opening', actions: 'beat' } },
  after: { slice: { target: 'standby', reenter: true, actions: 'beat' } },
});

const told = (target: string) =>
  ({
    target,
    actions: {
      type: 'keepPause',
      params: ({ event }: { readonly event: { readonly ms: number } }) => event.ms,
    },
  }) as const;

/** Waits before Slack is asked again: longer with each failure, at most a minute. */
export const backingOff = socket.createStateConfig({
  initial: 'usual',
  states: {
    usual: {
      entry: { type: 'askPause', params: 'backoff' },
      on: { 'pause.told': told('resting') },
    },
    crowded: {
      entry: { type: 'askPause', params: 'crowded' },
      on: { 'pause.told': told('resting') },
    },
    resting: {
      after: {
        rest: [
          { guard: 'hasRest', target: 'resting', reenter: true, actions: ['passSlice', 'beat'] },
          { target: `${link}.opening.asking`, actions: ['count', 'open', 'beat'] },
        ],
      },
    },
  },
});

/** Slack refuses us as we are set up: only people can help. Now and then we look whether they did. */
export const parkedState = socket.createStateConfig({
  entry: 'restLong',
  initial: 'resting',
  states: {
    resting: {
      after: {
        rest: [
          { guard: 'hasRest', target: 'resting', reenter: true, actions: ['passSlice', 'beat'] },
          { target: `${link}.opening`, actions: 'beat' },
        ],
      },
    },
  },
});
