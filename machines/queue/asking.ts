import { endOfCall, stepFailed } from './facts.ts';
import { queue } from './setup.ts';

/** Asks after suspended conversations, one at a time, while the turns may send. */
export const asking = queue.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        slice: [
          { guard: 'mayAsk', target: 'working' },
          { target: 'waiting', reenter: true },
        ],
      },
      on: { 'sup.stop': 'closed' },
    },
    working: {
      invoke: {
        src: 'askSuspect',
        input: ({ context }) => context.epoch,
        onDone: [
          {
            guard: { type: 'is', params: ({ event }) => [event.output.type, 'fenced'] },
            target: 'waiting',
            actions: { type: 'tell', params: { type: 'queue.fenced' } },
          },
          {
            target: 'waiting',
            actions: [
              {
                type: 'reportAll',
                params: ({ event }) => (event.output.type === 'probed' ? event.output.facts : []),
              },
              {
                type: 'tell',
                params: ({ event }) =>
                  endOfCall(event.output.type === 'probed' ? event.output.signal : 'none'),
              },
              'wake',
            ],
          },
        ],
        onError: {
          target: 'waiting',
          actions: [
            { type: 'report', params: ({ event }) => stepFailed(event.error, 'askSuspect') },
            { type: 'tell', params: { type: 'db.failed' } },
          ],
        },
      },
      on: { 'sup.stop': 'closed' },
    },
    closed: { type: 'final' },
  },
});
