import { isComing } from './arrows.ts';
import { ghosts, ghostsGone } from './facts.ts';
import { socket } from './setup.ts';

const isHaunted = {
  type: 'isHaunted',
  params: ({ event }: { readonly event: { readonly connections: number | null } }) =>
    event.connections,
} as const;

const said = (confirmed: boolean) =>
  ({
    type: 'report',
    params: ({ event }: { readonly event: { readonly connections: number | null } }) =>
      ghosts(event.connections, confirmed),
  }) as const;

/**
 * Whether another process uses our app token: Slack sends each click to any of the connections.
 * What an old process of ours left behind is gone after a while, so we look twice.
 */
export const ghostWatch = socket.createStateConfig({
  initial: 'none',
  on: { 'sup.stop': '.closed' },
  states: {
    none: {
      always: { guard: 'isOff', target: 'closed' },
      on: { 'link.connected': { guard: isHaunted, target: 'suspected', actions: said(false) } },
    },
    suspected: {
      after: { patience: { target: 'checking', actions: 'replace' } },
      on: {
        'link.connected': [{ guard: isHaunted }, { guard: isComing, target: 'none' }],
      },
    },
    checking: {
      on: {
        'link.connected': [
          { guard: isHaunted, target: 'haunted', actions: said(true) },
          { guard: isComing, target: 'none' },
        ],
      },
    },
    haunted: {
      on: {
        'link.connected': [
          { guard: isHaunted },
          {
            guard: isComing,
            target: 'none',
            actions: { type: 'report', params: ghostsGone },
          },
        ],
      },
    },
    closed: { type: 'final' },
  },
});
