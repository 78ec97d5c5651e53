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

/** A client that neither repeats nor pauses: when to try again is decided by the queue. */
export const webClient = (options: ClientOptions): WebClient =>
  new WebClient(options.token, clientOptions(options));

/**
 * One call is one request. A fresh object each time, because clients write to it: a second one
 * would use the token of the first.
 */
export const clientOptions = (options: ClientOptions): NonNullable<WebClientOptions> => ({
  slackApiUrl: options.apiUrl,
  allowAbsoluteUrls: false,
  timeout: options.timeoutMs ?? TIMEOUT_MS,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  maxRequestConcurrency: CALLS_AT_ONCE,
  fetch: guardedFetch(options.fetch, options),
  logger: sdkLogger(options),
});

type WebClientOptions = ConstructorParameters<typeof WebClient>[1];

/** Passes warnings and errors on, redacted, and drops the rest. */
export function sdkLogger({ onSdkLog, redact }: ClientOptions): Logger {
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
