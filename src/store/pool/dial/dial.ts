/** Makes the connections of a pool. */

import { connect, type Socket } from 'node:net';
import { codeOf, DialError } from '../failure.ts';
import type { PoolLimits, ServerSettings } from '../settings.ts';
import type { Dialling, Pace } from './pace.ts';
import { secured } from './tls.ts';
import { deadWire, Wire, type WireWatch } from './wire.ts';

/** What a dial works with. */
export interface DialParts {
  readonly server: ServerSettings;
  readonly limits: Pick<PoolLimits, 'connectMs' | 'tlsMs'>;
  readonly pace: Pace;
}

/** The connection that a dial is for. */
export interface Caller extends WireWatch {
  /** Nobody wants the connection any more: what comes now is a failure. */
  readonly isEnding: boolean;
  /** Told of each socket at once, so that it can be destroyed at any time. */
  track(socket: Socket): void;
  connected(): void;
}

const placeOf = ({ host, port }: ServerSettings) =>
  host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port, noDelay: true };

const asDialError = (thrown: unknown): DialError =>
  thrown instanceof DialError ? thrown : new DialError(codeOf(thrown) || 'CONNECT_FAILED');

/** Rejects after `ms`; the loser's socket is destroyed by whoever calls. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DialError('CONNECT_TIMEOUT')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    const closed = () => reject(new DialError('CONNECTION_ENDED'));
    socket
      .once('error', reject)
      .once('close', closed)
      .once('connect', () => {
        socket.off('error', reject).off('close', closed);
        resolve();
      });
  });

/** Whether the other side closed on us, rather than that we gave up or refused what it offered. */
const isEarly = (error: DialError): boolean =>
  ['EARLY_CLOSE', 'ECONNRESET', 'EPIPE'].includes(error.code);

async function speak({ server, limits }: DialParts, socket: Socket, to: Caller): Promise<Socket> {
  to.track(socket);
  await within(limits.connectMs, connected(socket));
  to.connected();
  const speaking = await within(limits.tlsMs, secured(socket, server));
  if (to.isEnding) throw new DialError('CONNECTION_ENDED');
  to.track(speaking);
  return speaking;
}

async function open(parts: DialParts, dialling: Dialling, to: Caller): Promise<Wire> {
  const socket = connect(placeOf(parts.server));
  try {
    return new Wire(await speak(parts, socket, to), {
      spoke() {
        dialling.spoke();
        to.spoke();
      },
      ended(error, byPeer) {
        dialling.ended(byPeer);
        to.ended(error, byPeer);
      },
    });
  } catch (thrown) {
    const error = asDialError(thrown);
    dialling.ended(isEarly(error));
    socket.destroy();
    return deadWire(error, to);
  }
}

/**
 * Makes one connection for the driver, which takes a rejection badly: this never rejects. What
 * went wrong is handed over as a wire that ends with it, and told to the caller there.
 */
export function dial(parts: DialParts, to: Caller): Promise<Wire> {
  if (to.isEnding) return Promise.resolve(deadWire(new DialError('CONNECTION_ENDED'), to));
  const dialling = parts.pace.start();
  if (dialling === null) return Promise.resolve(deadWire(new DialError('EARLY_CLOSE'), to));
  return open(parts, dialling, to);
}
