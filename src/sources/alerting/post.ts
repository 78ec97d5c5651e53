/** One POST to a host of the operators' own, guarded: nothing of undici gets out. */

import { Agent, request } from 'undici';
import { Failure } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { statusFailure, thrownFailure } from '../httpFailure.ts';

const LIMIT_MS = 10_000;
const MOST_BYTES = 64 * 1_024;

export interface Posted {
  /** For failures, such as `ntfy.send`. */
  readonly operation: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Connections of their own for whatever alerts are posted to. */
export interface Poster {
  /**
   * Resolves after an answer of 2xx within ten seconds. A redirect is not followed. Throws
   * RATE_LIMIT, NETWORK, TIMEOUT, UPSTREAM_CHANGED; an abort rejects with the reason of the signal.
   */
  post(posted: Posted, signal: AbortSignal): Promise<void>;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

/** `limitMs` is for tests. */
export function createPoster({
  clock,
  traceparent,
  limitMs = LIMIT_MS,
}: {
  readonly clock: Pick<Clock, 'now'>;
  /** The W3C trace of the turn that posts; null where there is none. */
  readonly traceparent?: () => string | null;
  readonly limitMs?: number;
}): Poster {
  const dispatcher = new Agent({ allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  const exchange = async ({ operation, url, body, ...posted }: Posted, signal: AbortSignal) => {
    const trace = traceparent?.() ?? null;
    const headers = { ...posted.headers, ...(trace === null ? {} : { traceparent: trace }) };
    const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal });
    await readUpTo(answer.body, MOST_BYTES);
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return;
    throw statusFailure(operation, status, retryAfterIn(answer.headers), clock.now());
  };
  return {
    async post(posted, signal) {
      const { operation } = posted;
      const late = new AbortController();
      const timer = setTimeout(() => {
        const message = `no answer within ${limitMs} ms`;
        const kind = { category: 'TIMEOUT', reason: 'total_timeout' } as const;
        late.abort(new Failure({ ...kind, operation, message }));
      }, limitMs);
      try {
        await exchange(posted, AbortSignal.any([signal, late.signal]));
      } catch (thrown) {
        if (signal.aborted) throw signal.reason;
        if (late.signal.aborted) throw late.signal.reason;
        throw thrownFailure(operation, 'headers', thrown);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Nobody needs the answer, but a connection whose body is not read is not used again. */
async function readUpTo(body: AsyncIterable<Uint8Array>, most: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) return;
  }
}

function retryAfterIn(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const value = headers['retry-after'];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
