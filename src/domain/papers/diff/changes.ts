import { foldName } from '../entry/authors.ts';
import type { Entry } from '../entry/entry.ts';
import type { PaperEvent } from '../event.ts';
import { fold } from '../fold.ts';
import { textHash } from '../index/hash.ts';
import { entryFacts } from './appear.ts';
import { type ComparedField, comparable, comparedFields, type StoredEntry } from './stored.ts';

/** A known entry that says something else than before. */
export interface Change {
  readonly entry: Entry;
  readonly before: StoredEntry;
  /** What differs; empty when only the way of writing does. */
  readonly fields: readonly ComparedField[];
}

/** Compares an entry with what is stored of it. */
export function changeOf(entry: Entry, before: StoredEntry): Change {
  const now = comparable(entry).fields;
  const fields = comparedFields.filter((field) => now[field] !== before.fields[field]);
  return { entry, before, fields };
}

const foldTitle = (title: string | null): string =>
  fold(title ?? '')
    .replace(/\s+/g, ' ')
    .trim();

const foldNames = (names: readonly string[]): string => names.map(foldName).join(', ');

/** More than this share of the known entries, and at least so many, is no news about entries. */
const MASS_SHARE = 0.05;
const MASS_LEAST = 20;

/** The fields that so many entries changed at once that the index, not its papers, is the news. */
export function massFields(changes: readonly Change[], known: number): readonly ComparedField[] {
  const count = (field: ComparedField): number =>
    changes.filter(({ fields }) => fields.includes(field)).length;
  return comparedFields.filter(
    (field) => count(field) >= MASS_LEAST && count(field) > MASS_SHARE * known,
  );
}

function metaEvent(
  { entry }: Change,
  field: 'title' | 'author',
  before: string | null,
  after: string | null,
): PaperEvent {
  return {
    kind: 'meta.changed',
    key: entry.id.key,
    dedupe: `meta:${entry.id.key}:${field}:${textHash(after ?? '')}`,
    foldedInto: null,
    entry: entryFacts(entry),
    facts: { number: entry.id.number, revision: entry.id.revision, field, before, after },
  };
}

const joined = (names: readonly string[]): string | null => names.join(', ') || null;

/** The events of a changed entry: a title or authors that differ after folding, outside `mass`. */
export function metaChanged(change: Change, mass: readonly ComparedField[]): readonly PaperEvent[] {
  const { entry, before } = change;
  const events: PaperEvent[] = [];
  if (!mass.includes('title') && foldTitle(entry.title) !== foldTitle(before.title))
    events.push(metaEvent(change, 'title', before.title, entry.title));
  if (!mass.includes('authors') && foldNames(entry.authors) !== foldNames(before.authors))
    events.push(metaEvent(change, 'author', joined(before.authors), joined(entry.authors)));
  return events;
}
