/** What time does to rows, and the queue as numbers. */

import { type Lane, laneNames } from '../../../domain/delivery/outbox.ts';
import type { QueueState } from '../../../domain/health/fact.ts';
import type { Swept } from '../../../ports/delivery.ts';
import type { DestinationRow, MessageRow, Tables } from '../tables.ts';

const late = (row: MessageRow): MessageRow => ({
  ...row,
  state: row.kind === 'post' ? 'ambiguous' : 'pending',
  doubts: row.doubts + (row.kind === 'post' ? 1 : 0),
  claim: null,
  leaseUntil: null,
  notBefore: null,
  failureReason: 'lease',
});

const settled = (row: MessageRow, { state, reason }: DestinationRow): MessageRow => ({
  ...row,
  state: state === 'gone' ? 'dead' : 'parked',
  notBefore: null,
  failureReason: reason,
});

const isSetAsideUntil = (row: MessageRow, now: number): boolean =>
  row.state === 'parked' && row.notBefore !== null && row.notBefore <= now;

function waiting(row: MessageRow, destination: DestinationRow | undefined, now: number) {
  if (row.expiresAt <= now) return { ...row, state: 'expired' } as const;
  if (destination === undefined) return row;
  if (destination.state !== 'ok') return row.state === 'pending' ? settled(row, destination) : row;
  return isSetAsideUntil(row, now) ? ({ ...row, state: 'pending', notBefore: null } as const) : row;
}

function moved(tables: Tables, row: MessageRow): MessageRow {
  const now = tables.clock.now();
  if (row.state === 'inflight') return (row.leaseUntil ?? 0) < now ? late(row) : row;
  const waits = row.state === 'pending' || row.state === 'parked';
  return waits ? waiting(row, tables.destinations.get(row.dest), now) : row;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Conversations that were unusable for a week are gone, and their rows with them. */
function loseRows(tables: Tables): Swept['lost'] {
  const limit = tables.clock.now() - WEEK_MS;
  const gone = [...tables.destinations].filter(
    ([, { state, since }]) => state === 'suspended' && since !== null && since < limit,
  );
  return gone.flatMap(([dest, before]) => {
    tables.destinations.set(dest, { ...before, state: 'gone', nextProbe: null });
    const reason = before.reason ?? 'unknown';
    const rows = [...tables.messages.values()].filter(
      (row) =>
        row.dest === dest &&
        (row.state === 'pending' ||
          (row.state === 'parked' && row.notBefore === null && row.failureReason === reason)),
    );
    for (const row of rows)
      tables.messages.set(row.id, { ...row, state: 'dead', failureReason: reason });
    return rows.map(({ id, lane, attempts }) => ({ id: `${id}`, lane, dest, attempts, reason }));
  });
}

function countMissed(tables: Tables, expired: readonly MessageRow[]): void {
  for (const { dest, kind, lane } of expired) {
    const before = tables.destinations.get(dest);
    if (before !== undefined && kind === 'post' && lane > 0)
      tables.destinations.set(dest, { ...before, missed: before.missed + 1 });
  }
}

/** Moves rows whose time has come. */
export function sweepRows(tables: Tables): Swept {
  const lost = loseRows(tables);
  const changed = [...tables.messages.values()].flatMap((row) => {
    const after = moved(tables, row);
    return after === row ? [] : after;
  });
  for (const row of changed) tables.messages.set(row.id, row);
  const expired = changed.filter(({ state }) => state === 'expired');
  countMissed(tables, expired);
  for (const { kind, anchorKey } of expired) {
    const anchor = tables.anchors.get(anchorKey ?? '');
    if (kind === 'post' && anchorKey !== null && anchor?.ts === null)
      tables.anchors.set(anchorKey, {
        ...anchor,
        state: 'closed',
        lastEditAt: tables.clock.now(),
      });
  }
  const ambiguous = changed.filter(({ state }) => state === 'ambiguous').length;
  const rows = expired.map(({ id, lane, dest, attempts }) => ({
    id: `${id}`,
    lane,
    dest,
    attempts,
  }));
  return { ambiguous, expired: rows, lost };
}

const count = (rows: readonly MessageRow[], ...states: readonly MessageRow['state'][]): number =>
  rows.filter(({ state }) => states.includes(state)).length;

const isOpen = (row: MessageRow): boolean => count([row], 'pending', 'inflight', 'ambiguous') === 1;

function ages(rows: readonly MessageRow[], now: number): readonly number[] {
  return rows
    .filter(({ state, notBefore }) => state === 'pending' && (notBefore ?? 0) <= now)
    .map(({ createdAt, notBefore, firstAttemptAt }) => {
      const dueAt = Math.max(createdAt, notBefore ?? createdAt);
      return Math.max(0, now - Math.min(dueAt, firstAttemptAt ?? dueAt));
    });
}

const oldest = (all: readonly number[]): number | null =>
  all.length === 0 ? null : Math.max(...all);

/** The queue as numbers. */
export function measureRows(tables: Tables): QueueState {
  const now = tables.clock.now();
  const rows = [...tables.messages.values()];
  const open = (lane: Lane) =>
    count(
      rows.filter((row) => row.lane === lane),
      'pending',
      'inflight',
      'ambiguous',
    );
  const age = (lane: Lane) =>
    oldest(
      ages(
        rows.filter((row) => row.lane === lane),
        now,
      ),
    );
  const gates = [...tables.gates.values()].map(({ until }) => Math.max(0, until - now));
  const perLane = <T>(of: (lane: Lane) => T) => ({
    [laneNames[0]]: of(0),
    [laneNames[1]]: of(1),
    [laneNames[2]]: of(2),
    [laneNames[3]]: of(3),
  });
  return {
    depth: count(rows, 'pending', 'inflight', 'ambiguous'),
    byLane: perLane(open),
    enqueued: perLane((lane) => tables.enqueued[lane]),
    scheduled: rows.filter(({ state, notBefore }) => state === 'pending' && (notBefore ?? 0) > now)
      .length,
    oldestAgeMs: oldest(ages(rows, now)),
    oldestAgeByLane: perLane(age),
    parked: count(rows, 'parked'),
    dead: count(rows, 'dead'),
    ambiguous: count(rows, 'ambiguous'),
    destinations: new Set(rows.filter(isOpen).map(({ dest }) => dest)).size,
    suspended: [...tables.destinations.values()].filter(({ state }) => state === 'suspended')
      .length,
    gateMs: Math.max(0, ...gates),
  };
}
