/**
 * The version of what is made of an entry: another one gives every entry another hash, so that
 * all are read again. Raise it when the decoder reads more or otherwise.
 */
const DECODER = 1;

/** What a hash begins with: a version of its own for each use. */
interface Seeds {
  readonly high: number;
  readonly low: number;
}

const seedsOf = (version: number): Seeds => ({
  high: Math.imul(version, 0x9e37_79b1) ^ 0x2545_f491,
  low: Math.imul(version, 0x85eb_ca6b) ^ 0x4f6c_dd1d,
});

const ofEntries = seedsOf(DECODER);
/** Never another: keys of what was told are made of these. */
const ofTexts = seedsOf(1);

/** A hash as two halves of 32 bits. */
export interface Hash {
  high: number;
  low: number;
}

const spin = (word: number): number => (word << 13) | (word >>> 19);

const finish = (word: number): number => {
  const once = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2_ae35);
  return twice ^ (twice >>> 16);
};

/**
 * The hash of bytes, written into `into` because it is asked for 29,000 times in a row. Not
 * cryptographic: it tells a changed entry from an unchanged one, it does not resist an attacker.
 */
export function hashBytes(
  view: DataView,
  from: number,
  to: number,
  into: Hash,
  seeds = ofEntries,
): void {
  let high = seeds.high ^ (to - from);
  let low = seeds.low;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    high = Math.imul(spin(high) ^ view.getInt32(at, true), 0x9e37_79b1);
    low = Math.imul(spin(low) ^ view.getInt32(at + 4, true), 0x85eb_ca6b);
  }
  for (; at < to; at++) {
    high = Math.imul(spin(high) ^ view.getUint8(at), 0x9e37_79b1);
    low = Math.imul(spin(low) ^ view.getUint8(at), 0x85eb_ca6b);
  }
  into.high = finish(high ^ low);
  into.low = finish(low + Math.imul(high, 0x27d4_eb2f));
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** A hash as 16 hex digits. */
export const hashText = (high: number, low: number): string => hex(high) + hex(low);

const utf8 = new TextEncoder();

/** The hash of a text, as 16 hex digits: for keys that must be the same again next time. */
export function textHash(text: string): string {
  const bytes = utf8.encode(text);
  const hash: Hash = { high: 0, low: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  hashBytes(view, 0, bytes.length, hash, ofTexts);
  return hashText(hash.high, hash.low);
}
