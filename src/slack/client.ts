/** How we set up Slack's own client. */

import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { type GuardOptions, guardedFetch, type RawFetch } from './guard.ts';

/** What a client needs. Main gives it all. */
export interface ClientOptions extends GuardOptions {
  readonly token: string;
  /** Base of the Web API, such as `https://slack.com/api/`. */
  readonly apiUrl: string;
  readonly fetch: RawFetch;
  /** Takes secrets out of texts that others wrote. */
  readonly redact: (text: string) => string;
  /** Whole time of one call, body included; 10 s. A step around a call needs more. */
  readonly timeoutMs?: number;
  /** The client's own warnings, redacted. Its lower levels print whole messages: they go nowhere. */
  readonly onSdkLog?: (level: 'warn' | 'error', text: string) => void;
}

const TIMEOUT_MS = 10_000;
const CALLS_AT_ONCE = 8;

/**
 * A client that neither repeats nor pauses: one call is one request, and when to try again is
 * decided by the queue. The options are a fresh object each time, because the client writes to it.
 */
export const webClient = (options: ClientOptions): WebClient =>
  new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    allowAbsoluteUrls: false,
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: CALLS_AT_ONCE,
    fetch: guardedFetch(options.fetch, options),
    logger: sdkLogger(options),
  });

/** Passes warnings and errors on, redacted, and drops the rest. */
function sdkLogger({ onSdkLog, redact }: ClientOptions): Logger {
  const tell =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]): void =>
      onSdkLog?.(level, redact(parts.map(String).join(' ')));
  const drop = (): void => {};
  return {
    debug: drop,
    info: drop,
    warn: tell('warn'),
    error: tell('error'),
    setLevel: drop,
    getLevel: () => LogLevel.WARN,
    setName: drop,
  };
}
