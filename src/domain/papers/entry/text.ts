/** Fields of the index as plain text. */

/** Notes an irregularity by its word; the words are counted and logged. */
export type Warn = (word: string) => void;

/** Longer fields are cut. */
export const LONGEST_FIELD = 2_000;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function numeric(digits: string): string | null {
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : null;
}

/** HTML entities become what they stand for, once: `&amp;lt;` becomes `&lt;`. */
export const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#(x[0-9a-f]{1,6}|\d{1,7})|([a-z]{2,4}));/gi,
    (whole, digits?: string, name?: string) =>
      (digits === undefined ? entities[(name ?? '').toLowerCase()] : numeric(digits)) ?? whole,
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const directions = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** A text on one line, in NFC, without entities, control characters and direction marks. */
export function plainText(text: string): string {
  const line = (text.includes('&') ? decodeEntities(text) : text)
    .replace(controls, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.replace(directions, '').toWellFormed().normalize('NFC');
}

/** Cuts between characters, never inside one. */
const cut = (text: string): string =>
  text
    .slice(0, LONGEST_FIELD)
    .toWellFormed()
    .replace(/\ufffd$/, '');

/** A field as text. Absent or empty: null. No text: null and a warning. Too long: cut and a warning. */
export function textField(value: unknown, name: string, warn: Warn): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') {
    warn(`${name}_not_text`);
    return null;
  }
  const text = plainText(value);
  if (text.length <= LONGEST_FIELD) return text === '' ? null : text;
  warn(`${name}_cut`);
  return cut(text);
}

/** A field that holds an address: null and a warning unless it is http(s). */
export function linkField(value: unknown, name: string, warn: Warn): string | null {
  const text = textField(value, name, warn);
  if (text === null || /^https?:\/\/[^\s<>"]+$/i.test(text)) return text;
  warn(`${name}_not_http`);
  return null;
}
