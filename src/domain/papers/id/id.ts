import { packKey, prefixes, unpack } from './pack.ts';

/** What an id begins with. */
export type Prefix = (typeof prefixes)[number];

/** The id of a paper, an issue or another document of the committee. */
export interface Id {
  /** In upper case, digits as they were written: `P2300R10`, `SD7`. */
  readonly key: string;
  readonly prefix: Prefix;
  readonly number: number;
  readonly revision: number | null;
  /** False for the few P and D that the index lists without a revision or with five digits. */
  readonly regular: boolean;
}

const marks = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c]/g;

/** The bytes of a text after NFKC and without invisible marks; null when it cannot be an id. */
function plainBytes(text: string): Uint8Array | null {
  if (text.length > 100) return null; // no id is longer, and normalising is not free
  const plain = text.normalize('NFKC').replace(marks, '').trim();
  const codes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0) & 0xff);
  return /^[\x21-\x7e]+$/.test(plain) ? codes : null;
}

/** The id under a packed number. */
export function idOf(packed: number): Id {
  const { prefix: at, digits, number, revision } = unpack(packed);
  const prefix = prefixes[at] ?? 'P';
  const dash = digits > 5;
  const written = String(number).padStart(dash ? digits - 5 : digits, '0');
  const tail = revision === null ? '' : `R${revision}`;
  const key = `${prefix}${dash ? '-' : ''}${written}${tail}`;
  const regular = at > 1 || (revision !== null && digits === 4);
  return { key, prefix, number, revision, regular };
}

/** The packed number of an index key in any case; -1 for keys of no known form. */
export function packText(text: string): number {
  const bytes = plainBytes(text);
  return bytes === null ? -1 : packKey(bytes, 0, bytes.length);
}

/** Reads an index key in any case; null for keys of no known form, such as `draft`. */
export function indexId(text: string): Id | null {
  const packed = packText(text);
  return packed < 0 ? null : idOf(packed);
}

/** Reads an id as people write it: regular ids only, so `P2300` without a revision is none. */
export function parseId(text: string): Id | null {
  const id = indexId(text);
  return id?.regular === true ? id : null;
}
