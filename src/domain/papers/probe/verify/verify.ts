/** Whether what lies at a URL is a draft. */

import type { ReadReply } from '../answer.ts';
import type { Extension } from '../file.ts';
import { isNoPaperTitle, looksLikeHtml, type Page, readPage } from './html.ts';
import { pdfTitle } from './pdf.ts';

/** So much of a file is read, and no more. */
export const VERIFY_BYTES = 65_536;

const PDF_MARK_WITHIN = 1_024;
const SHORTEST_PDF = 1_024;
const SHORTEST_HTML = 512;

/** What is kept of a verified file; null where it could not be read. */
export interface Verified {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Of the whole file, in bytes; null where the server does not say. */
  readonly length: number | null;
  /** sha256 of its first 64 KiB. */
  readonly headSha256: string;
  readonly title: string | null;
  readonly words: string | null;
}

/** The body of the canary that must be missing: what the server sends where nothing lies. */
export type NotFoundPage = Pick<ReadReply, 'body' | 'sha256'>;

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder();

const sizeOf = ({ length, body }: ReadReply): number => Math.max(length ?? 0, body.length);

function verifyPdf(reply: ReadReply): Pick<Verified, 'title' | 'words'> | null {
  const text = latin1.decode(reply.body);
  const mark = text.indexOf('%PDF-');
  const isPdf = mark >= 0 && mark + 5 <= PDF_MARK_WITHIN && sizeOf(reply) > SHORTEST_PDF;
  return isPdf ? { title: pdfTitle(text), words: null } : null;
}

/** The server's own page for what it has not, perhaps with another token in it. */
function isNotFoundPage(page: Page, reply: ReadReply, notFound: NotFoundPage): boolean {
  if (reply.sha256 === notFound.sha256) return true;
  return page.title !== null && page.title === readPage(utf8.decode(notFound.body)).title;
}

function verifyHtml(
  reply: ReadReply,
  notFound: NotFoundPage | null,
): Pick<Verified, 'title' | 'words'> | null {
  const text = utf8.decode(reply.body);
  if (!looksLikeHtml(text) || sizeOf(reply) <= SHORTEST_HTML) return null;
  const page = readPage(text);
  if (page.isLogin || (page.title !== null && isNoPaperTitle(page.title))) return null;
  if (notFound !== null && isNotFoundPage(page, reply, notFound)) return null;
  return { title: page.title, words: page.words };
}

/**
 * A draft, or null for what only looks like one: a login page, an error page, an empty file.
 * `notFound` is compared with pages; null where it could not be had.
 */
export function verify(
  extension: Extension,
  reply: ReadReply,
  notFound: NotFoundPage | null,
): Verified | null {
  const read = extension === 'pdf' ? verifyPdf(reply) : verifyHtml(reply, notFound);
  if (read === null) return null;
  const { etag, lastModified, length, sha256 } = reply;
  return { etag, lastModified, length, headSha256: sha256, ...read };
}
