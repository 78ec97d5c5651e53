/**
 * Finds its way through JSON without building anything: each function takes the place where
 * something begins and gives the place behind it, or -1 where there is no JSON. As strict as
 * `JSON.parse`, but it does not look into the bytes of letters beyond ASCII.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Deeper nesting is taken for nonsense, before it exhausts the stack. */
const DEEPEST = 64;

/** Bytes that stand for themselves in a string. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);

const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Behind blanks. */
export function blanksEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] ?? COMMA) <= 0x20 && isBlank(bytes[at] ?? 0)) at++; // mostly there is none
  return at;
}

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

const escapes = new Set([...'"\\/bfnrt'].map((letter) => letter.charCodeAt(0)));

/** Behind an escape; `from` is the place of the backslash. */
function escapeEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from + 1] !== 0x75) return escapes.has(bytes[from + 1] ?? 0) ? from + 2 : -1;
  for (let at = from + 2; at < from + 6; at++) if (!isHex(bytes[at] ?? 0)) return -1;
  return from + 6;
}

/** Behind the bytes that stand for themselves; behind the end stands a 0, which does not. */
function plainEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (plain[bytes[at] ?? 0]) at++;
  return at;
}

/** Behind a string; `from` is the place of its first quote. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== QUOTE) return -1;
  let at = plainEnd(bytes, from + 1);
  while (bytes[at] === BACKSLASH) {
    const next = escapeEnd(bytes, at);
    if (next < 0) return -1;
    at = plainEnd(bytes, next);
  }
  return bytes[at] === QUOTE ? at + 1 : -1;
}

const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Longer numbers are taken for nonsense. */
const LONGEST_NUMBER = 1_000;

/** Behind a number or a word such as `null`. */
function scalarEnd(bytes: Uint8Array, from: number): number {
  let text = '';
  for (let at = from; at - from < LONGEST_NUMBER; at++) {
    const letter = String.fromCharCode(bytes[at] ?? 0);
    if (!/[\w.+-]/.test(letter)) break;
    text += letter;
  }
  const isWord = text === 'true' || text === 'false' || text === 'null';
  return isWord || numberForm.test(text) ? from + text.length : -1;
}

/** Hears of each member of an object: where its key stands (quotes excluded), and its value. */
export type OnMember = (keyFrom: number, keyTo: number, valueFrom: number, valueTo: number) => void;

const nothing: OnMember = () => {};

/** Behind a value of any kind; `onMember` hears of the members where it is an object. */
function valueEnd(bytes: Uint8Array, from: number, depth: number, onMember: OnMember): number {
  const byte = bytes[from];
  if (byte === QUOTE) return stringEnd(bytes, from);
  if (depth > DEEPEST) return -1;
  if (byte === 0x7b) return objectEnd(bytes, from, onMember, nothing, depth + 1);
  return byte === 0x5b ? arrayEnd(bytes, from, depth + 1) : scalarEnd(bytes, from);
}

function arrayEnd(bytes: Uint8Array, from: number, depth: number): number {
  let at = blanksEnd(bytes, from + 1);
  if (bytes[at] === 0x5d) return at + 1;
  for (;;) {
    at = valueEnd(bytes, at, depth, nothing);
    if (at < 0) return -1;
    at = blanksEnd(bytes, at);
    if (bytes[at] === 0x5d) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at = blanksEnd(bytes, at + 1);
  }
}

/** Where the value of a member begins, behind the colon that follows its key; -1 without one. */
function afterColon(bytes: Uint8Array, keyTo: number): number {
  if (keyTo < 0) return -1;
  const colon = blanksEnd(bytes, keyTo);
  return bytes[colon] === COLON ? blanksEnd(bytes, colon + 1) : -1;
}

/**
 * Behind an object; `from` is the place of its brace. `onMember` hears of its members, `inner`
 * before that of the members of each of them. What was heard before a -1 means nothing.
 */
export function objectEnd(
  bytes: Uint8Array,
  from: number,
  onMember: OnMember,
  inner: OnMember,
  depth = 0,
): number {
  let at = blanksEnd(bytes, from + 1);
  if (bytes[at] === 0x7d) return at + 1;
  for (;;) {
    const keyTo = stringEnd(bytes, at);
    const valueFrom = afterColon(bytes, keyTo);
    const valueTo = valueFrom < 0 ? -1 : valueEnd(bytes, valueFrom, depth, inner);
    if (valueTo < 0) return -1;
    onMember(at + 1, keyTo - 1, valueFrom, valueTo);
    at = blanksEnd(bytes, valueTo);
    if (bytes[at] === 0x7d) return at + 1;
    if (bytes[at] !== COMMA) return -1;
    at = blanksEnd(bytes, at + 1);
  }
}
