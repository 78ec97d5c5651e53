import { lossGate } from '../gates.ts';
import { packKey } from '../id/pack.ts';
import type { IndexBase, Rejection } from '../reading.ts';
import { type ReadIndex, rejection } from './read.ts';
import type { ScannedIndex } from './scan.ts';

/** Which entries differ from what the database knows. Numbers are places in the index. */
export interface Comparison {
  readonly rejection: Rejection | null;
  /** No base: this is the first index. */
  readonly isFirst: boolean;
  /** The ids that the database knows, missing ones too, as numbers. */
  readonly known: readonly number[];
  readonly added: readonly number[];
  /** Known entries whose text differs; those that came back as well. */
  readonly changed: readonly number[];
  /** Known entries that were missing and are back. */
  readonly restored: readonly number[];
  /** Known keys that are there no more and were not missing before. */
  readonly gone: readonly string[];
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
const DASH = 0x2d;
const HASH_LENGTH = 16;

const utf8 = new TextEncoder();
const text = new TextDecoder();

const nibbles = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 255 : value;
});

/** Eight hex digits as a word of 32 bits. */
function wordAt(bytes: Uint8Array, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at++) word = (word << 4) | (nibbles[bytes[at] ?? 0] ?? 0);
  return word;
}

const placeOf = (bytes: Uint8Array, byte: number, from: number): number => {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
};

class Comparer {
  readonly known: number[] = [];
  readonly changed: number[] = [];
  readonly restored: number[] = [];
  readonly gone: string[] = [];
  readonly #index: ScannedIndex;
  readonly #isKnown: Uint8Array;

  constructor(index: ScannedIndex) {
    this.#index = index;
    this.#isKnown = new Uint8Array(index.ids.length);
  }

  /** Lines `KEY HASH`; a dash before the hash: was missing already. */
  page(page: string): void {
    const bytes = utf8.encode(page);
    let from = 0;
    while (from < bytes.length) {
      const blank = placeOf(bytes, BLANK, from);
      const to = placeOf(bytes, NEWLINE, from);
      if (blank < to) this.#line(bytes, from, blank, to);
      from = to + 1;
    }
  }

  #line(bytes: Uint8Array, from: number, blank: number, to: number): void {
    const id = packKey(bytes, from, blank);
    const place = this.#index.places.get(id);
    const isMissing = bytes[blank + 1] === DASH;
    this.known.push(id);
    if (place === undefined) {
      if (!isMissing) this.gone.push(text.decode(bytes.subarray(from, blank)));
      return;
    }
    this.#isKnown[place] = 1;
    if (isMissing) this.restored.push(place);
    if (!this.#isSame(bytes, isMissing ? blank + 2 : blank + 1, to, place))
      this.changed.push(place);
  }

  /** A hash of another length is that of another version, so it differs. */
  #isSame(bytes: Uint8Array, from: number, to: number, place: number): boolean {
    const { high, low } = this.#index;
    return (
      to - from === HASH_LENGTH &&
      wordAt(bytes, from) === high[place] &&
      wordAt(bytes, from + 8) === low[place]
    );
  }

  added(): readonly number[] {
    const places: number[] = [];
    for (let place = 0; place < this.#isKnown.length; place++)
      if (this.#isKnown[place] === 0) places.push(place);
    return places;
  }
}

/**
 * Compares an index with the pages of lines that the store gives, and asks gates 5 to 7 against
 * `base`, the size of the last good index. The answer is whole even when a gate says no: an
 * operator or the third poll may let it pass.
 */
export function compareIndex(
  { index, size }: ReadIndex,
  pages: readonly string[],
  base: IndexBase | null,
  sha256: string,
): Comparison {
  const comparer = new Comparer(index);
  for (const page of pages) comparer.page(page);
  const { known, changed, restored, gone } = comparer;
  const gate = base === null ? null : lossGate(size, base, gone.length);
  const numbers = { ...size, bytes: index.bytes.length, gone: gone.length, sha256 };
  return {
    rejection: gate === null ? null : rejection(gate, numbers),
    isFirst: base === null,
    known,
    added: comparer.added(),
    changed,
    restored,
    gone,
  };
}
