/** Texts for channels that count bytes, and for headers. */

const ELLIPSIS = '…';

/** At most so many bytes of UTF-8, cut between characters, with an ellipsis. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const room = most - Buffer.byteLength(ELLIPSIS);
  const cut = Buffer.from(text).subarray(0, room).toString('utf8');
  return `${cut.replace(/\ufffd+$/, '')}${ELLIPSIS}`; // half a character reads as U+FFFD
}

/** For a header: printable ASCII on one line. */
export const headerText = (text: string): string => text.replace(/[^\x20-\x7e]+/g, '?').trim();
