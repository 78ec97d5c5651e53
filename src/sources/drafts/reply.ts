import { retryAfterMs } from '../../domain/health/retryAfter.ts';
import { missing, type Reply } from '../../domain/papers/probe/answer.ts';

/** What a server that names no time is given, in ms. */
const MISSING_WAIT_MS = 300_000;

/** Headers as undici reads them, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The first header of that name; null without one. */
export function headerOf(headers: Headers, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** What is kept of an answer. A plain 404 is the same object for all, since nearly all are. */
export function replyOf(status: number, headers: Headers, requests: number, nowMs: number): Reply {
  if (status === 404) return requests === 1 ? missing : { ...missing, requests };
  const asksToWait = status === 429 || status === 503;
  return {
    type: 'reply',
    status,
    requests,
    etag: headerOf(headers, 'etag'),
    lastModified: headerOf(headers, 'last-modified'),
    date: headerOf(headers, 'date'),
    contentType: headerOf(headers, 'content-type'),
    length: lengthOf(headers),
    retryAfterMs: asksToWait
      ? retryAfterMs(headerOf(headers, 'retry-after'), nowMs, MISSING_WAIT_MS)
      : null,
  };
}

function lengthOf(headers: Headers): number | null {
  const range = headerOf(headers, 'content-range');
  const text = range === null ? headerOf(headers, 'content-length') : range.split('/')[1];
  return text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
