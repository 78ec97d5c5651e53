/** From what the Slack SDK throws to a verdict: the one place that knows its error classes. */

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { OutboxKind } from '../domain/delivery/outbox.ts';
import { MESSAGE_LIMIT_MS, verdictOfCode } from '../domain/delivery/slackCode.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import { Failure, type Kind } from '../domain/health/failure.ts';
import { BadBody, BrokenBody, MessageLimit, Redirected } from './guard.ts';

/** A call as far as its failure depends on it. */
export interface Call {
  /** Slack's name, such as `chat.postMessage`. */
  readonly method: string;
  /** Some codes mean different things for an edit and for a post. */
  readonly kind: OutboxKind;
  /** Whether it went to a conversation: else a limit is the method's. */
  readonly toChannel: boolean;
  /** Takes secrets out of what others wrote. */
  readonly redact: (text: string) => string;
}

/** A day: what is longer is a broken number, not a wish. */
const LONGEST_SILENCE_MS = 24 * 3_600_000;

/**
 * The verdict on a call that threw. What is neither Slack's nor the network's doing is a bug of
 * ours: refused as such, so that one bad row ends instead of crashing the queue for ever.
 */
export function verdictOf(thrown: unknown, call: Call): Verdict {
  if (thrown instanceof WebAPIPlatformError) return answered(thrown, call);
  if (thrown instanceof WebAPIRateLimitedError) return verdictOfLimit(thrown.retryAfter, call);
  if (thrown instanceof WebAPIHTTPError) return verdictOfStatus(thrown, call);
  if (thrown instanceof WebAPIRequestError) return verdictOfBreak(thrown.original, call);
  const failure = failed(call, { category: 'UNKNOWN', reason: 'bug' }, describe(thrown), thrown);
  return { type: 'refused', kind: 'bug', failure };
}

const operationOf = ({ method }: Call): string => `slack.${method}`;

const describe = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);

function failed(call: Call, kind: Kind, message: string, cause?: unknown): Failure {
  return new Failure({
    ...kind,
    operation: operationOf(call),
    message: call.redact(message),
    cause: cause instanceof Error ? call.redact(describe(cause)) : null, // text: errors hold headers
  });
}

function answered({ data }: WebAPIPlatformError, call: Call): Verdict {
  const code = String(data.error);
  const needed = 'needed' in data && typeof data.needed === 'string' ? data.needed : null;
  const words = needed === null ? [code] : [code, `needs ${needed.slice(0, 200)}`];
  const message = /^[a-z]\w{1,63}$/.test(code)
    ? words.join(', ')
    : 'an error code of no known form';
  return verdictOfCode(code, call.kind, {
    operation: operationOf(call),
    message: call.redact(message),
  });
}

/** The verdict on HTTP 429; `seconds` is what Slack asked for. */
export function verdictOfLimit(seconds: number, call: Call): Verdict {
  const retryAfterMs = Math.min(Math.max(1, seconds) * 1_000, LONGEST_SILENCE_MS);
  const failure = new Failure({
    category: 'RATE_LIMIT',
    reason: 'retry_after',
    retryAfterMs,
    operation: operationOf(call),
    message: `HTTP 429, silence for ${retryAfterMs} ms`,
  });
  return {
    type: 'limited',
    scope: call.toChannel ? 'destination' : 'method',
    retryAfterMs,
    failure,
  };
}

/** The verdict on an answer with another status than 200 and 429. */
export function verdictOfStatus(
  { statusCode, body }: Pick<WebAPIHTTPError, 'statusCode' | 'body'>,
  call: Call,
): Verdict {
  const shown = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const message = `HTTP ${statusCode}: ${shown.replace(/\s+/g, ' ').slice(0, 200)}`;
  if (statusCode >= 500)
    return {
      type: 'ambiguous',
      failure: failed(call, { category: 'SLACK', reason: 'http_5xx' }, message),
    };
  // A proxy, or another server than Slack: nothing was done.
  const failure = failed(call, { category: 'SLACK', reason: 'http_4xx' }, message);
  return { type: 'refused', kind: 'transient', failure };
}

