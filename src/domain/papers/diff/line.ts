/**
 * Rows of entries as lines of fields. They are many: PostgreSQL takes a line apart in a third of
 * the time that an object with 23 names costs it, and what names the fields need not be sent.
 */

import type { StagedEntry } from '../staged.ts';

/** Stands between the fields of a line. Printable text has none, and JSON writes it as it is. */
const BETWEEN = '\u007f';
/** Stands for what is not known. */
const NOTHING = '\u0080';
const reserved = /[\u007f\u0080]/g;

/** The fields in their order; the statement that commits entries counts on it. */
const fields = [
  'key',
  'raw_key',
  'prefix',
  'number',
  'revision',
  'regular',
  'title',
  'title_fold',
  'authors',
  'author_fold',
  'date_raw',
  'date_iso',
  'date_precision',
  'groups',
  'link',
  'long_link',
  'github_url',
  'section',
  'status',
  'raw',
  'hash',
  'seeded',
  'source',
] as const satisfies readonly (keyof StagedEntry)[];

type Field = (typeof fields)[number];
/** A field that the list above forgets makes every row unfit. */
type Whole = StagedEntry & Record<Exclude<keyof StagedEntry, Field>, never>;
/** Lists and objects are JSON within their field, numbers and booleans are as JSON writes them. */
const inJson: ReadonlySet<Field> = new Set([
  'number',
  'revision',
  'regular',
  'authors',
  'author_fold',
  'groups',
  'raw',
  'seeded',
] as const);

/** What PostgreSQL refuses in a text, as JSON writes it: NUL and halves of pairs. */
const refused = /\\u(?:0000|d[89a-f])/i;

const clean = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [clean(key), cleaned(inner)]),
  );
}

/** JSON within a line is not seen by whoever makes a whole part storable. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value);
  return refused.test(text) ? JSON.stringify(cleaned(value)) : text;
}

/** The row as a line: `key` to `source`. The two signs that lines need become U+FFFD in texts. */
export const entryLine = (row: Whole): string =>
  fields
    .map((name) => {
      const value = row[name];
      if (value === null) return NOTHING;
      return (typeof value === 'string' ? value : jsonOf(value)).replace(reserved, '\ufffd');
    })
    .join(BETWEEN);

const readField = (name: Field, text: string): unknown => {
  if (text === NOTHING) return null;
  return inJson.has(name) ? JSON.parse(text) : text;
};

/** The row of a line, for stores that are no database. */
export function readEntryLine(line: string): StagedEntry {
  const texts = line.split(BETWEEN);
  return Object.fromEntries(
    fields.map((name, place) => [name, readField(name, texts[place] ?? NOTHING)]),
  ) as unknown as StagedEntry; // written by ourselves
}
