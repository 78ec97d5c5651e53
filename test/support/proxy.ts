/** A TCP proxy on loopback that breaks connections in the ways networks and servers do. */

import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';

/** Where the other side listens: a port of 127.0.0.1, or the path of a Unix socket. */
export type Target = { readonly port: number } | { readonly path: string };

/** What happens to a connection that comes. */
export type ProxyMode =
  /** Bytes go both ways. */
  | 'pass'
  /** Taken and closed at once, with FIN. */
  | 'close'
  /** Closed as soon as the first bytes have come. */
  | 'close-after-read'
  /** Taken and reset at once. */
  | 'reset'
  /** Taken, and then nothing. Connections from before fall silent too. */
  | 'black-hole';

interface Pair {
  readonly since: number;
  readonly client: Socket;
  readonly server: Socket;
}

/** A running proxy. Whoever starts it ends it. */
export class FaultProxy {
  readonly #listener: Server;
  readonly #target: Target;
  readonly #clients = new Set<Socket>();
  readonly #pairs = new Set<Pair>();
  #mode: ProxyMode = 'pass';
  /** `reset` and `finish` leave younger connections alone; in ms. */
  youngestMs = 0;
  /** How many connections came. */
  connects = 0;

  private constructor(target: Target) {
    this.#target = target;
    this.#listener = createServer((client) => this.#take(client));
  }

  static async begin(target: Target): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.listen(0);
    return proxy;
  }

  async listen(port = this.port): Promise<void> {
    this.#listener.listen(port, '127.0.0.1');
    await once(this.#listener, 'listening');
    this.port = (this.#listener.address() as AddressInfo).port;
  }

  port = 0;

  /** Connections of clients that are still open. */
  get open(): number {
    return this.#clients.size;
  }

  /** From now on. Leaving the black hole lets what waited there go on. */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    for (const { client, server } of this.#pairs)
      for (const socket of [client, server])
        if (mode === 'black-hole') socket.pause();
        else socket.resume();
  }

  /** Resets one of the connections that pass; false when there is none. `pick` from 0 to 1. */
  reset(pick: number): boolean {
    return this.#break(pick, ({ client, server }) => {
      client.resetAndDestroy();
      server.destroy();
    });
  }

  /** Closes one of the connections that pass, politely. */
  finish(pick: number): boolean {
    return this.#break(pick, ({ client, server }) => {
      client.end();
      server.destroy();
    });
  }

  /** Nobody listens any more, and what passed is reset. */
  async stop(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const client of this.#clients) client.resetAndDestroy();
    for (const { server } of this.#pairs) server.destroy();
    await closed;
  }

  #break(pick: number, how: (pair: Pair) => void): boolean {
    const born = performance.now() - this.youngestMs;
    const old = [...this.#pairs].filter(({ since }) => since <= born);
    const pair = old[Math.floor(pick * old.length)];
    if (pair === undefined) return false;
    this.#pairs.delete(pair);
    how(pair);
    return true;
  }

  #take(client: Socket): void {
    this.connects += 1;
    this.#clients.add(client);
    client.on('error', () => client.destroy()).on('close', () => this.#clients.delete(client));
    if (this.#mode === 'close') client.resume().end();
    else if (this.#mode === 'reset') client.resetAndDestroy();
    else if (this.#mode === 'close-after-read')
      client.once('data', () => client.end()); // flows from here on
    else this.#join(client);
  }

  #join(client: Socket): void {
    const server = createConnection(this.#target);
    const pair: Pair = { since: performance.now(), client, server };
    this.#pairs.add(pair);
    const over = () => {
      this.#pairs.delete(pair);
    };
    server.on('error', () => server.destroy());
    server.on('close', () => {
      over();
      client.end();
    });
    client.on('close', () => {
      over();
      server.destroy();
    });
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => client.write(bytes));
    if (this.#mode === 'black-hole') {
      client.pause();
      server.pause();
    }
  }
}
