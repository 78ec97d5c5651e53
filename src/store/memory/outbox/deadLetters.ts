/** Rows that were given up or set aside, and how they are tried again. */

import type { DeadLetter, DeadLetters } from '../../../ports/delivery.ts';
import type { MessageRow, Tables } from '../tables.ts';
import { lifetimeMs } from './messages.ts';

const isAside = ({ state }: MessageRow): boolean => state === 'dead' || state === 'parked';

const letterOf = (row: MessageRow): DeadLetter => ({
  id: String(row.id),
  dest: row.dest,
  lane: row.lane,
  kind: row.kind,
  state: row.state === 'dead' ? 'dead' : 'parked',
  reason: row.failureReason ?? 'unknown',
  attempts: row.attempts,
  at: row.lastAttemptAt ?? row.createdAt,
});

function again(tables: Tables, row: MessageRow): void {
  const destination = tables.destinations.get(row.dest);
  if (destination !== undefined && destination.state !== 'ok')
    tables.destinations.set(row.dest, { ...destination, state: 'ok', reason: null, channel: null });
  const anchor = tables.anchors.get(row.anchorKey ?? '');
  if (row.kind === 'post' && row.anchorKey !== null && anchor?.ts === null)
    tables.anchors.set(row.anchorKey, { ...anchor, state: 'open' });
  const expiresAt = Math.max(row.expiresAt, tables.clock.now() + lifetimeMs(row));
  tables.messages.set(row.id, {
    ...row,
    state: 'pending',
    attempts: 0,
    doubts: 0,
    plain: false,
    notBefore: null,
    expiresAt,
  });
}

/** Dead letters in memory. */
export const createMemoryDeadLetters = (tables: Tables): DeadLetters => ({
  list: async (limit) =>
    [...tables.messages.values()]
      .filter(isAside)
      .map(letterOf)
      .toSorted((a, b) => b.at - a.at || Number(b.id) - Number(a.id))
      .slice(0, limit),
  replay: async (which) => {
    const chosen = [...tables.messages.values()]
      .filter(isAside)
      .filter(({ id, dest }) =>
        which === 'all' ? tables.destinations.get(dest)?.state === 'ok' : String(id) === which,
      );
    for (const row of chosen) again(tables, row);
    return chosen.length;
  },
});
