import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A file that lies on the server. */
export interface DraftFile {
  readonly body: Buffer;
  /** Of each answer; what is missing here is not sent. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What may be said about a file; the rest is made from its body and its name. */
export interface FileFacts {
  /** Default: now. Null: not told. */
  readonly modifiedAt?: number | null;
  /** Null: not told. */
  readonly etag?: string | null;
  readonly contentType?: string;
}

/** A file with the headers that a server of files gives it. */
export function draftFile(name: string, body: Buffer, now: number, facts: FileFacts): DraftFile {
  const headers: Record<string, string> = { 'accept-ranges': 'bytes' };
  const html = name.endsWith('.html');
  headers['content-type'] = facts.contentType ?? (html ? 'text/html' : 'application/pdf');
  const { modifiedAt = now, etag = tagOf(body, modifiedAt ?? 0) } = facts;
  if (etag !== null) headers['etag'] = etag;
  if (modifiedAt !== null) headers['last-modified'] = new Date(modifiedAt).toUTCString();
  return { body, headers };
}

/** As Apache makes it: it moves when the file is touched, changed or not. */
const tagOf = (body: Buffer, modifiedAt: number): string =>
  `"${createHash('sha256').update(body).update(String(modifiedAt)).digest('hex').slice(0, 16)}"`;

/** The part that was asked for: of `bytes=0-65535` the first and last place; null for the whole. */
function rangeOf(headers: IncomingHttpHeaders, length: number): readonly [number, number] | null {
  const asked = /^bytes=(\d+)-(\d+)$/.exec(String(headers['range'] ?? ''));
  if (asked === null || length === 0) return null;
  const [from, to] = [Number(asked[1]), Math.min(Number(asked[2]), length - 1)];
  return from <= to ? [from, to] : null;
}

/** What a well-behaved server answers: 200, or 206 to a range. */
export function sendFile(
  { body, headers }: DraftFile,
  method: string,
  asked: IncomingHttpHeaders,
  out: ServerResponse,
): void {
  const range = method === 'GET' ? rangeOf(asked, body.length) : null;
  const [from, to] = range ?? [0, body.length - 1];
  const part = body.subarray(from, to + 1);
  const own: Record<string, string> = { ...headers, 'content-length': String(part.length) };
  if (range !== null) own['content-range'] = `bytes ${from}-${to}/${body.length}`;
  out.writeHead(range === null ? 200 : 206, own);
  if (method === 'HEAD') out.end();
  else out.end(part);
}
