/** One connection of an app, from the upgrade to the end of its TCP connection. */

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeBody, type Frame, frameOf, frameReader, type Opcode, opcodes } from './frames.ts';

/** Bad habits that a connection can be given. */
export interface Habits {
  /** Answers pings. */
  pongs: boolean;
  /** Pings by itself. */
  pings: boolean;
}

/** A connection after its upgrade. */
export interface Link {
  /** Whether payloads may be sent: greeted, and nobody has begun to close. */
  isLive(): boolean;
  /** From the hello on payloads may come. */
  greeted(): void;
  send(opcode: Opcode, payload: Buffer): void;
  /** Begins the close handshake. */
  close(code: number): void;
  /** A TCP reset. */
  reset(): void;
  /** Nothing passes any more, in either direction, and nobody is told. */
  freeze(): void;
}

/** What the link tells. */
export interface LinkEvents {
  readonly onText: (text: string) => void;
  /** No payload can be sent any more; the TCP connection may stay open for a while. */
  readonly onClosed: () => void;
  /** The TCP connection is gone. */
  readonly onGone: () => void;
}

export interface LinkOptions extends LinkEvents {
  readonly habits: Habits;
  readonly pingEveryMs: number;
  /** How long the TCP connection stays open after the close handshake, as Slack does. */
  readonly lingerMs: number;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Answers the upgrade. */
export function acceptLink(request: IncomingMessage, duplex: Duplex, options: LinkOptions): Link {
  const { habits, lingerMs } = options;
  const socket = asSocket(duplex);
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));

  let state: 'new' | 'live' | 'closing' | 'closed' = 'new';
  let isFrozen = false;
  let hasSentClose = false;
  const send = (opcode: Opcode, payload: Buffer): void => {
    if (!isFrozen && socket.writable) socket.write(frameOf(opcode, payload));
  };
  const closed = (next: 'closing' | 'closed'): void => {
    if (state !== 'closing' && state !== 'closed') options.onClosed();
    state = next;
  };
  const sayClose = (code: number): void => {
    if (!hasSentClose) send(opcodes.close, closeBody(code));
    hasSentClose = true;
  };
  const onFrame = ({ opcode, payload }: Frame): void => {
    if (opcode === opcodes.text) options.onText(payload.toString());
    if (opcode === opcodes.ping && habits.pongs) send(opcodes.pong, payload);
    if (opcode !== opcodes.close) return;
    sayClose(1000);
    closed('closed');
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
  const read = frameReader(onFrame);
  const pinging = setInterval(() => {
    if (habits.pings && state === 'live') send(opcodes.ping, Buffer.from('double'));
  }, options.pingEveryMs).unref();
  socket.on('data', (chunk: Buffer) => {
    if (!isFrozen) read(chunk);
  });
  socket.on('error', () => undefined); // a reset: `close` follows
  socket.on('close', () => {
    clearInterval(pinging);
    closed('closed');
    options.onGone();
  });
  return {
    isLive: () => state === 'live',
    greeted: () => {
      if (state === 'new') state = 'live';
    },
    send,
    close: (code) => {
      if (state === 'closed') return;
      sayClose(code);
      closed('closing');
    },
    reset: () => void socket.resetAndDestroy(),
    freeze: () => {
      isFrozen = true;
    },
  };
}

/** An upgraded connection of `node:http` is a TCP socket. */
export function asSocket(duplex: Duplex): Socket {
  if (duplex instanceof Socket) return duplex;
  throw new TypeError('not a TCP connection');
}
