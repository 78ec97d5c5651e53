import type { HeldFor, HeldItem, Waiting } from '../../../domain/people/release.ts';
import type { Held, ReleasePlan } from '../../../ports/held.ts';
import { writeDrafts } from '../outbox/messages.ts';
import { holds, type NotificationRow, type Tables } from '../tables.ts';
import { isUntriedNews, settled, wait } from './people.ts';

const isDue = ({ state, dueAt }: NotificationRow, now: number): boolean =>
  state === 'held' && (dueAt ?? now + 1) <= now;

function itemsOf(tables: Tables, recipient: number): readonly HeldItem[] {
  const events = [...tables.events.values()];
  const mailings = events.filter(({ kind }) => kind === 'mailing.posted').map(({ at }) => at);
  return [...tables.notifications.values()]
    .filter((row) => row.recipient === recipient && isDue(row, tables.clock.now()))
    .toSorted((a, b) => a.event - b.event)
    .flatMap(({ event: seq, reasons, delivery }) => {
      const event = events.find((one) => one.seq === seq);
      if (event === undefined) return [];
      const { kind, key, dedupe, facts, at } = event;
      const after = mailings.filter((one) => one >= at);
      const mailingAt = after.length === 0 ? null : Math.min(...after);
      return [{ seq: String(seq), kind, key, dedupe, facts, reasons, delivery, at, mailingAt }];
    });
}

function heldFor(tables: Tables, limit: number): readonly HeldFor[] {
  const due = [...tables.notifications.values()]
    .filter((row) => isDue(row, tables.clock.now()))
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
  const first = [...new Set(due.map(({ recipient }) => recipient))].slice(0, limit);
  return first.flatMap((id) => {
    const row = tables.recipients.get(id);
    if (row === undefined) return [];
    const { slackId, kind, settings } = row;
    const items = itemsOf(tables, id);
    return [{ id: String(id), slackId, kind, settings: settled(tables, settings), items }];
  });
}

function waiting(tables: Tables): readonly Waiting[] {
  const now = tables.clock.now();
  const dests = new Set(
    [...tables.messages.values()]
      .filter(isUntriedNews)
      .filter(({ notBefore }) => (notBefore ?? 0) <= now)
      .map(({ dest }) => dest),
  );
  return [...tables.recipients.values()]
    .filter(({ slackId }) => dests.has(slackId))
    .map(({ slackId, settings }) => ({ slackId, settings: settled(tables, settings) }))
    .filter(({ settings }) => settings.quiet !== null || settings.mutedUntil !== null);
}

type PlannedItem = ReleasePlan['items'][number];

const keyOf = ({ recipient, event }: PlannedItem): string => `${recipient} ${event}`;

function release(tables: Tables, { items, messages, holds: quiet }: ReleasePlan): number {
  const isHeld = (item: PlannedItem) => tables.notifications.get(keyOf(item))?.state === 'held';
  const torn = new Set(items.filter((item) => !isHeld(item)).map(({ message }) => message));
  const named = new Set(items.map(({ message }) => message));
  const whole = messages.filter(({ dedupeKey, threadOf }) => {
    const key = threadOf ?? dedupeKey;
    return named.has(key) && !torn.has(key);
  });
  const written = writeDrafts(tables, whole);
  for (const item of items)
    if (isHeld(item) && (item.message === null || !torn.has(item.message))) leave(tables, item);
  for (const { slackId, until } of quiet) wait(tables, slackId, until);
  return written;
}

/** One notification is told by its message, or waits for longer. */
function leave(tables: Tables, item: PlannedItem): void {
  const row = tables.notifications.get(keyOf(item));
  if (row === undefined) return;
  const message = [...tables.messages.values()].find(({ dedupeKey }) => dedupeKey === item.message);
  const outbox = message?.id ?? null;
  const told = { state: outbox === null ? 'told' : 'queued', dueAt: null, outbox } as const;
  const change = item.dueAt === null ? told : { dueAt: item.dueAt };
  tables.notifications.set(keyOf(item), { ...row, ...change });
}

function settle(tables: Tables): void {
  for (const [key, row] of tables.notifications) {
    const message = row.state === 'queued' ? tables.messages.get(row.outbox ?? 0) : undefined;
    switch (message?.state) {
      case 'sent':
      case 'printed':
      case 'folded':
        tables.notifications.set(key, { ...row, state: 'told' });
        break;
      case 'dead':
      case 'expired':
        tables.notifications.set(key, { ...row, state: 'expired' });
        break;
      default:
    }
  }
}

/** Held notifications in memory. */
export const createMemoryHeld = (tables: Tables): Held => ({
  async due(epoch, limit) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    return { type: 'done', value: { held: heldFor(tables, limit), waiting: waiting(tables) } };
  },
  async release(epoch, plan) {
    if (!holds(tables, epoch)) return { type: 'fenced' };
    return { type: 'done', value: { messages: release(tables, plan) } };
  },
  settle: async () => settle(tables),
});
