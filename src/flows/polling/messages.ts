import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import { type OpsNote, opsNote } from '../../domain/papers/opsNote.ts';
import type { Prepared } from '../../domain/papers/reading.ts';
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

/** What operators are told of a poll; what people are told was prepared with its events. */
export const notesOfPoll = (
  found: Found,
  channel: string | null,
  { cycle, seeds }: { readonly cycle: string; readonly seeds: boolean },
): readonly OutboxDraft[] => opsMessages(notesOf(found, cycle, seeds), channel);

/** Notes as messages to the operators, as far as they hear of them. */
export const opsMessages = (
  notes: readonly OpsNote[],
  channel: string | null,
): readonly OutboxDraft[] =>
  channel === null ? [] : notes.flatMap((note) => opsNote(note, channel) ?? []);

/** Messages as parts of a batch, each in one of its own, behind what was prepared before. */
export const messageParts = (
  drafts: readonly OutboxDraft[],
  before: Pick<Prepared, 'parts' | 'messages'> = { parts: [], messages: 0 },
): readonly StagePart[] => {
  const parts = before.parts.filter(({ kind }) => kind === 'outbox').length;
  return drafts.map((draft, n) => ({
    kind: 'outbox',
    part: parts + n,
    body: JSON.stringify([stagedMessage(draft, before.messages + n)]),
  }));
};
