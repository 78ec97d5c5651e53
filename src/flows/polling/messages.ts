import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import { announce } from '../../domain/papers/news.ts';
import { type OpsNote, opsNote } from '../../domain/papers/opsNote.ts';
import { stagedMessage } from '../../domain/papers/staged.ts';
import type { StagePart } from '../../ports/papers.ts';
import type { Found } from './turn.ts';

/** The channels of the configuration; null where nobody is to be told. */
export interface Channels {
  readonly papers: string | null;
  readonly ops: string | null;
}

/** What operators hear of a poll. */
function notesOf({ index, accepted, prepared }: Found, cycle: string, seeds: boolean): OpsNote[] {
  const notes: OpsNote[] = [];
  if (seeds) notes.push({ type: 'index.seeded', snapshot: cycle, index });
  if (accepted !== null)
    notes.push({ type: 'index.accepted', snapshot: cycle, ...accepted, index });
  for (const event of prepared.events) notes.push({ type: 'event', event });
  return notes;
}

/** The messages about what a poll found: papers for everybody, notes for operators. */
export function messagesOf(
  found: Found,
  { papers, ops }: Channels,
  { cycle, seeds }: { readonly cycle: string; readonly seeds: boolean },
): readonly OutboxDraft[] {
  const news =
    papers === null ? [] : announce(found.prepared.events, { dest: papers, kind: 'channel' });
  return [...news, ...opsMessages(notesOf(found, cycle, seeds), ops)];
}

/** Notes as messages to the operators, as far as they hear of them. */
export const opsMessages = (
  notes: readonly OpsNote[],
  channel: string | null,
): readonly OutboxDraft[] =>
  channel === null ? [] : notes.flatMap((note) => opsNote(note, channel) ?? []);

/** Messages as parts of a batch, each in a part of its own: a digest may be long. */
export const messageParts = (drafts: readonly OutboxDraft[]): readonly StagePart[] =>
  drafts.map((draft, part) => ({
    kind: 'outbox',
    part,
    body: JSON.stringify([stagedMessage(draft, part)]),
  }));
