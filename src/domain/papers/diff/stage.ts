/** Rows as JSON texts: what the worker makes so that the main thread need not. */

import { foldName } from '../entry/authors.ts';
import { type Entry, type RawEntry, rawFields } from '../entry/entry.ts';
import { LONGEST_FIELD } from '../entry/text.ts';
import type { PaperEvent } from '../event.ts';
import { fold } from '../fold.ts';
import type { Prepared } from '../reading.ts';
import type { StagedEntry, StagedEvent } from '../staged.ts';

const ROWS = 1_000;

/** 1 MiB, less what the brackets and commas take. */
const BYTES = 1024 * 1024 - 2 * ROWS;

/** A longer raw value, in JSON, is cut down to its known fields. */
const LONGEST_RAW = 32_000;

const cutDown = (raw: RawEntry): RawEntry =>
  Object.fromEntries(
    rawFields.flatMap((name) => {
      const value = raw[name];
      return typeof value === 'string' ? [[name, value.slice(0, LONGEST_FIELD)]] : [];
    }),
  );

/** The raw value as it is kept. */
const kept = (raw: RawEntry): RawEntry =>
  JSON.stringify(raw).length > LONGEST_RAW ? cutDown(raw) : raw;

/** What surrounds an entry in its row. */
export interface RowFacts {
  readonly rawKey: string;
  readonly raw: RawEntry;
  readonly hash: string;
  readonly seeded: boolean;
}

/** An entry as a row. */
export const stagedEntry = (entry: Entry, facts: RowFacts): StagedEntry => ({
  key: entry.id.key,
  raw_key: facts.rawKey,
  prefix: entry.id.prefix,
  number: entry.id.number,
  revision: entry.id.revision,
  regular: entry.id.regular,
  title: entry.title,
  title_fold: entry.title === null ? null : fold(entry.title),
  authors: entry.authors,
  author_fold: entry.authors.map(foldName),
  date_raw: entry.date.raw,
  date_iso: entry.date.iso,
  date_precision: entry.date.precision,
  groups: entry.groups,
  link: entry.link,
  long_link: entry.longLink,
  github_url: entry.githubUrl,
  section: entry.section,
  status: entry.status,
  raw: kept(facts.raw),
  hash: facts.hash,
  seeded: facts.seeded,
  source: 'index',
});

/** An event as a row; `ord` counts through all events of the batch. */
export const stagedEvent = (event: PaperEvent, ord: number): StagedEvent => ({
  ord,
  kind: event.kind,
  key: event.key,
  dedupe: event.dedupe,
  folded_into: event.foldedInto,
  facts: { ...event.facts, entry: event.entry },
});

type Part = Prepared['parts'][number];

const utf8 = new TextEncoder();

/** Rows, or lines, in parts of at most 1,000 and 1 MiB; parts count from 0. */
export function* partsOf(kind: Part['kind'], rows: Iterable<object | string>): Generator<Part> {
  let texts: string[] = [];
  let bytes = 0;
  let part = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    const length = utf8.encode(text).length;
    if (texts.length === ROWS || (texts.length > 0 && bytes + length > BYTES)) {
      yield { kind, part, body: `[${texts.join(',')}]` };
      [texts, bytes, part] = [[], 0, part + 1];
    }
    texts.push(text);
    bytes += length;
  }
  if (texts.length > 0) yield { kind, part, body: `[${texts.join(',')}]` };
}
