import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import type { Page } from './page.ts';

/** What the index server may do instead of answering as it should. */
export type IndexFault =
  /** Takes the request and never answers, or stops in the middle of the body. */
  | { readonly type: 'hang'; readonly where: 'headers' | 'body' }
  /** Breaks the connection off. */
  | { readonly type: 'reset'; readonly where: 'headers' | 'body' }
  /** Any status, with any headers (`retry-after`, `location`, …). */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 200 with a text of any type: a web page, `{}`, `[]`. */
  | { readonly type: 'text'; readonly text: string; readonly contentType?: string }
  /** Half of the body: less than its length says, or ended as if it were whole. */
  | { readonly type: 'cut'; readonly how: 'length' | 'clean' }
  /** So many bytes of zeros in gzip: small when sent, large when read. */
  | { readonly type: 'bomb'; readonly bytes: number }
  /** Elsewhere; without `to` to itself. */
  | { readonly type: 'redirect'; readonly to?: string };

/** Answers as the fault says. `page` is what would have been answered. */
export function misbehave(fault: IndexFault, page: Page, path: string, out: ServerResponse): void {
  switch (fault.type) {
    case 'hang':
      if (fault.where === 'body') sendHalf(page, out);
      return;
    case 'reset':
      if (fault.where === 'body') sendHalf(page, out, () => out.socket?.resetAndDestroy());
      else out.socket?.resetAndDestroy();
      return;
    case 'status':
      out.writeHead(fault.status, fault.headers).end();
      return;
    case 'text':
      out.writeHead(200, { 'content-type': fault.contentType ?? 'application/json' });
      out.end(fault.text);
      return;
    case 'cut':
      cut(fault.how, page, out);
      return;
    case 'bomb':
      sendBomb(fault.bytes, out);
      return;
    case 'redirect':
      out.writeHead(302, { location: fault.to ?? path }).end();
  }
}

const halfOf = (page: Page): Buffer => page.body.subarray(0, page.body.length >> 1);

function sendHalf(page: Page, out: ServerResponse, then: () => void = () => {}): void {
  out.writeHead(200, { ...page.headers, 'content-length': page.body.length });
  out.write(halfOf(page), then);
}

function cut(how: 'length' | 'clean', page: Page, out: ServerResponse): void {
  if (how === 'length') sendHalf(page, out, () => out.socket?.destroySoon());
  else out.writeHead(200, page.headers).end(halfOf(page));
}

function sendBomb(bytes: number, out: ServerResponse): void {
  out.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const gzip = createGzip();
  gzip.pipe(out);
  const zeros = Buffer.alloc(Math.min(bytes, 1 << 20));
  let left = bytes;
  const write = (): void => {
    while (left > 0) {
      const piece = zeros.subarray(0, Math.min(left, zeros.length));
      left -= piece.length;
      if (!gzip.write(piece)) return void gzip.once('drain', write);
    }
    gzip.end();
  };
  write();
}
