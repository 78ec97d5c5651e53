/** All connections of the app: tickets, greetings, closings, and how many there were. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type LinkFault, type LinkFaults, noLinkFaults } from './faults.ts';
import { opcodes } from './frames.ts';
import { acceptLink, type Habits, type Link } from './link.ts';

/** Slack lets an app have so many. */
const MOST_LINKS = 10;

export interface LinksOptions {
  readonly now: () => number;
  readonly pingEveryMs: number;
  readonly lingerMs: number;
  readonly onText: (text: string) => void;
}

/** The connections, and what was noted of them. */
export interface Links {
  readonly faults: LinkFaults;
  readonly habits: Habits;
  /** A new ticket; it is good for one upgrade. */
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex): void;
  /** Writes text to one of the live connections, in turn; null when there is none. */
  put(text: string): Link | null;
  live(): readonly Link[];
  /** TCP connections, those after a close handshake included. */
  open(): number;
  mostOpen(): number;
  /** How long there was no live connection, in ms, since the first. */
  gaps(): readonly number[];
  /** What the next greetings say of the number of connections; null: the truth. */
  report(connections: number | null): void;
  resetAll(): void;
}

export function openLinks({ now, pingEveryMs, lingerMs, onText }: LinksOptions): Links {
  const faults = noLinkFaults();
  const habits: Habits = { pongs: true, pings: true };
  const tickets = new Set<string>();
  const links = new Set<Link>();
  const sockets = new Set<Duplex>();
  const gaps: number[] = [];
  let [most, turn, reported] = [0, 0, null as number | null];
  let gapSince: number | null = null;

  const live = (): readonly Link[] => [...links].filter((link) => link.isLive());
  const say = (link: Link, message: object): void =>
    link.send(opcodes.text, Buffer.from(JSON.stringify(message)));
  const hello = (link: Link): void => {
    if (!links.has(link)) return;
    link.greeted();
    if (gapSince !== null) gaps.push(now() - gapSince);
    gapSince = null;
    say(link, {
      type: 'hello',
      num_connections: reported ?? live().length,
      connection_info: { app_id: 'A0PAPERS' },
      debug_info: { host: 'double' },
    });
    if (habits.pings) link.send(opcodes.ping, Buffer.from('first'));
  };
  const crowd = (link: Link): void => {
    say(link, { type: 'disconnect', reason: 'too_many_websockets', debug_info: {} });
    link.close(1000);
  };
  const greet = (link: Link, fault: LinkFault | null): void => {
    if (fault?.type === 'crowded' || links.size > MOST_LINKS) crowd(link);
    else if (fault?.type === 'late_hello') setTimeout(() => hello(link), fault.byMs).unref();
    else if (fault?.type !== 'no_hello') hello(link);
  };
  const accept = (request: IncomingMessage, socket: Duplex, fault: LinkFault | null): void => {
    const link = acceptLink(request, socket, {
      habits,
      pingEveryMs,
      lingerMs,
      onText,
      onClosed: () => {
        if (links.delete(link) && live().length === 0 && gapSince === null) gapSince = now();
      },
      onGone: () => undefined,
    });
    links.add(link);
    greet(link, fault);
  };
  return {
    faults,
    habits,
    ticket: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return ticket;
    },
    upgrade: (request, socket) => {
      sockets.add(socket);
      most = Math.max(most, sockets.size);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      socket.on('end', () => socket.destroy());
      const ticket = new URL(request.url ?? '/', 'ws://double').searchParams.get('ticket') ?? '';
      const fault = faults.next();
      if (!tickets.delete(ticket)) return refuse(socket, 403);
      if (fault?.type === 'refused') return refuse(socket, fault.status);
      if (fault?.type === 'hung') socket.resume();
      else accept(request, socket, fault);
    },
    put: (text) => {
      const ready = live();
      const link = ready[turn % Math.max(1, ready.length)];
      turn += 1;
      link?.send(opcodes.text, Buffer.from(text));
      return link ?? null;
    },
    live,
    open: () => sockets.size,
    mostOpen: () => most,
    gaps: () => gaps,
    report: (connections) => {
      reported = connections;
    },
    resetAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const refuse = (socket: Duplex, status: number): void =>
  void socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
