import type { AddressInfo, Server } from 'node:net';

/** A server's door on loopback: it can be shut and opened again under the same port. */
export interface Door {
  readonly port: number;
  /** Refuses connections and breaks those that stand. */
  stop(): Promise<void>;
  /** Listens again. */
  start(): Promise<void>;
}

/** A server of `node:http` or `node:https`. */
type HttpServer = Server & { closeAllConnections(): void };

/** Listens on a free port of loopback. */
export async function openDoor(server: HttpServer): Promise<Door> {
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    port,
    start: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
