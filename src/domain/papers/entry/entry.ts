import type { Id } from '../id/id.ts';
import { splitAuthors } from './authors.ts';
import { type IndexDate, indexDate } from './date.ts';
import { splitGroups } from './groups.ts';
import { linkField, textField, type Warn } from './text.ts';

/** One entry of the index, read and cleaned; null and empty where the index says nothing. */
export interface Entry {
  readonly id: Id;
  readonly title: string | null;
  /** For issues, who submitted them. */
  readonly authors: readonly string[];
  readonly date: IndexDate;
  /** Canonical groups; unknown ones as they were written. */
  readonly groups: readonly string[];
  readonly link: string | null;
  readonly longLink: string | null;
  readonly githubUrl: string | null;
  readonly section: string | null;
  readonly status: string | null;
}

/** A value of the index that is an object; what its fields hold nobody knows yet. */
export type RawEntry = Readonly<Record<string, unknown>>;

const types = new Set(['paper', 'issue', 'editorial', 'standing-document', 'draft']);

/** The fields that `decodeEntry` reads. */
export const rawFields: readonly string[] = [
  'type',
  'title',
  'author',
  'submitter',
  'date',
  'subgroup',
  'link',
  'long_link',
  'github_url',
  'issues',
  'section',
  'status',
];

/**
 * Reads an entry. Nothing it holds can make it fail: what cannot be read is null and warned about.
 * The id decides what an entry is. `tomorrow`: an ISO day, dates after it are warned about.
 */
export function decodeEntry(id: Id, raw: RawEntry, tomorrow: string, warn: Warn): Entry {
  const text = (name: string) => textField(raw[name], name, warn);
  const link = (name: string) => linkField(raw[name], name, warn);
  const { type } = raw;
  if (type !== undefined && !(typeof type === 'string' && types.has(type))) warn('type_unknown');
  return {
    id,
    title: text('title'),
    authors: splitAuthors(text('author') ?? text('submitter')),
    date: indexDate(text('date'), tomorrow, warn),
    groups: splitGroups(text('subgroup'), warn),
    link: link('link'),
    longLink: link('long_link'),
    githubUrl: link('github_url'),
    section: text('section'),
    status: text('status'),
  };
}
