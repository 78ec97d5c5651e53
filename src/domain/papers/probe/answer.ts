/** What a look at a draft's URL can bring; plain data. What it means is decided in `meaning.ts`. */

import type { FailureCategory } from '../../health/failure.ts';

/** A status and the few headers that matter; null where the server did not send one. */
export interface Reply {
  readonly type: 'reply';
  /** Never a redirect: those were followed, or are a `Strayed`. */
  readonly status: number;
  /** Requests that it took: 1, and one more for each redirect that was followed. */
  readonly requests: number;
  readonly etag: string | null;
  /** As sent, and so are the others: whoever needs a moment reads it. */
  readonly lastModified: string | null;
  readonly date: string | null;
  readonly contentType: string | null;
  /** Bytes of the whole file: of `Content-Range` where there is one, else of `Content-Length`. */
  readonly length: number | null;
  /** Only with 429 and 503: what `Retry-After` asked for, clamped; 5 min without a usable one. */
  readonly retryAfterMs: number | null;
}

/** A redirect that is not followed: to another host, or to something that is not the same id. */
export interface Strayed {
  readonly type: 'strayed';
  readonly requests: number;
  readonly to: 'host' | 'path';
}

/** No usable answer: network, time, a redirect in circles. */
export interface NoAnswer {
  readonly type: 'failed';
  readonly requests: number;
  readonly category: FailureCategory;
  /** One of the category's reasons. */
  readonly reason: string;
}

/** What one look brought. */
export type ProbeAnswer = Reply | Strayed | NoAnswer;

/** A reply with the beginning of its body. */
export interface ReadReply extends Reply {
  /** At most as many bytes as were asked for, whatever came; also of an error page. */
  readonly body: Uint8Array;
  /** sha256 of `body`, hex. */
  readonly sha256: string;
}

/** What reading a file brought. */
export type ReadAnswer = ReadReply | Strayed | NoAnswer;

/** The answer that nearly all looks bring, one object for all of them. */
export const missing: Reply = Object.freeze({
  type: 'reply',
  status: 404,
  requests: 1,
  etag: null,
  lastModified: null,
  date: null,
  contentType: null,
  length: null,
  retryAfterMs: null,
});
