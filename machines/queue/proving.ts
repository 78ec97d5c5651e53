import { endOfCall, stepFailed } from './facts.ts';
import { queue } from './setup.ts';

/** Where nothing is sent, Slack is asked now and then whether it takes the token. */
export const proving = queue.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        proof: [
          { guard: 'mayAsk', target: 'asking' },
          { target: 'waiting', reenter: true },
        ],
      },
      on: {
        'turn.ended': {
          guard: { type: 'is', params: ({ event }) => [event.signal, 'success'] },
          target: 'waiting',
          reenter: true,
        },
        'sup.stop': 'closed',
      },
    },
    asking: {
      invoke: {
        src: 'proveToken',
        onDone: {
          target: 'waiting',
          actions: [
            { type: 'reportAll', params: ({ event }) => event.output.facts },
            { type: 'tell', params: ({ event }) => endOfCall(event.output.signal) },
          ],
        },
        onError: {
          target: 'waiting',
          actions: [
            { type: 'report', params: ({ event }) => stepFailed(event.error, 'proveToken') },
            { type: 'tell', params: { type: 'db.failed' } },
          ],
        },
      },
      on: { 'sup.stop': 'closed' },
    },
    closed: { type: 'final' },
  },
});
