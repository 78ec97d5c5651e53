import { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** Opens connections for a pool, and knows those that do not stand yet. */
export interface Connector {
  readonly connect: buildConnector.connector;
  /**
   * Ends the connections under way: a pool that is destroyed waits for them. A signal given to
   * Node would do so too, but keeps a listener, and the socket with it, for every connection ever made.
   */
  end(): void;
}

export function createConnector(options: buildConnector.BuildOptions): Connector {
  const open = buildConnector(options);
  const underWay = new Set<Socket>();
  return {
    connect: (target, done) => {
      const socket: unknown = open(target, (...result) => {
        if (socket instanceof Socket) underWay.delete(socket);
        done(...result);
      });
      if (socket instanceof Socket) underWay.add(socket);
    },
    end: () => {
      for (const socket of underWay) socket.destroy(new Error('closed while connecting'));
    },
  };
}
