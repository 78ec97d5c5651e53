import type { OutboxDraft } from '../../../domain/delivery/outbox.ts';
import type { Delivery } from '../../../domain/papers/match/watch.ts';
import type { StagedNotification } from '../../../domain/papers/staged.ts';
import { writeDrafts } from '../outbox/messages.ts';
import type { NotificationRow, Tables } from '../tables.ts';

/** An event that this commit wrote. */
export interface FreshEvent {
  readonly seq: number;
  readonly kind: string;
  readonly dedupe: string;
}

/**
 * Writes messages and notifications of the new events; how many messages. Who was forgotten
 * meanwhile gets neither. With a mailing, what waits for one is due to be looked at.
 */
export function writeNews(
  tables: Tables,
  fresh: readonly FreshEvent[],
  notes: readonly StagedNotification[],
  drafts: readonly OutboxDraft[],
): number {
  const isAlive = ({ recipient }: StagedNotification) => tables.recipients.has(Number(recipient));
  const unread = new Set(notes.filter((note) => !isAlive(note)).map(({ message }) => message));
  const read = drafts.filter(
    ({ dedupeKey, threadOf }) =>
      !unread.has(dedupeKey) && (threadOf === null || !unread.has(threadOf)),
  );
  const known = new Set(tables.messages.keys());
  const written = writeDrafts(tables, read);
  const messages = new Map(
    [...tables.messages.values()]
      .filter(({ id }) => !known.has(id))
      .map(({ dedupeKey, id }) => [dedupeKey, id]),
  );
  awaken(tables, fresh);
  const events = new Map(fresh.map((event) => [event.dedupe, event.seq]));
  for (const note of notes.filter(isAlive)) {
    const event = events.get(note.event);
    if (event !== undefined && event > Number(note.after)) write(tables, note, event, messages);
  }
  return written;
}

function awaken(tables: Tables, fresh: readonly FreshEvent[]): void {
  if (!fresh.some(({ kind }) => kind === 'mailing.posted')) return;
  for (const [key, row] of tables.notifications)
    if (row.state === 'held' && deliveryOf(tables, row) === 'mailing')
      tables.notifications.set(key, { ...row, dueAt: tables.clock.now() });
}

/** How this one is told: by its watch, else by the setting. */
export const deliveryOf = (tables: Tables, row: NotificationRow): Delivery | undefined =>
  row.delivery ?? tables.recipients.get(row.recipient)?.settings.delivery;

function write(
  tables: Tables,
  { recipient, reasons, delivery, message, due_at: dueAt }: StagedNotification,
  event: number,
  messages: ReadonlyMap<string, number>,
): void {
  const key = `${recipient} ${event}`;
  if (tables.notifications.has(key)) return;
  const outbox = message === null ? null : (messages.get(message) ?? null);
  const state = message === null ? 'held' : outbox === null ? 'told' : 'queued';
  const row = { recipient: Number(recipient), event, reasons, delivery, state, dueAt, outbox };
  tables.notifications.set(key, { ...row, state });
}
