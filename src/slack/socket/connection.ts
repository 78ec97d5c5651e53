/** One connection to Slack: one client, one line, one life. */

import type { Clock } from '../../ports/clock.ts';
import type { Connect, Connection, ConnectionListeners } from '../../ports/talk/socket.ts';
import { type ClientOptions, clientOptions, sdkLogger } from '../client.ts';
import { FilteredClient, type SocketOptions } from './client.ts';
import { decode, kindOf } from './envelope.ts';
import { failureOfStart, type NoConnection, socketClosed } from './failure.ts';

/** The TCP connection of one client, made with undici elsewhere. */
export interface Line {
  readonly dispatcher: NonNullable<SocketOptions['dispatcher']>;
  /** Calls back whenever bytes have arrived; after the upgrade. */
  listen(onBytes: () => void): void;
  destroy(): void;
  readonly gone: Promise<void>;
}

/** What connecting needs. Main gives it all. `token` is the app-level one. */
export interface ConnectNeeds extends ClientOptions {
  readonly dial: () => Line;
  readonly clock: Clock;
  /** Our own user id, where it is known by now. */
  readonly self: () => string | null;
  /** A listener threw: our bug. */
  readonly onBug: (thrown: unknown) => void;
  /** How long a pong may take, in ms; the end is noticed after at most a third more. */
  readonly pongWithinMs?: number;
  /** How long after the goodbye the line is cut, in ms. */
  readonly lingerMs?: number;
}

const LINGER_MS = 1_000;
/** `readyState` of a WebSocket after a close frame. */
const CLOSING = 2;
/** Three pings fit in; a stall of the event loop of 8 s does not end the connection. */
const CLIENT_PING_TIMEOUT_MS = 15_000;
const SERVER_PING_TIMEOUT_MS = 30_000;

/** What the SDK hands over for each envelope. */
interface Handed {
  readonly ack: (answer?: object) => Promise<void>;
  readonly envelope_id: string;
  readonly type: string;
  readonly body: unknown;
}

/** Makes connections, each with a client of its own: a client that failed once is never used again. */
export const socketConnect =
  (needs: ConnectNeeds): Connect =>
  (listeners) =>
    new OneConnection(needs, listeners).begin();

class OneConnection {
  readonly #needs: ConnectNeeds;
  readonly #listeners: ConnectionListeners;
  readonly #line: Line;
  readonly #client: FilteredClient;
  readonly #asking = new AbortController();
  #state: 'opening' | 'greeted' | 'over' = 'opening';
  #isShut = false;
  #wasGreeted = false;
  #connections: number | null = null;
  /** The last words of the SDK about trouble. */
  #why: string | null = null;

  constructor(needs: ConnectNeeds, listeners: ConnectionListeners) {
    this.#needs = needs;
    this.#listeners = listeners;
    this.#line = needs.dial();
    const ask = needs.fetch;
    const abortable: typeof ask = (url, init) => {
      const signals = [this.#asking.signal, ...(init.signal ? [init.signal] : [])];
      return ask(url, { ...init, signal: AbortSignal.any(signals) });
    };
    this.#client = new FilteredClient(
      {
        appToken: needs.token,
        autoReconnectEnabled: false,
        dispatcher: this.#line.dispatcher,
        clientPingTimeout: needs.pongWithinMs ?? CLIENT_PING_TIMEOUT_MS,
        serverPingTimeout: SERVER_PING_TIMEOUT_MS,
        logger: sdkLogger(needs),
        clientOptions: clientOptions({ ...needs, fetch: abortable }),
      },
      {
        onHello: (connections) => {
          this.#connections = connections;
        },
        onNotice: (reason) => {
          if (this.#state !== 'over') this.#listeners.notice(reason);
        },
        onRejected: (kind) => this.#listeners.rejected(kind),
        onBug: needs.onBug,
      },
    );
  }

  begin(): Connection {
    const client = this.#client;
    client.on(
      'authenticated',
      this.#guarded(() => {
        if (this.#state === 'over') return this.#shut();
        this.#listeners.authenticated();
      }),
    );
    client.on(
      'connected',
      this.#guarded(() => {
        if (this.#state === 'over') return this.#shut();
        if (this.#state === 'greeted') return;
        this.#state = 'greeted';
        this.#wasGreeted = true;
        this.#listeners.alive();
        this.#line.listen(this.#guarded(() => this.#heard()));
        this.#listeners.connected(this.#connections);
      }),
    );
    client.on(
      'disconnected',
      this.#guarded(() => this.#end(socketClosed(this.#why))),
    );
    client.on(
      'error',
      this.#guarded((error: unknown) => {
        this.#why = this.#needs.redact(error instanceof Error ? error.message : String(error));
      }),
    );
    client.on(
      'slack_event',
      this.#guarded((handed: Handed) => this.#take(handed)),
    );
    client.start().catch((thrown: unknown) => {
      this.#end(failureOfStart(thrown, this.#needs.redact));
    });
    return {
      close: () => {
        this.#state = 'over';
        this.#shut();
      },
      destroy: () => {
        this.#state = 'over';
        this.#isShut = true;
        this.#asking.abort();
        this.#line.destroy();
      },
      gone: this.#line.gone,
    };
  }

  /** The ack before anything else: Slack waits three seconds, and the user with it. */
  #take({ ack, envelope_id: id, type, body }: Handed): void {
    const began = this.#needs.clock.elapsed();
    const acked = ack();
    const kind = kindOf(type);
    const tell = (ackMs: number | null) => () => {
      if (kind !== null) this.#listeners.received(kind, ackMs);
    };
    acked.then(tell(this.#needs.clock.elapsed() - began), tell(null)).catch(this.#needs.onBug);
    const decoded = decode({ type, id, body }, this.#needs.clock.now(), this.#needs.self());
    if (decoded.type === 'inbound') this.#listeners.inbound(decoded.inbound);
    if (decoded.type === 'unreadable') this.#listeners.rejected('unreadable');
  }

  /** Frames, pings and pongs are signs of life; a goodbye is told at once. */
  #heard(): void {
    if (this.#state === 'over') return;
    this.#listeners.alive();
    // Behind the reader of the frames. The client waits until the line is gone, which takes Slack 15 s.
    setImmediate(() => {
      if (this.#state !== 'over' && this.#client.websocket?.readyState === CLOSING)
        this.#end(socketClosed('Slack closed the connection'));
    });
  }

  #end({ failure, parks }: NoConnection): void {
    const wasOver = this.#state === 'over';
    this.#state = 'over';
    this.#shut();
    if (!wasOver) this.#listeners.closed(failure, parks);
  }

  /** Goodbye now, the line cut a little later: Slack does not finish the handshake. */
  #shut(): void {
    if (this.#isShut) return; // the client tells of each goodbye that it is disconnected
    this.#isShut = true;
    this.#asking.abort();
    // Before the greeting nobody is there to say goodbye to, and the client would forget a timer.
    if (this.#wasGreeted) {
      this.#client.disconnect().catch(this.#needs.onBug);
      setTimeout(() => this.#line.destroy(), this.#needs.lingerMs ?? LINGER_MS).unref();
    } else this.#line.destroy();
  }

  /** A listener that throws would end the process, or leave the client half done. */
  #guarded<T extends readonly unknown[]>(listener: (...given: T) => void): (...given: T) => void {
    return (...given) => {
      try {
        listener(...given);
      } catch (thrown) {
        this.#needs.onBug(thrown);
      }
    };
  }
}
