import type { Content } from '../../../src/domain/delivery/content.ts';
import { announce } from '../../../src/domain/papers/news.ts';
import { directReader } from './directReader.ts';
import { IndexStore, poll } from './indexStore.ts';
import type { IndexObject } from './wg21.ts';

const channel = { dest: 'C1', kind: 'channel' } as const;

/** An entry of the index. */
export const paper = (title = 'A title') => ({
  type: 'paper',
  link: 'https://wg21.link/x',
  title,
  author: 'Jane Doe',
});

/** An index of so many papers, P1000R0 and on. */
export const papers = (count: number, first = 1000): IndexObject =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`P${first + n}R0`, paper()]));

/** A store that was seeded with an index, and polls of it. */
export async function seeded(index: IndexObject) {
  const [reader, store] = [directReader(), new IndexStore()];
  await poll(reader, store, index);
  return {
    store,
    /** One more poll: its events, as `kind key`, with what they fold into. */
    async next(body: unknown, options: { accept?: boolean } = {}) {
      const { gate, prepared, fresh } = await poll(reader, store, body, options);
      const events = fresh.map(({ kind, key, folded_into }) =>
        [kind, key, folded_into].filter(Boolean).join(' '),
      );
      const told = announce(prepared?.events ?? [], channel);
      return { gate, events, fresh, prepared, told, counts: prepared?.counts };
    },
  };
}

/** The lines of a message about papers. */
export const linesOf = (content: Content) =>
  content.template === 'papers' ? content.sections.flatMap(({ lines }) => lines) : [];
