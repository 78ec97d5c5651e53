import { nameTokens } from '../../domain/papers/match/author.ts';
import type { Library, Probe } from '../../ports/library.ts';
import type { EntryRow, Tables } from './tables.ts';

function isFound(probe: Probe, row: EntryRow): boolean {
  switch (probe.by) {
    case 'name': {
      const tokens = row.author_fold.flatMap(nameTokens).join(' ');
      const found = probe.words.filter((word) => tokens.includes(word));
      return found.length >= (probe.all ? probe.words.length : 1);
    }
    case 'phrase':
      return row.title_fold?.includes(probe.phrase) === true;
    case 'numbers':
      return row.prefix === 'P' && probe.from <= row.number && row.number <= probe.to;
    case 'key':
      return row.key === probe.key;
    case 'group':
      return row.groups.includes(probe.group);
  }
}

/** The library in memory. */
export const createMemoryLibrary = (tables: Tables): Library => ({
  find: async (probe) =>
    [...tables.entries.values()]
      .filter((row) => isFound(probe, row))
      .map((row) => ({
        key: row.key,
        prefix: row.prefix,
        number: row.number,
        revision: row.revision,
        date: row.date_iso,
        title: row.title,
        titleFold: row.title_fold,
        authors: row.authors,
        authorFold: row.author_fold,
        groups: row.groups,
      })),
});
