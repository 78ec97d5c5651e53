import { Failure } from '../domain/health/failure.ts';
import type { IndexBody, IndexSource, Validators } from '../ports/papers.ts';
import { type Http, type HttpLimits, indexLimits } from './http.ts';

/** As sent and, behind the next gate, after decoding. */
const MAX_BYTES = 64 * 1024 * 1024;

const OPERATION = 'index.fetch';

export interface PaperIndexNeeds {
  readonly http: Pick<Http, 'get'>;
  readonly url: string;
  readonly limits?: HttpLimits;
}

/** The index of published papers, as wg21.link serves it. */
export function createPaperIndex({
  http,
  url,
  limits = indexLimits,
}: PaperIndexNeeds): IndexSource {
  async function fetch(validators: Validators | null, signal: AbortSignal) {
    const headers = { accept: 'application/json', ...asked(validators) };
    const request = { operation: OPERATION, url, headers, maxBytes: MAX_BYTES, limits };
    const answer = await http.get(request, signal);
    if (answer.status === 304) return { type: 'not_modified' } as const;
    const body: IndexBody = {
      type: 'body',
      etag: answer.header('etag'),
      lastModified: answer.header('last-modified'),
      bytes: answer.bytes,
      encoding: encodingOf(answer.header('content-encoding')),
      sentSha256: answer.sha256,
    };
    return body;
  }
  return { fetch };
}

function asked(validators: Validators | null): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, br' };
  if (validators?.etag) headers['if-none-match'] = validators.etag;
  if (validators?.lastModified) headers['if-modified-since'] = validators.lastModified;
  return headers;
}

function encodingOf(header: string | null): IndexBody['encoding'] {
  const name = (header ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return 'identity';
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  if (name === 'br') return 'br';
  throw new Failure({
    category: 'UPSTREAM_CHANGED',
    reason: 'http_unexpected',
    operation: OPERATION,
    message: `content-encoding ${name.slice(0, 40)}`,
  });
}
