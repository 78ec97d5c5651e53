import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

/** An index to serve: entries by id, the JSON itself, or a file (`.gz` is unpacked). */
export type Snapshot = Readonly<Record<string, unknown>> | Uint8Array | URL;

export type Encoding = 'identity' | 'gzip' | 'br';

/** Which of the two validators a server gives. */
export type Validating = 'both' | 'etag' | 'lastModified' | 'none';

/** An answer of 200. */
export interface Page {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The JSON of a snapshot. */
export function jsonOf(snapshot: Snapshot): Buffer {
  if (snapshot instanceof URL) {
    const bytes = readFileSync(snapshot);
    return snapshot.pathname.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  }
  return snapshot instanceof Uint8Array
    ? Buffer.from(snapshot)
    : Buffer.from(JSON.stringify(snapshot));
}

/** Every second entry of an index. */
export function halfOfEntries(json: Buffer): Buffer {
  const entries = Object.entries(JSON.parse(json.toString()) as Record<string, unknown>);
  return jsonOf(Object.fromEntries(entries.filter((_, place) => place % 2 === 0)));
}

const fastBrotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const packers: Readonly<Record<Encoding, (json: Buffer) => Buffer>> = {
  identity: (json) => json,
  gzip: (json) => gzipSync(json),
  br: (json) => brotliCompressSync(json, fastBrotli),
};

/** The pages of one snapshot, each encoding made when first asked for. */
export function pagesOf(json: Buffer, at: number, validating: Validating) {
  const made = new Map<Encoding, Buffer>();
  const etag = `"${createHash('sha256').update(json).digest('hex').slice(0, 16)}"`;
  const validators: Record<string, string> = {};
  if (validating === 'both' || validating === 'etag') validators['etag'] = etag;
  if (validating === 'both' || validating === 'lastModified')
    validators['last-modified'] = new Date(at).toUTCString();

  function page(encoding: Encoding): Page {
    const body = made.get(encoding) ?? packers[encoding](json);
    made.set(encoding, body);
    const headers: Record<string, string> = { 'content-type': 'application/json', ...validators };
    if (encoding !== 'identity') headers['content-encoding'] = encoding;
    return { body, headers };
  }

  return { page, validators };
}
