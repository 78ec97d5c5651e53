import type { FailureCategory } from '../../health/failure.ts';
import type { NoAnswer, ProbeAnswer, Reply } from './answer.ts';

/** Not wanted here: the cycle stops. */
export interface Blocked {
  readonly type: 'blocked';
  readonly status: 401 | 403;
}

/** Too fast: the cycle stops, and the server says for how long. */
export interface Limited {
  readonly type: 'limited';
  readonly reason: 'http_429' | 'http_503';
  readonly retryAfterMs: number;
}

/** What an answer means. */
export type Meaning =
  | { readonly type: 'miss' }
  /** Something lies there; whether it is a draft is for verifying to say. */
  | { readonly type: 'hit'; readonly reply: Reply }
  /** Answered, but not by a draft: counted apart, never told. */
  | { readonly type: 'suspicious' }
  /** HEAD is not taken: to be asked again as GET, for the rest of the cycle. */
  | { readonly type: 'head_refused' }
  | Blocked
  | Limited
  /** Nothing is known; never a miss, asked again next cycle. */
  | { readonly type: 'error'; readonly category: FailureCategory; readonly reason: string };

/** Without a usable `Retry-After`. */
const UNSAID_WAIT_MS = 300_000;

const miss: Meaning = { type: 'miss' };
const suspicious: Meaning = { type: 'suspicious' };
const headRefused: Meaning = { type: 'head_refused' };

const error = ({ category, reason }: Pick<NoAnswer, 'category' | 'reason'>): Meaning => ({
  type: 'error',
  category,
  reason,
});

function meaningOfStatus(reply: Reply): Meaning {
  const { status, retryAfterMs } = reply;
  switch (status) {
    case 404:
    case 410:
      return miss;
    case 200:
    case 206:
      return { type: 'hit', reply };
    case 401:
    case 403:
      return { type: 'blocked', status };
    case 429:
    case 503:
      return {
        type: 'limited',
        reason: `http_${status}`,
        retryAfterMs: retryAfterMs ?? UNSAID_WAIT_MS,
      };
    case 405:
    case 501:
      return headRefused;
    default:
      return unusual(status);
  }
}

function unusual(status: number): Meaning {
  if (status >= 500) return error({ category: 'NETWORK', reason: 'http_5xx' });
  return error({
    category: 'UPSTREAM_CHANGED',
    reason: status >= 400 ? 'http_4xx' : 'http_unexpected',
  });
}

/** What one answer means, whatever it was that was asked. */
export function meaningOf(answer: ProbeAnswer): Meaning {
  switch (answer.type) {
    case 'reply':
      return meaningOfStatus(answer);
    case 'strayed':
      return suspicious;
    case 'failed':
      return error(answer);
  }
}
