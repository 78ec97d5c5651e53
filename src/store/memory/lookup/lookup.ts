import type { Happened, Listed, Mailing, Page, Paper } from '../../../domain/talk/found.ts';
import { matches, type Needle } from '../../../domain/talk/search/needle.ts';
import { newsKinds } from '../../../domain/talk/search/news.ts';
import type { Lookup } from '../../../ports/talk/lookup.ts';
import type { EntryRow, Tables } from '../tables.ts';
import { draftsOf, draftsSince, probesOf } from './drafts.ts';

const paperOf = (row: EntryRow): Paper => ({
  key: row.key,
  prefix: row.prefix,
  number: row.number,
  revision: row.revision,
  regular: row.regular,
  title: row.title,
  authors: row.authors,
  groups: row.groups,
  date: row.date_iso,
  link: row.link,
  longLink: row.long_link,
  githubUrl: row.github_url,
  section: row.section,
  status: row.status,
  missing: row.missingSince !== null,
});

const listed = <T>(all: readonly T[], { offset, limit }: Page): Listed<T> => ({
  rows: all.slice(offset, offset + limit),
  total: all.length,
});

type Order = (a: EntryRow, b: EntryRow) => number;

const descending = (a: string | number, b: string | number): number => {
  if (a === b) return 0;
  return a < b ? 1 : -1;
};

const latestFirst: Order = (a, b) =>
  descending(a.date_iso ?? '', b.date_iso ?? '') ||
  descending(a.firstSeen, b.firstSeen) ||
  descending(a.number, b.number) ||
  descending(a.revision ?? -1, b.revision ?? -1) ||
  -descending(a.key, b.key);

const byNumber: Order = (a, b) =>
  -descending(a.number, b.number) ||
  -descending(a.revision ?? -1, b.revision ?? -1) ||
  -descending(a.key, b.key);

const present = (tables: Tables): readonly EntryRow[] =>
  [...tables.entries.values()].filter(({ missingSince }) => missingSince === null);

function search(tables: Tables, needle: Needle, page: Page): Listed<Paper> {
  const all = present(tables);
  const isOlder = (one: EntryRow): boolean =>
    one.regular &&
    one.revision !== null &&
    all.some(
      ({ prefix, number, revision, regular }) =>
        prefix === one.prefix &&
        number === one.number &&
        regular &&
        revision !== null &&
        one.revision !== null &&
        revision > one.revision,
    );
  const found = all
    .filter((row) => matches(needle, row) && (needle.all || !isOlder(row)))
    .toSorted(latestFirst);
  return listed(found.map(paperOf), page);
}

function recent(tables: Tables, since: number, group: string | null, page: Page): Listed<Happened> {
  const all = [...tables.events.values()]
    .toSorted((a, b) => b.seq - a.seq)
    .filter(({ at, kind, folded_into, facts }) => {
      const isInGroup = group === null || facts.entry?.groups.includes(group) === true;
      return at >= since && newsKinds.includes(kind) && folded_into === null && isInGroup;
    });
  return listed(
    all.map(({ kind, key, facts, at }) => ({ kind, key, facts, at })),
    page,
  );
}

function mailing(tables: Tables, month: string | null, page: Page): Mailing | null {
  const posted = [...tables.events.values()]
    .toSorted((a, b) => b.seq - a.seq)
    .find(({ kind, facts }) => {
      const day = String(facts['day']);
      return kind === 'mailing.posted' && (month === null || day.slice(0, 7) === month);
    });
  if (posted === undefined) return null;
  const { day, ids } = posted.facts;
  const keys = Array.isArray(ids) ? ids : [];
  const found = keys.flatMap((key) => tables.entries.get(key) ?? []).toSorted(byNumber);
  return { day: String(day), ...listed(found.map(paperOf), page) };
}

function nearest(tables: Tables, number: number, count: number): readonly number[] {
  const known = present(tables).filter(({ prefix, regular }) => prefix === 'P' && regular);
  const distance = (one: number): number => Math.abs(one - number);
  return [...new Set(known.map((row) => row.number))]
    .toSorted((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, count);
}

/** Reads for answers, in memory. */
export const createMemoryLookup = (tables: Tables): Lookup => ({
  family: async (number) =>
    [...tables.entries.values()]
      .filter((row) => ['P', 'D'].includes(row.prefix) && row.number === number)
      .toSorted((a, b) => -descending(a.key, b.key))
      .map(paperOf),
  entry: async (key) => {
    const row = tables.entries.get(key);
    return row === undefined ? null : paperOf(row);
  },
  nearest: async (number, count) => nearest(tables, number, count),
  search: async (needle, page) => search(tables, needle, page),
  recent: async (since, group, page) => recent(tables, since, group, page),
  mailing: async (month, page) => mailing(tables, month, page),
  draftsSince: async (since, page) => listed(draftsSince(tables, since), page),
  draftsOf: async (number) => draftsOf(tables, number),
  probesOf: async (number) => probesOf(tables, number),
});
