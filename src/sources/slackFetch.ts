/** The connections to Slack. Its client library gets this fetch handed over and opens none itself. */

import { Agent, fetch } from 'undici';
import type { OnRequest } from '../ports/operators/measured.ts';
import { measured } from './measured.ts';

/** Times in ms; the caller's own deadline comes first, these are for what it does not see. */
export interface SlackFetchOptions {
  readonly connectTimeoutMs?: number;
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
  /** Hears how long each call took, to the end of the headers. */
  readonly onRequest?: OnRequest;
}

/** A request as Slack's client library makes it. */
export interface SlackRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | object;
  readonly redirect?: 'error' | 'follow' | 'manual';
  readonly signal?: AbortSignal;
}

/** An answer whose body was not read yet. */
export interface SlackAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: {
    get(name: string): string | null;
    entries(): IterableIterator<[string, string]>;
  };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** A fetch with connections of its own. */
export interface SlackFetch {
  /** Rejects as undici does: a `TypeError` whose `cause.code` says what happened, or the signal's reason. */
  fetch(url: string, request: SlackRequest): Promise<SlackAnswer>;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

/**
 * Makes the fetch. undici's `Agent` and undici's `fetch` belong together: Node's built-in fetch
 * is another version and refuses the agent. No global dispatcher is touched.
 */
export function slackFetch(options: SlackFetchOptions = {}): SlackFetch {
  const { connectTimeoutMs = 5_000, headersTimeoutMs = 15_000, bodyTimeoutMs = 15_000 } = options;
  const { onRequest } = options;
  const dispatcher = new Agent({
    allowH2: false,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
  });
  return {
    fetch: async (url, { body, ...request }) => {
      if (typeof body === 'object') throw new TypeError('only text is sent to Slack');
      return measured(onRequest, url, () =>
        fetch(url, { ...request, body: body ?? null, dispatcher }),
      );
    },
    close: () => dispatcher.destroy(),
  };
}
