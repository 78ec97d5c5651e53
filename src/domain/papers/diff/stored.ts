import type { Entry } from '../entry/entry.ts';

/** What the database has of an entry, as far as it is compared. */
export interface StoredEntry {
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly fields: Readonly<Record<ComparedField, string | null>>;
}

/** The fields whose difference is a change, by the names of their columns. */
export type ComparedField =
  | 'title'
  | 'authors'
  | 'date_raw'
  | 'groups'
  | 'link'
  | 'long_link'
  | 'github_url'
  | 'section'
  | 'status';

/** All of them. */
export const comparedFields: readonly ComparedField[] = [
  'title',
  'authors',
  'date_raw',
  'groups',
  'link',
  'long_link',
  'github_url',
  'section',
  'status',
];

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** http or https: no difference. */
const address = (link: string | null): string | null => link?.replace(/^https?:/i, '') ?? null;

const names = (some: readonly string[]): string | null =>
  some.length === 0 ? null : some.join('\n');

/** An entry as it is compared; the other side is `storedRow`. */
export const comparable = (entry: Entry): StoredEntry => ({
  title: entry.title,
  authors: entry.authors,
  fields: {
    title: entry.title,
    authors: names(entry.authors),
    date_raw: entry.date.raw,
    groups: names(entry.groups),
    link: address(entry.link),
    long_link: address(entry.longLink),
    github_url: address(entry.githubUrl),
    section: entry.section,
    status: entry.status,
  },
});

const storedRow = (row: Row): StoredEntry => ({
  title: text(row['title']),
  authors: list(row['authors']),
  fields: {
    title: text(row['title']),
    authors: names(list(row['authors'])),
    date_raw: text(row['date_raw']),
    groups: names(list(row['groups'])),
    link: address(text(row['link'])),
    long_link: address(text(row['long_link'])),
    github_url: address(text(row['github_url'])),
    section: text(row['section']),
    status: text(row['status']),
  },
});

/** Reads the stored rows, JSON array texts with columns as names, by their key. */
export function storedEntries(pages: readonly string[]): ReadonlyMap<string, StoredEntry> {
  const rows = pages.flatMap((page): unknown[] => {
    const value: unknown = JSON.parse(page);
    return Array.isArray(value) ? value : [];
  });
  return new Map(rows.filter(isRow).map((row) => [String(row['key']), storedRow(row)]));
}
