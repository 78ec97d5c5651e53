/** What the charts of the socket have in common: endings, and what follows from them. */

import { disconnected, noticed, parked, tooLate } from './facts.ts';
import type { LinkEvent, SocketContext } from './types.ts';

type Of<T extends LinkEvent['type']> = { readonly event: Extract<LinkEvent, { readonly type: T }> };

type Both<T extends LinkEvent['type']> = Of<T> & { readonly context: SocketContext };

type Word = readonly [number, string, string];

const nOf = { params: ({ event }: { readonly event: { readonly n: number } }) => event.n };

/** Whether an event is about the connection that is coming, or the one that serves. */
export const isComing = { type: 'isComing', ...nOf } as const;
export const isOld = { type: 'isOld', ...nOf } as const;
export const isServing = { type: 'isServing', ...nOf } as const;

/** The connection that is coming is refused for good. */
export const parks = {
  type: 'parks',
  params: ({ event }: Of<'link.closed'>) => ({ n: event.n, parks: event.parks }),
} as const;

/** What Slack says to one of our connections. */
export const says = (to: 'saysToServing' | 'saysToComing', wanted: string) =>
  ({
    type: to,
    params: ({ event }: Of<'link.notice'>): Word => [event.n, event.reason, wanted],
  }) as const;

/** Counts the failure of an ended connection and reports it. */
export const ended = (served: boolean) =>
  [
    { type: 'countTry', params: ({ event }: Of<'link.closed'>) => event.failure },
    {
      type: 'report',
      params: ({ event, context }: Both<'link.closed'>) =>
        disconnected(event.failure, context, served),
    },
    'beat',
  ] as const;

/** Says that we are refused. */
export const saidParked = {
  type: 'report',
  params: ({ event }: Of<'link.closed'>) => parked(event.failure.reason),
} as const;

/** Passes a notice on. */
export const told = {
  type: 'report',
  params: ({ event }: Of<'link.notice'>) => noticed(event.reason),
} as const;

/** A deadline is over: one more failure. */
export const late = (reason: 'open' | 'no_hello', served = false) =>
  [
    { type: 'countTry', params: null },
    {
      type: 'report',
      params: ({ context }: { readonly context: SocketContext }) =>
        tooLate(reason, context, served),
    },
    'beat',
  ] as const;
