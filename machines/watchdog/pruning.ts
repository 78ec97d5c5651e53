import { prunedFacts, pruneFailure, watchdog } from './parts.ts';

/** Old rows go once a day, and only where this process leads; the store knows when it is due. */
export const pruning = watchdog.createStateConfig({
  initial: 'resting',
  on: { 'sup.stop': '.stopped' },
  states: {
    resting: {
      after: {
        pruneRest: [
          { guard: 'isLeading', target: 'pruning' },
          { target: 'resting', reenter: true, actions: 'pruneLater' },
        ],
      },
    },
    pruning: {
      invoke: {
        src: 'prune',
        onDone: {
          target: 'resting',
          actions: [
            { type: 'keepPruneRest', params: ({ event }) => event.output },
            { type: 'reportAll', params: ({ event }) => prunedFacts(event.output) },
          ],
        },
        onError: {
          target: 'resting',
          actions: [
            'pruneLater',
            {
              type: 'report',
              params: ({ event }) => ({
                type: 'store.prune_failed',
                component: 'store',
                at: null,
                failure: pruneFailure(event.error),
              }),
            },
          ],
        },
      },
    },
    stopped: { type: 'final' },
  },
});
