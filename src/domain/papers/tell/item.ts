/** What one recipient is told of, before it is words. */

import type { PaperEvent } from '../event.ts';

/** An event, and why this recipient hears of it; empty where everybody does. */
export interface Item {
  readonly event: PaperEvent;
  readonly because: readonly string[];
}

/** Whether everybody should see an event. `inMailing`: N documents only come with a mailing. */
export function isForAll({ kind, facts, foldedInto }: PaperEvent, inMailing: boolean): boolean {
  if (foldedInto !== null) return false;
  switch (kind) {
    case 'paper.new':
    case 'draft.published':
    case 'sd.new':
      return true;
    case 'paper.revision':
      return facts['lower'] !== true;
    case 'draft.found':
      return facts['older'] !== true;
    case 'ndoc.new':
      return inMailing;
    default:
      return false;
  }
}

/** What an event is about: a paper and its draft of the same revision are one. */
const subject = ({ key, facts }: PaperEvent): string =>
  /^[PD]\d{4}R/.test(key) ? `${facts['number']}R${facts['revision']}` : key;

/** Two events about the same thing as one: the last, but a change of what is new leaves it new. */
const foldedEvent = (before: PaperEvent | undefined, event: PaperEvent): PaperEvent =>
  before !== undefined && event.kind === 'meta.changed' ? { ...before, entry: event.entry } : event;

/** Of events about the same thing only the last stays, with the reasons of all: one line per paper. */
export function folded(items: readonly Item[]): readonly Item[] {
  const lines = new Map<string, Item>();
  for (const { event, because } of items) {
    const before = lines.get(subject(event));
    const reasons = [...new Set([...(before?.because ?? []), ...because])];
    lines.set(subject(event), { event: foldedEvent(before?.event, event), because: reasons });
  }
  return [...lines.values()];
}

/** The mailing that is told of; null where there is none, or more than one. */
export function mailingAmong(items: readonly Item[]): PaperEvent | null {
  const [first, ...others] = items.filter(({ event }) => event.kind === 'mailing.posted');
  return others.length === 0 ? (first?.event ?? null) : null;
}
