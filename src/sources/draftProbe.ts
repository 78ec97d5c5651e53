/** Looking for drafts where there is no listing: many HEADs, gently and at little cost. */

import { createSecureContext } from 'node:tls';
import { Pool } from 'undici';
import type { ReadAnswer } from '../domain/papers/probe/answer.ts';
import type { Clock } from '../ports/clock.ts';
import type { DraftProbe, Look, ReadFile } from '../ports/drafts.ts';
import type { OnRequest } from '../ports/operators/measured.ts';
import { createConnector } from './connector.ts';
import { type Begun, lookErrand, readErrand } from './drafts/errand.ts';
import { Sender } from './drafts/sender.ts';

export interface DraftProbeNeeds {
  readonly clock: Clock;
  /** Name, version and where to complain. */
  readonly userAgent: string;
  /** The folder of the drafts, with a slash at its end. */
  readonly url: string;
  /** The most connections: as many as requests may be in flight. */
  readonly connections: number;
  /** Until a connection stands, in ms. */
  readonly connectMs: number;
  /** The W3C trace of the turn that reads; looks carry none. */
  readonly traceparent?: () => string | null;
  /** Hears of reads, and of the first request of each list of looks. */
  readonly onRequest?: OnRequest;
  /** Certificates to trust besides those of Node, in PEM; for tests. */
  readonly ca?: string;
}

/** A `DraftProbe` that can be closed. */
export interface OpenDraftProbe extends DraftProbe {
  /** Ends all connections, also those in use, and everything under way. */
  close(): Promise<void>;
}

/** Probes over one pool of connections. Spans of time are looked at every 250 ms. */
export function createDraftProbe(needs: DraftProbeNeeds): OpenDraftProbe {
  const { url, clock, userAgent, connections, connectMs, ca, traceparent, onRequest } = needs;
  const connector = createConnector({
    timeout: connectMs,
    secureContext: createSecureContext(ca === undefined ? {} : { ca }), // else one is made for each connection
  });
  const dispatcher = new Pool(new URL(url).origin, {
    connections,
    connect: connector.connect,
    headersTimeout: 0, // the sender counts
    bodyTimeout: 0,
  });
  const sender = new Sender({ dispatcher, clock, userAgent, ...(onRequest ? { onRequest } : {}) });
  const under = new Set<Begun<unknown>>();

  async function run<T>(begun: Begun<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const stop = (): void => sender.break(begun.errand, signal.reason);
    signal.addEventListener('abort', stop);
    under.add(begun);
    sender.add(begun.errand);
    try {
      return await begun.over;
    } finally {
      under.delete(begun);
      signal.removeEventListener('abort', stop);
    }
  }

  const mustLieBelow = (one: string): void => {
    if (!one.startsWith(url)) throw new Error(`not below ${url}: ${one}`);
  };

  return {
    look: async (look: Look, signal) => {
      look.urls.forEach(mustLieBelow);
      await run(lookErrand(look), signal);
    },
    read: async (file: ReadFile, signal): Promise<ReadAnswer> => {
      mustLieBelow(file.url);
      return run(readErrand(file, traceparent?.() ?? null), signal);
    },
    close: async () => {
      for (const { errand } of under) sender.break(errand, new Error('closed'));
      connector.end();
      await dispatcher.destroy();
    },
  };
}
