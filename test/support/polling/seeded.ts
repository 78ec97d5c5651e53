import { pollWorld } from './polls.ts';

/** An entry with what the gates ask for. */
export const paper = (title: string) => ({ type: 'paper', title, link: 'https://wg21.link/x' });
/** Three entries: two papers and an old one. */
export const small = { P0001R0: paper('One'), P0002R0: paper('Two'), N0003: paper('Three') };

/** A world whose first poll has stored the index. */
export async function seeded(index: unknown = small, own = {}) {
  const world = pollWorld(own);
  world.source.serve(index);
  await world.begin();
  const end = await world.poll();
  if (end.type !== 'committed') throw new Error(JSON.stringify(end));
  return { ...world, end };
}

/** How many there are of each kind. */
export const countBy = <T>(all: readonly T[], key: (one: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
};
