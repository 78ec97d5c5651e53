import { sendParent, setup } from 'xstate';
import type { FactDraft } from '../src/domain/health/fact.ts';
import { failureRecord } from '../src/domain/health/failure.ts';
import type { ChildOrder } from './childActions.ts';
import type { ChannelSaid } from './noticeChannel.ts';
import { required } from './required.ts';

const INTERVAL_MS = 60_000;

const parts = setup({
  types: { events: {} as ChildOrder },
  actors: { ping: required<readonly FactDraft[]>() },
  actions: {
    say: sendParent(
      (_, facts: readonly FactDraft[]): ChannelSaid => ({ type: 'channel.said', facts }),
    ),
  },
  delays: { interval: INTERVAL_MS },
});

/**
 * Tells somebody outside once a minute that all is well, and nothing when that is not proven: its
 * silence is the alarm. Who keeps the switch must notice the silence.
 */
export const deadmanMachine = parts.createMachine({
  id: 'deadman',
  initial: 'waiting',
  on: { 'sup.stop': '.stopped' },
  states: {
    waiting: { after: { interval: 'pinging' } },
    pinging: {
      invoke: {
        src: 'ping',
        onDone: {
          target: 'waiting',
          actions: { type: 'say', params: ({ event }) => event.output },
        },
        onError: {
          target: 'waiting',
          actions: {
            type: 'say',
            params: ({ event }) => [
              {
                type: 'deadman.failed',
                component: 'alerts',
                at: null,
                failure: failureRecord(event.error, 'deadman.ping', 1, {
                  component: 'alerts',
                  at: 0,
                }),
              },
            ],
          },
        },
      },
    },
    stopped: { type: 'final' },
  },
});
