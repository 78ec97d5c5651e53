import * as assert from 'uvu/assert';
import { fromCallback } from 'xstate';
import { slackSocketMachine } from '../../../machines/slackSocket.ts';
import type { LinkEvent, SocketInput, SocketOrder } from '../../../machines/socket/types.ts';
import type { FactDraft, FactOf } from '../../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../../src/domain/health/failure.ts';
import type { PauseKind } from '../../../src/domain/talk/socket/pause.ts';
import { start } from '../../support/start.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** Why a connection ended. */
export const failure = (some: Partial<FailureRecord> = {}): FailureRecord => ({
  category: 'NETWORK',
  reason: 'socket_closed',
  operation: 'slack.socket',
  component: 'slack-socket',
  message: 'gone',
  attempt: 1,
  retryAfterMs: null,
  at: 0,
  ...some,
});

export const leads: FactOf<'leader.acquired'> = {
  type: 'leader.acquired',
  component: 'watchdog',
  at: 0,
  epoch: '1',
  fresh: true,
};
export const follows: FactOf<'leader.lost'> = {
  type: 'leader.lost',
  component: 'watchdog',
  at: 0,
  holder: 'other',
};

/** A socket on a clock of its own; pauses are as long as the test says. */
export function startSocket(some: Partial<SocketInput> = {}) {
  const orders: string[] = [];
  const reports: FactDraft[] = [];
  const said: string[] = [];
  /** How long they are; null: nobody says. */
  const pauses: Record<PauseKind, number | null> = {
    pace: 0,
    backoff: 2 * SECOND,
    crowded: 75 * SECOND,
  };
  let tell = (_: LinkEvent): void => undefined;
  let breaks = (): void => undefined;
  const connections = fromCallback<SocketOrder | { readonly type: 'break' }>(
    ({ receive, sendBack, self }) => {
      tell = (event) => sendBack(event);
      breaks = () => self.send({ type: 'break' });
      receive((order) => {
        if (order.type === 'break') throw new Error('a bug');
        if (order.type !== 'pause') return void orders.push(words(order));
        orders.push(`pause ${order.kind} ${order.tries} ${order.retryAfterMs}`);
        const ms = pauses[order.kind];
        if (ms !== null) sendBack({ type: 'pause.told', ms });
      });
    },
  );
  const { actor, clock } = start(
    slackSocketMachine.provide({
      actors: { connections: connections as never },
      actions: {
        report: (_, fact) => void reports.push(fact),
        ready: () => void said.push('ready'),
        beat: () => void said.push('beat'),
      },
    }),
    {
      input: {
        id: 'slackSocket',
        incarnation: 1,
        lastExit: null,
        enabled: true,
        leading: true,
        ...some,
      },
    },
  );
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 250) clock.increment(Math.min(250, left));
  };
  pass(1); // the first pause, of no length
  return {
    actor,
    orders,
    reports,
    said,
    pauses,
    pass,
    tell: (event: LinkEvent) => tell(event),
    breaks: () => breaks(),
    /** Where the link is, such as `replacing.asking`. */
    link: () => inWords(actor.getSnapshot().value.link),
    ghosts: () => String(actor.getSnapshot().value.ghosts),
    told: () => reports.map(({ type }) => type),
    /** The connection `n` comes about. */
    connect: (n: number, connections = 1) => {
      tell({ type: 'link.authenticated', n });
      tell({ type: 'link.connected', n, connections });
    },
    close: (n: number, some: Partial<FailureRecord> = {}, parks = false) =>
      tell({ type: 'link.closed', n, failure: failure(some), parks }),
    notice: (n: number, reason: string) => tell({ type: 'link.notice', n, reason }),
  };
}

/** A socket whose first connection serves. */
export function connected() {
  const socket = startSocket();
  socket.connect(1);
  socket.orders.length = 0;
  socket.reports.length = 0;
  return socket;
}

/** …and that connects anew, as Slack asked; the second connection asks for its address. */
export function replacing() {
  const socket = connected();
  socket.pauses.backoff = 0;
  socket.notice(1, 'refresh_requested');
  socket.pass(1);
  assert.is(socket.link(), 'replacing.asking');
  return socket;
}

const words = (order: Exclude<SocketOrder, { type: 'pause' }>): string =>
  order.type === 'closeAll' ? order.type : `${order.type} ${order.n}`;

const inWords = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as Record<string, unknown>)
        .map(([name, inner]) => `${name}.${inWords(inner)}`)
        .join();
