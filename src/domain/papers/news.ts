/** What the channel for papers that everybody should see is told. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { PaperEvent } from './event.ts';
import { type Item, isForAll } from './tell/item.ts';
import { type Address, letter } from './tell/letter.ts';

/** What everybody should see of the events of one poll or cycle, with the mailing that they are. */
export function forAll(events: readonly PaperEvent[]): readonly PaperEvent[] {
  const mailing = events.filter(({ kind }) => kind === 'mailing.posted');
  const told = events.filter((event) => isForAll(event, mailing.length > 0));
  return told.length === 0 ? [] : [...told, ...mailing];
}

/**
 * The messages about the events of one poll or cycle: none, one, or one with its thread, at most
 * seven.
 */
export const announce = (events: readonly PaperEvent[], channel: Address): readonly OutboxDraft[] =>
  letter(
    forAll(events).map((event): Item => ({ event, because: [] })),
    channel,
  );
