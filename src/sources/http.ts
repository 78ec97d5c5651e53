/** Fetching from the servers of the configuration, guarded: nothing of undici gets out. */

import { Agent } from 'undici';
import { Failure } from '../domain/health/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { OnRequest } from '../ports/operators/measured.ts';
import { createConnector } from './connector.ts';
import { type Answered, exchange, type Limits } from './exchange.ts';
import { statusFailure } from './httpFailure.ts';
import { measured } from './measured.ts';
import { isRedirect, redirectTarget } from './redirect.ts';

export interface HttpLimits extends Limits {
  /** For all of it, redirects included. */
  readonly totalMs: number;
}

/** The limits of the index. */
export const indexLimits: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  chunkMs: 15_000,
  totalMs: 120_000,
};

export interface HttpNeeds {
  readonly clock: Pick<Clock, 'now'>;
  /** Name, version and where to complain. */
  readonly userAgent: string;
  /** Hears how long each request took, redirects counted one by one. */
  readonly onRequest?: OnRequest;
  /** The W3C trace of the turn that makes the request; null where there is none. */
  readonly traceparent?: () => string | null;
}

export interface HttpGet {
  /** For failures, such as `index.fetch`. */
  readonly operation: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly limits: HttpLimits;
}

export interface Http {
  /**
   * GET, following redirects within the host. Answers 200 or 304; every other status is a
   * Failure: RATE_LIMIT, NETWORK, TIMEOUT, UPSTREAM_CHANGED, DATA_INVALID/`too_large`.
   * An abort rejects with the reason of the signal.
   */
  get(request: HttpGet, signal: AbortSignal): Promise<Answered>;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

export function createHttp({ clock, userAgent, onRequest, traceparent }: HttpNeeds): Http {
  // No h2: its errors and limits are others, and one GET in half an hour gains nothing.
  const connector = createConnector({ allowH2: false });
  const dispatcher = new Agent({
    connect: connector.connect,
    allowH2: false,
    headersTimeout: 0, // ours count
    bodyTimeout: 0,
  });

  function inTrace(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const trace = traceparent?.() ?? null;
    return trace === null ? headers : { ...headers, traceparent: trace };
  }

  async function follow(request: HttpGet, signal: AbortSignal): Promise<Answered> {
    const { operation, url, maxBytes, limits } = request;
    const headers = { 'user-agent': userAgent, ...request.headers };
    const visited = [new URL(url)];
    for (let at = visited[0]; at !== undefined; at = visited.at(-1)) {
      const asked = {
        operation,
        method: 'GET',
        url: at,
        headers: inTrace(headers),
        maxBytes,
      } as const;
      const answer = await measured(onRequest, operation, () =>
        exchange(dispatcher, asked, limits, signal),
      );
      if (answer.status === 200 || answer.status === 304) return answer;
      if (!isRedirect(answer.status))
        throw statusFailure(operation, answer.status, answer.header('retry-after'), clock.now());
      visited.push(redirectTarget(operation, visited, answer.header('location')));
    }
    throw new Error('unreachable: the list of visited addresses is never empty');
  }

  async function get(request: HttpGet, signal: AbortSignal): Promise<Answered> {
    const total = new AbortController();
    const timer = setTimeout(() => {
      const message = `not whole within ${request.limits.totalMs} ms`;
      const { operation } = request;
      total.abort(
        new Failure({ category: 'TIMEOUT', reason: 'total_timeout', operation, message }),
      );
    }, request.limits.totalMs);
    try {
      return await follow(request, AbortSignal.any([signal, total.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  async function close(): Promise<void> {
    connector.end();
    await dispatcher.destroy();
  }

  return { get, close };
}
