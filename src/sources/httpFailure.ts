import { errors } from 'undici';
import { Failure, type FailureInit, type Kind } from '../domain/health/failure.ts';
import { retryAfterMs } from '../domain/health/retryAfter.ts';

/** The part of an answer that was awaited when something went wrong. */
export type Phase = 'connect' | 'headers' | 'body';

/** How long to wait when a server says "slow down" without a time that can be read. */
const MISSING_WAIT_MS = 60_000;

const byCode: Readonly<Record<string, Kind>> = {
  ECONNREFUSED: { category: 'NETWORK', reason: 'refused' },
  ENOTFOUND: { category: 'NETWORK', reason: 'dns' },
  EHOSTUNREACH: { category: 'NETWORK', reason: 'unreachable' },
  ENETUNREACH: { category: 'NETWORK', reason: 'unreachable' },
  ENETDOWN: { category: 'NETWORK', reason: 'unreachable' },
  EHOSTDOWN: { category: 'NETWORK', reason: 'unreachable' },
  EADDRNOTAVAIL: { category: 'NETWORK', reason: 'unreachable' },
  ETIMEDOUT: { category: 'TIMEOUT', reason: 'connect_timeout' },
  UND_ERR_CONNECT_TIMEOUT: { category: 'TIMEOUT', reason: 'connect_timeout' },
  UND_ERR_HEADERS_TIMEOUT: { category: 'TIMEOUT', reason: 'headers_timeout' },
  UND_ERR_BODY_TIMEOUT: { category: 'TIMEOUT', reason: 'body_timeout' },
  UND_ERR_HEADERS_OVERFLOW: { category: 'NETWORK', reason: 'bad_body' },
  // undici insists on what its peer may break: a status below 100, an upgrade that nobody asked for.
  ERR_ASSERTION: { category: 'NETWORK', reason: 'bad_body' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { category: 'NETWORK', reason: 'body_cut' },
};

const broken = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO']);

const families: readonly (readonly [RegExp, Kind])[] = [
  [/^EAI_/, { category: 'NETWORK', reason: 'dns' }],
  [
    /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/,
    { category: 'NETWORK', reason: 'tls' },
  ],
];

function kindOf(thrown: unknown, code: string, phase: Phase): Kind | undefined {
  // The parser's errors carry no code: in a body nonsense and a sudden end are the same.
  if (thrown instanceof errors.HTTPParserError)
    return { category: 'NETWORK', reason: phase === 'body' ? 'body_cut' : 'bad_body' };
  // A connection that breaks in the body has cut it; earlier there was nothing to cut.
  if (broken.has(code) || code.startsWith('ERR_HTTP2_'))
    return { category: 'NETWORK', reason: phase === 'body' ? 'body_cut' : 'reset' };
  return byCode[code] ?? families.find(([pattern]) => pattern.test(code))?.[1];
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

/** What undici or the sockets below it threw, in two words; null for what they never throw. */
export const thrownKind = (phase: Phase, thrown: unknown): Kind | null =>
  kindOf(thrown, codeOf(thrown), phase) ?? null;

/** What undici or the sockets below it threw, as a Failure; UNKNOWN/`bug` for what they never throw. */
export function thrownFailure(operation: string, phase: Phase, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  const kind = thrownKind(phase, thrown);
  if (kind === null) return Failure.from(thrown, operation);
  const message = `${code || 'no HTTP'} (${phase})`;
  return new Failure({ ...kind, operation, message, cause: thrown });
}

const named: Readonly<Record<number, Kind>> = {
  401: { category: 'UPSTREAM_CHANGED', reason: 'http_401' },
  403: { category: 'UPSTREAM_CHANGED', reason: 'http_403' },
  404: { category: 'UPSTREAM_CHANGED', reason: 'http_404' },
  429: { category: 'RATE_LIMIT', reason: 'http_429' },
};

function statusKind(status: number, retryAfter: string | null): Kind {
  // A 503 that names no time is an outage like other 5xx.
  if (status === 503 && retryAfter !== null) return { category: 'RATE_LIMIT', reason: 'http_503' };
  if (status >= 500) return { category: 'NETWORK', reason: 'http_5xx' };
  if (status >= 400) return named[status] ?? { category: 'UPSTREAM_CHANGED', reason: 'http_4xx' };
  return { category: 'UPSTREAM_CHANGED', reason: 'http_unexpected' };
}

/** The failure that a status stands for, with the wait that the server asked for. */
export function statusFailure(
  operation: string,
  status: number,
  retryAfter: string | null,
  nowMs: number,
): Failure {
  const kind = statusKind(status, retryAfter);
  const wait =
    kind.category === 'RATE_LIMIT' ? retryAfterMs(retryAfter, nowMs, MISSING_WAIT_MS) : null;
  const init: FailureInit = {
    ...kind,
    operation,
    message: `HTTP ${status}`,
    retryAfterMs: wait,
    details: { status },
  };
  return new Failure(init);
}
