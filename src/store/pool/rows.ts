/** Values on their way into the database and out of it. */

const NUL = /\0/g;
const HIDDEN = /\\u(?:0000|d[89a-f])/i; // what JSON makes of NUL and of half a pair

/** Text that PostgreSQL takes: NUL and lone surrogates become U+FFFD, all else stays. */
export const storable = (text: string): string =>
  (text.isWellFormed() ? text : text.toWellFormed()).replace(NUL, '\ufffd');

/**
 * JSON text that PostgreSQL takes as `json` and `jsonb`: escapes of NUL and of lone surrogates
 * become U+FFFD. An escaped backslash before such letters is text and stays.
 */
export function storableJson(json: string): string {
  const text = storable(json);
  if (!HIDDEN.test(text)) return text;
  return text.replace(
    /\\(?:u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(0000|d[89a-f][0-9a-f]{2})|[0-9a-f]{4})|[^u])/gi,
    (written, refused: string | undefined) => (refused === undefined ? written : '\\ufffd'),
  );
}

/** Rows as one parameter, for `json_to_recordset(${rowsIn(rows)}::text::json)`: without `::text` it is encoded twice. */
export const rowsIn = (rows: readonly object[]): string => storableJson(JSON.stringify(rows));

/** One value as a parameter, for `${jsonIn(value)}::text::jsonb`; null is JSON's null, not SQL's. */
export const jsonIn = (value: unknown): string => storableJson(JSON.stringify(value ?? null));

/**
 * A moment that a statement gave as `(extract(epoch from x) * 1000)::float8`: whole ms since the
 * epoch. Going in, `to_timestamp(${ms}::float8 / 1000)` keeps every millisecond.
 */
export const momentOut = (ms: number): number => Math.round(ms);

/** As `momentOut`, where the column may be null. */
export const momentOutOrNull = (ms: number | null): number | null =>
  ms === null ? null : momentOut(ms);
