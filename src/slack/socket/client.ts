/** Slack's own client for one connection, which sees no frame that would hurt it. */

import { SocketModeClient } from '@slack/socket-mode';
import type { Rejected } from '../../domain/health/socketFact.ts';
import { readFrame } from './frame.ts';

/** What the client finds in frames that it does not hand on as they are. */
export interface FrameListeners {
  readonly onHello: (connections: number | null) => void;
  readonly onNotice: (reason: string) => void;
  readonly onRejected: (kind: Rejected) => void;
  /** A listener of an event threw: our bug. */
  readonly onBug: (thrown: unknown) => void;
}

/** What `SocketModeClient` takes. */
export type SocketOptions = NonNullable<ConstructorParameters<typeof SocketModeClient>[0]>;

/**
 * The SDK would take some frames for an order of its own, and would throw at others outside of
 * every handler. It never sees `disconnect`: it would close at once, while the next connection is
 * not there yet.
 */
export class FilteredClient extends SocketModeClient {
  readonly #listeners: FrameListeners;

  constructor(options: SocketOptions, listeners: FrameListeners) {
    super(options);
    this.#listeners = listeners;
  }

  protected override async onWebSocketMessage(
    data: string | ArrayBuffer,
    isBinary: boolean,
  ): Promise<void> {
    try {
      const read = readFrame(data, isBinary);
      if (read.type === 'rejected') return this.#listeners.onRejected(read.kind);
      if (read.type === 'notice') return this.#listeners.onNotice(read.reason);
      if (read.type === 'hello') this.#listeners.onHello(read.connections);
      await super.onWebSocketMessage(read.text, false);
    } catch (thrown) {
      this.#listeners.onBug(thrown);
    }
  }
}
