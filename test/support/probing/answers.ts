import { createHash } from 'node:crypto';
import type {
  NoAnswer,
  ReadReply,
  Reply,
  Strayed,
} from '../../../src/domain/papers/probe/answer.ts';

/** A reply with this status, without headers. */
export const status = (code: number, more: Partial<Reply> = {}): Reply => ({
  type: 'reply',
  status: code,
  requests: 1,
  etag: null,
  lastModified: null,
  date: null,
  contentType: null,
  length: null,
  retryAfterMs: null,
  ...more,
});

/** A redirect that was not followed. */
export const strayed = (to: Strayed['to']): Strayed => ({ type: 'strayed', requests: 1, to });

/** No answer at all. */
export const noAnswer = (category: NoAnswer['category'], reason: string): NoAnswer => ({
  type: 'failed',
  requests: 1,
  category,
  reason,
});

/** A body that was read whole. */
export function body(text: string, more: Partial<Reply> = {}): ReadReply {
  const bytes = Buffer.from(text, 'latin1');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...status(200, { length: bytes.length, ...more }), body: bytes, sha256 };
}

/** A PDF of a little over 1 KiB. */
export const pdf = (mark = ''): string => `%PDF-1.7\n${mark}${' '.repeat(1_100)}`;

/** A page of a little over 512 bytes. */
export const page = (title: string, mark = ''): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><p>${mark} ${'word '.repeat(120)}</p></body></html>`;
