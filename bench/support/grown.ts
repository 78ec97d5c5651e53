import { fullSize, type IndexObject } from '../../test/support/papers/wg21.ts';

const PARTS = 169;
/** How many changes are held back at first. */
export const STEPS = 24;

/**
 * An index that grows: at step n, n times 172 entries more than at step 0 and three other titles
 * each time. At the last step it has all 29,136 entries, 10 MB.
 */
export function grown(step: number): IndexObject {
  const all = Object.entries(fullSize());
  const shown = all.filter((_, n) => n % PARTS >= STEPS - step);
  const retitled = shown.map(([key, entry], n) =>
    n >= step * 3 ? ([key, entry] as const) : ([key, { ...entry, title: `title ${n}` }] as const),
  );
  return Object.fromEntries(retitled);
}
