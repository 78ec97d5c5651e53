import type { Content, PaperLine } from '../../../src/domain/delivery/content.ts';
import type { OutboxDraft } from '../../../src/domain/delivery/outbox.ts';
import type { PaperEvent } from '../../../src/domain/papers/event.ts';
import { indexId } from '../../../src/domain/papers/id/id.ts';

/** The notification channel. */
export const channel = { dest: 'C1', kind: 'channel' } as const;

/** Noon of 18 August 2026. */
export const AUGUST = Date.UTC(2026, 7, 18, 12);
/** A day in ms. */
export const DAY = 24 * 60 * 60 * 1000;

/** The event of a new paper, or what `more` makes of it. */
export const event = (key: string, more: Partial<PaperEvent> = {}): PaperEvent => {
  const id = indexId(key);
  return {
    kind: 'paper.new',
    key,
    dedupe: `new:${key}`,
    foldedInto: null,
    entry: {
      title: `Title of ${key}`,
      authors: ['A', 'B', 'C'],
      groups: ['EWG'],
      date: null,
      url: 'https://x.example/',
    },
    facts: {
      number: id?.number ?? null,
      revision: id?.revision ?? null,
      previous: null,
      also: [],
      lower: false,
    },
    ...more,
  };
};

/** A new paper with these groups. */
export const grouped = (key: string, groups: readonly string[]) =>
  event(key, { entry: { title: 'T', authors: [], groups, date: null, url: null } });

/** New papers P1000R0 and on. */
export const many = (count: number, groups: readonly string[] = []) =>
  Array.from({ length: count }, (_, n) => grouped(`P${1000 + n}R0`, groups));

/** The content of a message about papers. */
export function papersOf({ content }: { content: Content }) {
  if (content.template !== 'papers') throw new Error('no papers');
  return content;
}

/** The lines of a message. */
export const lines = (draft: OutboxDraft): readonly PaperLine[] =>
  papersOf(draft).sections.flatMap((section) => section.lines);

/** The ids of its lines. */
export const ids = (draft: OutboxDraft) => lines(draft).map(({ id }) => id);

/** For what must be there. */
export const never = (): never => {
  throw new Error('not there');
};
