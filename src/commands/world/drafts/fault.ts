import type { ServerResponse } from 'node:http';
import { loginPage, notFoundPage } from './bodies.ts';

/** What the server of drafts may do instead of answering as it should. */
export type DraftFault =
  /** Any status, with any headers (`retry-after`, `location`, …). */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 200 with a page instead of a file, for whatever is asked. */
  | { readonly type: 'page'; readonly page: 'login' | 'notFound' }
  /** 200 with no bytes at all. */
  | { readonly type: 'empty' }
  /** 302 to the page where one logs in. */
  | { readonly type: 'login' }
  /** Elsewhere; without `to` to itself. */
  | { readonly type: 'redirect'; readonly to?: string; readonly status?: number }
  /** HEAD is not allowed here; the rest is answered well. */
  | { readonly type: 'no_head'; readonly status: 405 | 501 }
  /** Takes the request and never answers, or stops in the middle of the body. */
  | { readonly type: 'hang'; readonly where: 'headers' | 'body' }
  /** Breaks the connection off. */
  | { readonly type: 'reset'; readonly where: 'headers' | 'body' }
  /** A body without length and without end, 16 KiB at a time; or in drops of one byte every 20 ms. */
  | { readonly type: 'endless' | 'drops' }
  /** No HTTP at all. */
  | { readonly type: 'nonsense' };

/** Answers as the fault says. False: this request is not concerned and is to be answered well. */
export function misbehave(
  fault: DraftFault,
  method: string,
  path: string,
  out: ServerResponse,
): boolean {
  switch (fault.type) {
    case 'no_head':
      if (method !== 'HEAD') return false;
      out.writeHead(fault.status, { allow: 'GET', 'content-length': 0 }).end();
      return true;
    case 'status':
      out.writeHead(fault.status, fault.headers).end();
      return true;
    case 'page':
      sendPage(fault.page === 'login' ? loginPage : notFoundPage, method, out);
      return true;
    case 'empty':
      out.writeHead(200, { 'content-type': 'application/pdf', 'content-length': '0' }).end();
      return true;
    case 'login':
      out.writeHead(302, { location: `/member/login?return=${encodeURIComponent(path)}` }).end();
      return true;
    case 'redirect':
      out.writeHead(fault.status ?? 302, { location: fault.to ?? path }).end();
      return true;
    case 'hang':
    case 'reset':
      breakOff(fault, method, out);
      return true;
    case 'endless':
    case 'drops':
      pour(fault.type, method, out);
      return true;
    case 'nonsense':
      out.socket?.end('220 mail.example.org ESMTP\r\n');
      return true;
  }
}

const pdf = { 'content-type': 'application/pdf' };

function breakOff(
  { type, where }: Extract<DraftFault, { readonly where: string }>,
  method: string,
  out: ServerResponse,
): void {
  const cut = (): void => {
    if (type === 'reset') out.socket?.resetAndDestroy();
  };
  if (where === 'headers' || method === 'HEAD') {
    cut(); // HEAD has no body to stop in
    return;
  }
  out.writeHead(200, { ...pdf, 'content-length': '10000' });
  out.write('%PDF-1.7\n', cut);
}

function pour(how: 'endless' | 'drops', method: string, out: ServerResponse): void {
  out.writeHead(200, pdf);
  if (method === 'HEAD') {
    out.end();
    return;
  }
  out.write('%PDF-1.7\n');
  const [piece, everyMs] = how === 'drops' ? ['0', 20] : ['0'.repeat(16_384), 1];
  const timer = setInterval(() => {
    if (out.writableLength < 1 << 20) out.write(piece);
  }, everyMs);
  out.once('close', () => clearInterval(timer));
}

/** A page that is no draft. */
export function sendPage(page: Buffer, method: string, out: ServerResponse): void {
  out.writeHead(200, { 'content-type': 'text/html', 'content-length': page.length });
  if (method === 'HEAD') out.end();
  else out.end(page);
}
