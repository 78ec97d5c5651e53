import { type RawEntry, rawFields } from '../entry/entry.ts';
import type { GateName } from '../gates.ts';
import { packText } from '../id/id.ts';
import { packKey } from '../id/pack.ts';
import { type Hash, hashBytes } from './hash.ts';
import { blanksEnd, objectEnd } from './json.ts';

/** Which of the fields that every entry should have are there, as bits. */
export const has = { type: 1, link: 2, title: 4 } as const;

/**
 * An index whose entries were found but not yet read: where each stands in `bytes`, its id as a
 * number and the hash of its text. Reading all of them would cost ten times as much as finding
 * the few that differ. The lists run in parallel.
 */
export interface ScannedIndex {
  readonly bytes: Uint8Array;
  /** Ids as numbers. */
  readonly ids: readonly number[];
  /** The place of an id in the lists. */
  readonly places: ReadonlyMap<number, number>;
  readonly keyFrom: readonly number[];
  readonly keyTo: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  /** Bits of `has`. */
  readonly fields: readonly number[];
  readonly warnings: Readonly<Record<string, number>>;
}

const utf8 = new TextDecoder();

const textAt = (bytes: Uint8Array, from: number, to: number): string =>
  utf8.decode(bytes.subarray(from, to));

const isRaw = (value: unknown): value is RawEntry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function rawAt(bytes: Uint8Array, from: number, to: number): RawEntry {
  const value: unknown = JSON.parse(textAt(bytes, from, to));
  if (!isRaw(value)) throw new Error('a scanned entry is no object'); // the scanner saw its brace
  return value;
}

/** The key of an entry as the index writes it. */
export function rawKey(index: ScannedIndex, place: number): string {
  const [from, to] = [index.keyFrom[place] ?? 0, index.keyTo[place] ?? 0];
  return String(JSON.parse(`"${textAt(index.bytes, from, to)}"`));
}

/** The value of an entry. */
export const rawEntry = (index: ScannedIndex, place: number): RawEntry =>
  rawAt(index.bytes, index.from[place] ?? 0, index.to[place] ?? 0);

/** The id that a key means; what is neither plain nor known is looked at more closely. */
function idAt(bytes: Uint8Array, from: number, to: number): number {
  const id = packKey(bytes, from, to);
  if (id >= 0) return id;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7e || byte === 0x5c)
      return packText(String(JSON.parse(`"${textAt(bytes, from, to)}"`)));
  }
  return -1;
}

const isWord = (bytes: Uint8Array, from: number, a: number, b: number, c: number, d: number) =>
  bytes[from] === a && bytes[from + 1] === b && bytes[from + 2] === c && bytes[from + 3] === d;

/** The bit of a field that every entry should have; 0 for other fields. */
function fieldBit(bytes: Uint8Array, from: number, to: number): number {
  if (to - from === 4) {
    if (isWord(bytes, from, 0x74, 0x79, 0x70, 0x65)) return has.type;
    return isWord(bytes, from, 0x6c, 0x69, 0x6e, 0x6b) ? has.link : 0;
  }
  const isTitle = to - from === 5 && bytes[from + 4] === 0x65;
  return isTitle && isWord(bytes, from, 0x74, 0x69, 0x74, 0x6c) ? has.title : 0;
}

const filled = (raw: RawEntry): number =>
  rawFields.filter((name) => typeof raw[name] === 'string' && raw[name] !== '').length;

/** Collects entries while the scanner finds them. */
class Collector {
  readonly ids: number[] = [];
  readonly places = new Map<number, number>();
  readonly keyFrom: number[] = [];
  readonly keyTo: number[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly high: number[] = [];
  readonly low: number[] = [];
  readonly fields: number[] = [];
  readonly warnings: Record<string, number> = {};
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #hash: Hash = { high: 0, low: 0 };
  #bits = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  readonly onField = (keyFrom: number, keyTo: number, from: number, to: number): void => {
    const isText = this.bytes[from] === 0x22 && to - from > 2;
    if (isText) this.#bits |= fieldBit(this.bytes, keyFrom, keyTo);
  };

  readonly onEntry = (keyFrom: number, keyTo: number, from: number, to: number): void => {
    const bits = this.#bits;
    this.#bits = 0;
    const id = this.#idOf(keyFrom, keyTo, from);
    const known = id < 0 ? undefined : this.places.get(id);
    if (id < 0) return;
    if (known !== undefined && !this.#replaces(known, keyFrom, keyTo, from, to)) return;
    const place = known ?? this.ids.length;
    hashBytes(this.#view, from, to, this.#hash);
    this.ids[place] = id;
    this.places.set(id, place);
    this.keyFrom[place] = keyFrom;
    this.keyTo[place] = keyTo;
    this.from[place] = from;
    this.to[place] = to;
    this.high[place] = this.#hash.high;
    this.low[place] = this.#hash.low;
    this.fields[place] = bits;
  };

  /** The id of a usable entry; -1 and a warning for all else. */
  #idOf(keyFrom: number, keyTo: number, from: number): number {
    const id = idAt(this.bytes, keyFrom, keyTo);
    const isUsable = id >= 0 && this.bytes[from] === 0x7b;
    if (!isUsable) this.#warn(id < 0 ? 'key_unknown' : 'entry_not_object');
    return isUsable ? id : -1;
  }

  #warn(word: string): void {
    this.warnings[word] = (this.warnings[word] ?? 0) + 1;
  }

  /** The same key again: the last wins. In another case: the one that says more, or the later. */
  #replaces(known: number, keyFrom: number, keyTo: number, from: number, to: number): boolean {
    const [oldFrom, oldTo] = [this.keyFrom[known] ?? 0, this.keyTo[known] ?? 0];
    if (textAt(this.bytes, oldFrom, oldTo) === textAt(this.bytes, keyFrom, keyTo)) return true;
    this.#warn('key_in_two_cases');
    const old = rawAt(this.bytes, this.from[known] ?? 0, this.to[known] ?? 0);
    return filled(rawAt(this.bytes, from, to)) >= filled(old);
  }
}

/** The place of the first letter, behind a byte order mark and blanks. */
const start = (bytes: Uint8Array): number =>
  blanksEnd(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

/** Finds the entries of an index, or names the gate that it does not pass. */
export function scanIndex(bytes: Uint8Array): ScannedIndex | GateName {
  const from = start(bytes);
  if (bytes[from] !== 0x7b) return bytes[from] === 0x3c ? 'html' : 'not_object';
  const index = new Collector(bytes);
  const end = objectEnd(bytes, from, index.onEntry, index.onField);
  return end < 0 || blanksEnd(bytes, end) !== bytes.length ? 'not_json' : index;
}
