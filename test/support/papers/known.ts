import { foldName } from '../../../src/domain/papers/entry/authors.ts';
import { decodeEntry } from '../../../src/domain/papers/entry/entry.ts';
import { fold } from '../../../src/domain/papers/fold.ts';
import { indexId } from '../../../src/domain/papers/id/id.ts';
import type { LibraryEntry } from '../../../src/ports/library.ts';
import type { IndexObject } from './wg21.ts';

/** The entries of an index as the library has them. */
export const knownEntries = (index: IndexObject): readonly LibraryEntry[] =>
  Object.entries(index).flatMap(([key, raw]) => {
    const id = indexId(key);
    if (id === null) return [];
    const entry = decodeEntry(id, raw, '2026-08-23', () => {});
    const { prefix, number, revision } = id;
    return [
      {
        key: id.key,
        prefix,
        number,
        revision,
        date: entry.date.iso,
        title: entry.title,
        titleFold: entry.title === null ? null : fold(entry.title),
        authors: entry.authors,
        authorFold: entry.authors.map(foldName),
        groups: entry.groups,
      },
    ];
  });
