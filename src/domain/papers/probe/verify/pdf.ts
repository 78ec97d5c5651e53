/** What can be read of a PDF without taking it apart: best effort, nothing is fine too. */

import { plainText } from '../../entry/text.ts';

const LONGEST_TITLE = 500;

const escapes: Readonly<Record<string, string>> = { n: ' ', r: ' ', t: ' ', b: '', f: '' };

/** The text of a PDF string literal, still one character per byte. */
const unescaped = (literal: string): string =>
  literal.replace(/\\(?:([0-7]{1,3})|\r?\n|([\s\S]))/g, (_, octal?: string, one?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return one === undefined ? '' : (escapes[one] ?? one);
  });

/** UTF-16 when it says so, else as good as Latin-1. */
function decoded(bytes: string): string {
  if (!bytes.startsWith('\xfe\xff')) return bytes;
  const units: string[] = [];
  for (let at = 2; at + 1 < bytes.length; at += 2)
    units.push(String.fromCharCode(bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1)));
  return units.join('');
}

function readable(text: string): string | null {
  const line = plainText(text);
  return line === '' || line.includes('\ufffd')
    ? null
    : line.slice(0, LONGEST_TITLE).toWellFormed();
}

/** The title in the beginning of a PDF, given as Latin-1; null where none can be read. */
export function pdfTitle(latin1: string): string | null {
  const literal = /\/Title\s*\(((?:\\[\s\S]|[^\\()])*)\)/.exec(latin1)?.[1];
  return literal === undefined ? null : readable(decoded(unescaped(literal)));
}
