/** Conversations that cannot be used, and how they come back. */

import { isPerson } from '../../../domain/delivery/outbox.ts';
import type { Suspect } from '../../../ports/delivery.ts';
import { freshDestination, type MessageRow, type Tables } from '../tables.ts';

const HOUR = 3_600_000;

/** False for a person of whom nothing is stored: who was forgotten is not written down again. */
export const isKnown = (tables: Tables, dest: string): boolean =>
  !isPerson(dest) || tables.destinations.has(dest);

/** Suspends a conversation: its rows are parked. */
export function suspend(tables: Tables, dest: string, reason: string): void {
  if (!isKnown(tables, dest)) return;
  const now = tables.clock.now();
  const before = tables.destinations.get(dest) ?? freshDestination;
  const again = Math.max(now + HOUR, (before.since ?? now) + 6 * HOUR);
  const nextProbe = before.since === null ? now + HOUR : again;
  tables.destinations.set(dest, {
    ...before,
    state: 'suspended',
    reason,
    since: before.since ?? now,
    nextProbe: before.state === 'suspended' ? before.nextProbe : nextProbe,
  });
  for (const row of tables.messages.values())
    if (row.dest === dest && row.state === 'pending') {
      const parked = { state: 'parked', notBefore: null, failureReason: reason } as const;
      tables.messages.set(row.id, { ...row, ...parked });
    }
}

/** Ends a suspension; `onTrial`: its week goes on until a message arrives. */
export function resume(tables: Tables, dest: string, onTrial = false): boolean {
  const before = tables.destinations.get(dest);
  if (before === undefined || before.state === 'ok') return false;
  const rows = [...tables.messages.values()].filter(
    (row) =>
      row.dest === dest &&
      row.state === 'parked' &&
      row.notBefore === null &&
      row.failureReason === before.reason,
  );
  const since = onTrial && rows.length > 0 ? before.since : null;
  const usable = { state: 'ok', reason: null, channel: null, nextProbe: null, since } as const;
  tables.destinations.set(dest, { ...before, ...usable });
  for (const row of rows) tables.messages.set(row.id, { ...row, state: 'pending', attempts: 0 });
  return true;
}

/** Suspended conversations that are due to be asked after. */
export const suspects = (tables: Tables, limit: number): readonly Suspect[] =>
  [...tables.destinations]
    .filter(
      ([, { state, nextProbe }]) =>
        state === 'suspended' && nextProbe !== null && nextProbe <= tables.clock.now(),
    )
    .toSorted(([, a], [, b]) => (a.nextProbe ?? 0) - (b.nextProbe ?? 0))
    .slice(0, limit)
    .map(([dest, { reason }]) => ({ dest, reason: reason ?? 'unknown' }));

/** Asked after one. */
export function asked(tables: Tables, dest: string, usable: boolean): void {
  if (usable) {
    resume(tables, dest, true);
    return;
  }
  const before = tables.destinations.get(dest);
  const now = tables.clock.now();
  if (before?.state !== 'suspended' || (before.nextProbe ?? 0) > now) return;
  const sixth = (before.since ?? now) + 6 * HOUR;
  const nextProbe = now < sixth ? sixth : now + 24 * HOUR;
  tables.destinations.set(dest, { ...before, nextProbe });
}

/** Replies to posts that were only printed end as they did. */
export function endPrinted(tables: Tables): number {
  const rows = [...tables.messages.values()];
  const heads = new Set(
    rows.flatMap(({ anchorKey, kind, state }) =>
      anchorKey !== null && kind === 'post' && state === 'printed' ? anchorKey : [],
    ),
  );
  const waits = ({ state, threadOf }: MessageRow): boolean =>
    (state === 'pending' || state === 'parked') && threadOf !== null && heads.has(threadOf);
  const ended = rows.filter(waits);
  for (const row of ended)
    tables.messages.set(row.id, { ...row, state: 'printed', sentAt: tables.clock.now() });
  return ended.length;
}
