import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Failure } from '../../domain/health/failure.ts';
import { LONGEST_BODY } from '../../domain/papers/gates.ts';
import type { IndexBody } from '../../ports/papers.ts';

const options = { maxOutputLength: LONGEST_BODY, chunkSize: 256 * 1024 };

const decoders: Readonly<Record<IndexBody['encoding'], (bytes: Uint8Array) => Uint8Array>> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gunzipSync(bytes, options),
  br: (bytes) => brotliDecompressSync(bytes, options),
};

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';

const damaged = (cause: unknown): Failure => {
  const isCut = codeOf(cause) === 'Z_BUF_ERROR';
  return new Failure({
    category: 'NETWORK',
    reason: isCut ? 'body_cut' : 'bad_body',
    operation: 'index.decode',
    message: isCut ? 'the compressed body ends too early' : 'the body cannot be decompressed',
    cause,
  });
};

/**
 * The decoded body; null when it is over 64 MiB, where reading stops, so that memory stays
 * bounded whatever comes. Throws NETWORK/`body_cut` and NETWORK/`bad_body`.
 */
export function decompress({
  bytes,
  encoding,
}: Pick<IndexBody, 'bytes' | 'encoding'>): Uint8Array | null {
  try {
    const decoded = decoders[encoding](bytes);
    return decoded.length > LONGEST_BODY ? null : decoded;
  } catch (thrown) {
    if (codeOf(thrown) === 'ERR_BUFFER_TOO_LARGE') return null;
    throw damaged(thrown);
  }
}
