/** Makes the connections of a pool. */

import { connect, type Socket } from 'node:net';
import { codeOf, DialError } from './failure.ts';
import type { Dialling, Pace } from './pace.ts';
import type { PoolLimits, ServerSettings } from './settings.ts';
import { secured } from './tls.ts';
import { deadWire, Wire, type WireWatch } from './wire.ts';

/** One connection as its generation follows it, from the dial to the end. */
export interface Course extends WireWatch {
  connected(): void;
}

/** What a dial works with. */
export interface DialParts {
  readonly server: ServerSettings;
  readonly limits: Pick<PoolLimits, 'connectMs' | 'tlsMs'>;
  readonly pace: Pace;
  /** The connections are no longer wanted: what comes now is a failure. */
  readonly isRetired: () => boolean;
  /** Told of each socket at once, so that it can be destroyed at any time. */
  readonly track: (socket: Socket) => void;
  readonly begin: () => Course;
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

/**
 * The driver's `socket` function. It never rejects and hands nothing over in the turn in which
 * that ends, as either would leave the driver's slot mute: a failure is a wire that ends later.
 */
export function createDial(parts: DialParts): () => Promise<Wire> {
  const { server, limits, pace, isRetired, track } = parts;

  async function speak(socket: Socket, course: Course): Promise<Socket> {
    track(socket);
    await within(limits.connectMs, connected(socket));
    course.connected();
    const speaking = await within(limits.tlsMs, secured(socket, server));
    if (isRetired()) throw new DialError('CONNECTION_ENDED');
    track(speaking);
    return speaking;
  }

  async function open(dialling: Dialling, course: Course): Promise<Wire> {
    const socket = connect(placeOf(server));
    try {
      return new Wire(await speak(socket, course), {
        spoke() {
          dialling.spoke();
          course.spoke();
        },
        dying(byPeer) {
          dialling.ended(byPeer);
          course.dying(byPeer);
        },
        closed: () => course.closed(),
      });
    } catch (thrown) {
      const error = asDialError(thrown);
      dialling.ended(isEarly(error));
      socket.destroy();
      return deadWire(error, course);
    }
  }

  return () => {
    const course = parts.begin();
    const dialling = isRetired() ? null : pace.begin();
    if (dialling !== null) return open(dialling, course);
    const code = isRetired() ? 'CONNECTION_ENDED' : 'EARLY_CLOSE';
    return Promise.resolve(deadWire(new DialError(code), course));
  };
}
