/** The connection through which Slack talks to us. Types only. */

import type { Failure } from '../../domain/health/failure.ts';
import type { EnvelopeKind, Rejected } from '../../domain/health/socketFact.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';

/** What a connection tells, in this order. Listeners must not throw. */
export interface ConnectionListeners {
  /** There is an address to connect to. */
  authenticated(): void;
  /** Greeted: from now on envelopes come. `connections`: how many Slack counts. */
  connected(connections: number | null): void;
  /** Slack is going to end it. */
  notice(reason: string): void;
  /** An envelope was acked, or could not be: then `ackMs` is null. */
  received(kind: EnvelopeKind, ackMs: number | null): void;
  /** What an envelope says, after its ack. */
  inbound(inbound: Inbound): void;
  /** A frame or an envelope that was dropped. */
  rejected(kind: Rejected): void;
  /** Something arrived: a frame, a ping or a pong. */
  alive(): void;
  /** It is over, and was not asked to be. `parks`: trying again soon is of no use. */
  closed(failure: Failure, parks: boolean): void;
}

/** One connection, from the question where to connect to its end. It never comes back. */
export interface Connection {
  /** Says goodbye, and cuts the line a second later. Nothing is told any more. */
  close(): void;
  /** Cuts the line. */
  destroy(): void;
  /** Resolves when the line is gone; never rejects. */
  readonly gone: Promise<void>;
}

/** Begins to connect. Never throws: what goes wrong is told. */
export type Connect = (listeners: ConnectionListeners) => Connection;