/** The verdict on a request without an answer that could be read. */
export function verdictOfBreak(original: Error, call: Call): Verdict {
  if (original instanceof MessageLimit)
    return verdictOfCode('message_limit_exceeded', call.kind, {
      operation: operationOf(call),
      message: `HTTP 429, message_limit_exceeded, silence for ${MESSAGE_LIMIT_MS} ms`,
    });
  const { sent, kind, message } = causeOf(original);
  const failure = failed(call, kind, message, original);
  return sent ? { type: 'ambiguous', failure } : { type: 'refused', kind: 'transient', failure };
}

interface Cause {
  /** Whether Slack may have got the request. */
  readonly sent: boolean;
  readonly kind: Kind;
  readonly message: string;
}

function causeOf(error: Error): Cause {
  if (error instanceof Redirected)
    return {
      sent: false,
      kind: { category: 'NETWORK', reason: 'redirect' },
      message: error.message,
    };
  if (error instanceof BadBody)
    return {
      sent: true,
      kind: { category: 'NETWORK', reason: 'bad_body' },
      message: error.message,
    };
  if (error.name === 'TimeoutError')
    return {
      sent: true,
      kind: { category: 'TIMEOUT', reason: 'call' },
      message: 'no answer in time',
    };
  const { code, connecting } = systemCode(error);
  const message = code === '' ? describe(error) : code;
  if (error instanceof BrokenBody) {
    const late = code === 'UND_ERR_BODY_TIMEOUT';
    const kind: Kind = late ? timeouts.body : { category: 'NETWORK', reason: 'body_cut' };
    return { sent: true, kind, message };
  }
  return { ...ofSystemCode(code, connecting), message };
}

const timeouts = {
  body: { category: 'TIMEOUT', reason: 'body_timeout' },
  headers: { category: 'TIMEOUT', reason: 'headers_timeout' },
  connect: { category: 'TIMEOUT', reason: 'connect_timeout' },
  call: { category: 'TIMEOUT', reason: 'call' },
} as const satisfies Record<string, Kind>;

/** Codes that say that no connection came about, so that nothing was sent. */
const unconnected: Readonly<Record<string, Kind>> = {
  ECONNREFUSED: { category: 'NETWORK', reason: 'refused' },
  ENOTFOUND: { category: 'NETWORK', reason: 'dns' },
  EAI_AGAIN: { category: 'NETWORK', reason: 'dns' },
  EHOSTUNREACH: { category: 'NETWORK', reason: 'unreachable' },
  ENETUNREACH: { category: 'NETWORK', reason: 'unreachable' },
  UND_ERR_CONNECT_TIMEOUT: timeouts.connect,
};

const late: Readonly<Record<string, Kind>> = {
  UND_ERR_HEADERS_TIMEOUT: timeouts.headers,
  UND_ERR_BODY_TIMEOUT: timeouts.body,
  ETIMEDOUT: timeouts.call,
};

const TLS =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO$)/;

/** What is neither a failed connection nor a timeout is taken for a connection lost in between. */
function ofSystemCode(code: string, connecting: boolean): Omit<Cause, 'message'> {
  if (code === 'ETIMEDOUT' && connecting) return { sent: false, kind: timeouts.connect };
  const refused = unconnected[code];
  if (refused !== undefined) return { sent: false, kind: refused };
  if (TLS.test(code)) return { sent: false, kind: { category: 'NETWORK', reason: 'tls' } };
  const timeout = late[code];
  if (timeout !== undefined) return { sent: true, kind: timeout };
  const reason = code.startsWith('HPE_') ? 'bad_body' : 'reset';
  return { sent: true, kind: { category: 'NETWORK', reason } };
}

/** The first code in a chain of causes: undici puts the errno one or two levels down. */
function systemCode(error: unknown): { readonly code: string; readonly connecting: boolean } {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof DOMException || !('code' in at) || typeof at.code !== 'string') continue;
    return { code: at.code, connecting: 'syscall' in at && at.syscall === 'connect' };
  }
  return { code: '', connecting: false };
}
