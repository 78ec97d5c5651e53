/**
 * Ids as whole numbers. An index of 29,000 keys is read from bytes and compared as numbers;
 * text is made only for the few keys that differ. Two keys that differ only in case have the
 * same number, all others different ones.
 */

/** The known beginnings. P and D come first: only they have revisions. */
export const prefixes = ['P', 'D', 'N', 'CWG', 'EWG', 'LWG', 'LEWG', 'FS', 'EDIT', 'SD'] as const;

const SD = prefixes.indexOf('SD');
const ZERO = 0x30;
const NINE = 0x39;
const DASH = 0x2d;
const LETTER_R = 0x72;

const codeOf = (word: string): number =>
  [...word.toLowerCase()].reduce((code, letter) => code * 32 + (letter.charCodeAt(0) & 31), 0);

const byCode = new Map(prefixes.map((word, at) => [codeOf(word), at]));

/** Which numbers of digits a prefix may have: one bit for each. */
const lengths = [0b110000, 0b110000, 0b10000, ...Array<number>(6).fill(0b111110), 0b110];

/** Digits as they were written count too: `P04116R0` is not `P4116R0`. SD with a dash: 5 more. */
const pack = (prefix: number, digits: number, number: number, revision: number): number =>
  ((prefix * 8 + digits) * 100_000 + number) * 128 + revision + 1;

/** Where the letters end. */
function lettersEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && ((bytes[at] ?? 0) | 0x20) > 0x60 && ((bytes[at] ?? 0) | 0x20) < 0x7b) at++;
  return at;
}

/** Where the digits end. */
function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at++;
  return at;
}

/** The number that the digits write; at most five are read. */
function numberAt(bytes: Uint8Array, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at++) number = number * 10 + (bytes[at] ?? 0) - ZERO;
  return number;
}

function prefixOf(bytes: Uint8Array, from: number, end: number): number {
  if (end - from > 4) return -1;
  let code = 0;
  for (let at = from; at < end; at++) code = code * 32 + ((bytes[at] ?? 0) & 31);
  return byCode.get(code) ?? -1;
}

/** `R` and one or two digits without a leading zero; -1 for anything else. */
function revisionAt(bytes: Uint8Array, from: number, to: number): number {
  const isMarked = ((bytes[from] ?? 0) | 0x20) === LETTER_R;
  const length = to - from - 1;
  const isLong = length === 2 && bytes[from + 1] !== ZERO;
  if (!isMarked || digitsEnd(bytes, from + 1, to) !== to) return -1;
  return length === 1 || isLong ? numberAt(bytes, from + 1, to) : -1;
}

/** The number of the key in `bytes` from `from` to before `to`; -1 for keys of no known form. */
export function packKey(bytes: Uint8Array, from: number, to: number): number {
  const letters = lettersEnd(bytes, from, to);
  const prefix = prefixOf(bytes, from, letters);
  const dash = prefix === SD && bytes[letters] === DASH ? 1 : 0;
  const start = letters + dash;
  const end = digitsEnd(bytes, start, to);
  if (((lengths[prefix] ?? 0) & (1 << (end - start))) === 0 || end - start > 5) return -1;
  const number = numberAt(bytes, start, end);
  if (end === to) return pack(prefix, end - start + 5 * dash, number, -1);
  const revision = prefix > 1 ? -1 : revisionAt(bytes, end, to);
  return revision < 0 ? -1 : pack(prefix, end - start, number, revision);
}

/** A packed id taken apart: `prefix` counts through `prefixes`. */
export interface Unpacked {
  readonly prefix: number;
  readonly digits: number;
  readonly number: number;
  readonly revision: number | null;
}

/** Undoes `packKey`. */
export function unpack(packed: number): Unpacked {
  const revision = (packed % 128) - 1;
  const rest = Math.floor(packed / 128);
  const head = Math.floor(rest / 100_000);
  return {
    prefix: head >> 3,
    digits: head & 7,
    number: rest % 100_000,
    revision: revision < 0 ? null : revision,
  };
}

/** Whether the entry is a P entry, regular or not. */
export const isPaper = (packed: number): boolean => packed < 8 * 100_000 * 128;

/** The number of a regular P entry; -1 for all others. */
export const paperNumber = (packed: number): number => {
  const head = Math.floor(packed / 12_800_000);
  return head === 4 && packed % 128 > 0 ? Math.floor(packed / 128) % 100_000 : -1;
};
