/** TCP connections for sockets to Slack: one for each, which can be cut at any time. */

import type { Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';

/** The line of one socket. */
export interface Dial {
  /** For the one socket that uses this line. */
  readonly dispatcher: Agent;
  /** From now on calls `onBytes` whenever something has arrived; only after the upgrade. */
  listen(onBytes: () => void): void;
  /** Cuts the line, and lets nobody connect any more. */
  destroy(): void;
  /** Resolves when there is no line, and will be none; never rejects. */
  readonly gone: Promise<void>;
}

/** Where sockets may connect to. */
export interface DialerOptions {
  /** Base of the Web API: its host is allowed besides Slack's own. */
  readonly apiUrl: string;
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Makes a line for each socket. Slack leaves the TCP connection open after the close handshake, and
 * undici takes it out of its pool at the upgrade: only who remembers it can cut it.
 */
export function slackDialer({
  apiUrl,
  connectTimeoutMs = CONNECT_TIMEOUT_MS,
}: DialerOptions): () => Dial {
  const own = new URL(apiUrl).hostname;
  return () => {
    const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs });
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const lines = new Set<Socket>();
    let isOver = false;
    const left = (): void => {
      if (isOver && lines.size === 0) resolve();
    };
    const dispatcher = new Agent({
      allowH2: false,
      connect: (options, callback) => {
        if (isOver) return callback(new Error('this line is cut'), null);
        if (!isAllowed(options, own))
          return callback(new Error('a host that is not Slack’s'), null);
        return connect(options, (error, socket) => {
          if (error !== null) return callback(error, null);
          if (isOver) {
            socket.destroy();
            return callback(new Error('this line is cut'), null);
          }
          lines.add(socket);
          socket.once('close', () => {
            lines.delete(socket);
            left();
          });
          return callback(null, socket);
        });
      },
    });
    return {
      dispatcher,
      gone,
      // Before the upgrade a second reader would take bytes away from undici.
      listen: (onBytes) => {
        for (const line of lines) line.on('data', onBytes);
      },
      destroy: () => {
        isOver = true;
        for (const line of lines) line.destroy();
        left();
        // What is not upgraded yet; its end is told to whoever waits for it.
        dispatcher.destroy().catch(() => undefined);
      },
    };
  };
}

interface Target {
  readonly hostname: string;
  readonly protocol: string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/;

/** TLS to Slack or to the configured server; without TLS to this machine alone. */
function isAllowed({ hostname, protocol }: Target, own: string): boolean {
  const isSlack = hostname === 'slack.com' || hostname.endsWith('.slack.com') || hostname === own;
  const isSafe = protocol === 'https:' || protocol === 'wss:' || loopback.test(hostname);
  return isSlack && isSafe;
}
