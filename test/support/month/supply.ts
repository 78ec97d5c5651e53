/** What there is to be published: real ids, either all of them or a small share. */

import { aroundMailing, type IndexObject } from '../papers/wg21.ts';
import type { Supply } from './papers.ts';

const numberOf = (id: string): number => Number(/^[PD](\d{4})R\d+$/.exec(id)?.[1] ?? 0);

/** The base, a mailing of `share` of its papers, and the free numbers behind the last known one. */
function supplyOf(base: IndexObject, mailing: IndexObject): Supply {
  const used = new Set([...Object.keys(base), ...Object.keys(mailing)].map(numberOf));
  const freeFrom = (from: number): readonly number[] =>
    Array.from({ length: 98 }, (_, nth) => from + nth).filter((number) => !used.has(number));
  // The frontier is 3160 and then 3300; what lies up to 100 above is looked for often.
  return { base, mailing, free: { before: freeFrom(3_161), after: freeFrom(3_290) } };
}

const fresh = (base: IndexObject, next: IndexObject): IndexObject =>
  Object.fromEntries(Object.entries(next).filter(([id]) => base[id] === undefined));

/** The index of spring 2024 with all its 26,886 entries, and the mailing of 172 documents. */
export function wholeSupply(): Supply {
  const { base, next } = aroundMailing();
  return supplyOf(base, fresh(base, next));
}

/** The papers of P2800 and later, and thirty of that mailing. */
export function smallSupply(): Supply {
  const { base, next } = aroundMailing();
  const young = Object.entries(base).filter(([id]) => numberOf(id) >= 2_800);
  const mailing = Object.entries(fresh(base, next)).filter(([id]) => numberOf(id) >= 2_800);
  return supplyOf(Object.fromEntries(young), Object.fromEntries(mailing.slice(0, 30)));
}
