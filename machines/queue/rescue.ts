import { endOfCall, stepFailed } from './facts.ts';
import { queue } from './setup.ts';

/**
 * Alerts that go past the database, one at a time: woken by each that is offered, and by time
 * while one waits. It runs wherever Slack may be called, also before the fence is taken: nobody
 * can take it without the database. At the end, what waits goes to the disk.
 */
export const rescue = queue.createStateConfig({
  initial: 'restoring',
  on: { 'notice.offered': { actions: 'expectNotice' } },
  states: {
    restoring: {
      invoke: {
        src: 'restore',
        onDone: {
          target: 'waiting',
          actions: { type: 'reportAll', params: ({ event }) => event.output },
        },
        onError: {
          target: 'waiting',
          actions: { type: 'report', params: ({ event }) => stepFailed(event.error, 'restore') },
        },
      },
      on: { 'sup.stop': 'closed' },
    },
    waiting: {
      on: {
        'notice.offered': [
          { guard: 'mayRescue', target: 'working', actions: 'expectNotice' },
          { target: 'waiting', reenter: true, actions: 'expectNotice' },
        ],
        'sup.stop': [{ guard: 'hasNotice', target: 'spooling' }, { target: 'closed' }],
      },
      after: {
        notice: [
          { guard: 'isRescuing', target: 'working' },
          { target: 'waiting', reenter: true },
        ],
      },
    },
    working: {
      invoke: {
        src: 'rescue',
        onDone: [
          {
            guard: 'isDraining',
            target: 'spooling',
            actions: { type: 'reportAll', params: ({ event }) => event.output.facts },
          },
          {
            target: 'waiting',
            actions: [
              { type: 'keepRescue', params: ({ event }) => event.output },
              { type: 'reportAll', params: ({ event }) => event.output.facts },
              { type: 'tell', params: ({ event }) => endOfCall(event.output.signal) },
            ],
          },
        ],
        onError: [
          {
            guard: 'isDraining',
            target: 'spooling',
            actions: { type: 'report', params: ({ event }) => stepFailed(event.error, 'rescue') },
          },
          {
            target: 'waiting',
            actions: { type: 'report', params: ({ event }) => stepFailed(event.error, 'rescue') },
          },
        ],
      },
      on: { 'drain.over': 'closed' },
    },
    spooling: {
      invoke: {
        src: 'spool',
        onDone: {
          target: 'closed',
          actions: { type: 'reportAll', params: ({ event }) => event.output },
        },
        onError: {
          target: 'closed',
          actions: { type: 'report', params: ({ event }) => stepFailed(event.error, 'spool') },
        },
      },
      on: { 'drain.over': 'closed' },
    },
    closed: { type: 'final' },
  },
});
