import { randomUUID } from 'node:crypto';
import type { OutboxDraft } from '../../../domain/delivery/outbox.ts';
import type { Rescue } from '../../../ports/delivery.ts';
import type { Tables } from '../tables.ts';
import { writeDrafts } from './messages.ts';

const isOpen = new Set(['pending', 'parked', 'dead', 'ambiguous']);

function adoptOne(tables: Tables, draft: OutboxDraft, rescue: Rescue, nonce: string): void {
  const { state, channel, ts, attempts } = rescue;
  writeDrafts(tables, [{ ...draft, kind: 'post' }]);
  const row = [...tables.messages.values()].find(({ dedupeKey }) => dedupeKey === draft.dedupeKey);
  if (row === undefined || !isOpen.has(row.state)) return;
  const now = tables.clock.now();
  const times = { firstAttemptAt: now, lastAttemptAt: now };
  const doubt = { notBefore: now + 3_000, doubts: 1 };
  tables.messages.set(row.id, {
    ...row,
    ...times,
    kind: draft.kind,
    nonce,
    attempts,
    channel,
    ts,
    ...(state === 'sent' ? { state, sentAt: now } : { state: 'ambiguous', ...doubt }),
  });
  const anchor = tables.anchors.get(draft.anchorKey ?? '');
  if (draft.anchorKey === null || ts === null) return;
  const lastEditAt = anchor?.lastEditAt ?? null;
  tables.anchors.set(draft.anchorKey, { dest: draft.dest, channel, ts, state: 'open', lastEditAt });
}

/** What went past the database, as rows. */
export function adoptRows(tables: Tables, rescues: readonly Rescue[]): void {
  for (const rescue of rescues) {
    const before = rescue.state === 'sent' ? rescue.before : [];
    for (const draft of before) adoptOne(tables, draft, rescue, randomUUID());
    adoptOne(tables, rescue.draft, rescue, rescue.nonce);
  }
}
