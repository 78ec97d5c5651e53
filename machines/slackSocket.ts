import { type Exit, stopped } from '../src/domain/supervision/exit.ts';
import { ghostWatch } from './socket/ghosts.ts';
import { connectedState, greeting, opening, replacing } from './socket/link.ts';
import { socket } from './socket/setup.ts';
import type { SocketContext } from './socket/types.ts';
import { backingOff, parkedState, standby } from './socket/waiting.ts';

/** The context keys that the inspector may show. */
export const visible = [
  'made',
  'serving',
  'coming',
  'tries',
  'restMs',
] as const satisfies readonly (keyof SocketContext)[];

const ignored: { readonly exit: Exit } = { exit: { kind: 'ignore' } };

/**
 * Holds the socket through which Slack talks to us. The connections live beside the machine and
 * are known by their numbers; the machine says when one is made and when one goes. A new one is
 * made before the old one goes. Without tokens it ends at once, and that is no failure.
 */
export const slackSocketMachine = socket.createMachine({
  id: 'slackSocket',
  type: 'parallel',
  context: ({ input: { id, incarnation, enabled, leading } }) => ({
    id,
    incarnation,
    enabled,
    leading,
    made: 0,
    serving: 0,
    old: 0,
    coming: 0,
    tries: 0,
    retryAfterMs: null,
    restMs: 0,
    broke: null,
  }),
  invoke: {
    id: 'connections',
    src: 'connections',
    onError: {
      target: ['.link.broken', '.ghosts.closed'],
      actions: {
        type: 'breakDown',
        params: ({ event }: { readonly event: { readonly error: unknown } }) => event.error,
      },
    },
  },
  on: {
    'link.fact': { actions: { type: 'report', params: ({ event }) => event.fact } },
  },
  states: {
    link: {
      initial: 'deciding',
      on: {
        'leader.lost': { target: '.standby', actions: ['closeAll', 'forgetAll'] },
        'sup.stop': { target: '.stopped', actions: 'closeAll' },
      },
      states: {
        deciding: {
          always: [
            { guard: 'isOff', target: 'stopped' },
            { guard: 'leads', target: 'opening', actions: 'ready' },
            { target: 'standby', actions: 'ready' },
          ],
        },
        standby,
        opening,
        greeting,
        connected: connectedState,
        replacing,
        backingOff,
        parked: parkedState,
        stopped: { type: 'final' },
        broken: { type: 'final' },
      },
    },
    ghosts: ghostWatch,
  },
  output: ({ context: { enabled, broke } }) => {
    if (broke !== null) return { exit: { kind: 'failure', failure: broke } } as const;
    return enabled ? stopped : ignored;
  },
});
