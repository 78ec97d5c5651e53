import { decodeEntry } from '../../../src/domain/papers/entry/entry.ts';
import { indexId } from '../../../src/domain/papers/id/id.ts';
import {
  numberLine,
  type PaperNumber,
  readNumber,
} from '../../../src/domain/papers/probe/plan/numbers.ts';
import type { IndexObject } from '../papers/wg21.ts';

/** Where drafts lie in tests of rules. */
export const BASE = 'https://isocpp.org/files/papers/';

/** What the store says of the paper numbers of an index that was seeded at `seededAt`. */
export function numbersOf(index: IndexObject, seededAt: number): readonly PaperNumber[] {
  const entries = Object.entries(index).flatMap(([key, raw]) => {
    const id = indexId(key);
    if (id?.prefix !== 'P' || !id.regular || id.revision === null) return [];
    return [{ ...decodeEntry(id, raw, '2999-01-01', () => {}), revision: id.revision }];
  });
  return [...Map.groupBy(entries, ({ id }) => id.number)].map(([number, all]) => {
    const ordered = all.toSorted((a, b) => b.revision - a.revision);
    const link = ordered.find(({ longLink }) => longLink !== null)?.longLink;
    const row = {
      number,
      revision: ordered[0]?.revision ?? 0,
      firstSeenAt: seededAt,
      seeded: true,
      dateIso: ordered[0]?.date.iso ?? null,
      suffix: link?.split('.').at(-1) ?? null,
    };
    return readNumber(numberLine(row));
  });
}
