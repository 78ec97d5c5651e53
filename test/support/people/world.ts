import { noFilters, type WatchDraft } from '../../../src/domain/papers/match/watch.ts';
import type { Settings } from '../../../src/domain/people/settings.ts';
import { createRelease } from '../../../src/flows/people/releaseHeld.ts';
import type { Epoch } from '../../../src/ports/leadership.ts';
import { lines, papersOf } from '../papers/news.ts';
import { pollWorld } from '../polling/polls.ts';

/** An entry of the index. */
export const entry = (key: string, more: Readonly<Record<string, string>> = {}) =>
  [
    key,
    {
      type: 'paper',
      title: `About ${key}`,
      author: 'Ada Lovelace',
      link: `https://wg21.link/${key.toLowerCase()}`,
      ...more,
    },
  ] as const;

/** Papers P2001R0 and on. */
export const papers = (count: number, first = 2001) =>
  Array.from({ length: count }, (_, n) => entry(`P${first + n}R0`));

/** A watch on the numbers P2001 to P2400. */
export const numbers: WatchDraft = {
  kind: 'paper',
  value: 'P2001-P2400',
  filters: noFilters,
  delivery: null,
};

/**
 * A poller that was seeded with 40 papers or as many as are said, and the queue's turns that
 * release what is held. Everything reads the same clock.
 */
export async function followedWorld(now = Date.UTC(2026, 7, 18, 12), size = 40) {
  const known = Object.fromEntries(Array.from({ length: size }, (_, n) => entry(`P${1001 + n}R0`)));
  const world = pollWorld();
  world.time.now = now;
  await world.begin();
  world.source.serve(known);
  await world.poll();
  const { people, held, tables } = world.store;
  const release = createRelease({ held, clock: tables.clock });
  const queue: Epoch | null = await world.leadership.take('messageQueue');
  if (queue === null) throw new Error('nobody leads');
  let index: Record<string, unknown> = known;

  const drafts = (dest: string) =>
    world.messages(dest).map((message) => ({ ...message, content: papersOf(message) }));

  return {
    ...world,
    people,
    user: (slackId: string, settings: Partial<Settings> = {}, ...watches: WatchDraft[]) =>
      (async () => {
        const who = { slackId, kind: 'user' } as const;
        await people.change(who, settings);
        for (const watch of watches) await people.watch(who, watch);
      })(),
    /** The index has these as well, and is polled; the clock stays. */
    publish: async (...entries: readonly (readonly [string, unknown])[]) => {
      index = { ...index, ...Object.fromEntries(entries) };
      world.source.serve(index);
      return world.poll();
    },
    /** The index has this one no more, and is polled. */
    withdraw: async (key: string) => {
      const { [key]: _, ...rest } = index;
      index = rest;
      world.source.serve(index);
      return world.poll();
    },
    /** A turn of the queue at this moment. */
    turn: async (at: number) => {
      world.time.now = at;
      const end = await release(queue);
      return end.type === 'fenced' ? 'fenced' : end.value.messages;
    },
    /** The ids of the lines in each message. */
    told: (dest: string) => world.messages(dest).map((one) => lines(one).map(({ id }) => id)),
    heads: (dest: string) =>
      drafts(dest).flatMap(({ content: { head } }) => (head === null ? [] : [head])),
  };
}
