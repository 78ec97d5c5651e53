/** Taking rows: the rules of the claim in PostgreSQL, without races. */

import {
  agedAfterMs,
  allLanes,
  foldAfterMs,
  foldAtLeast,
  isLate,
  laneRule,
  methodOf,
  openMethod,
} from '../../../domain/delivery/lanes.ts';
import type { Lane, OutboxRow } from '../../../domain/delivery/outbox.ts';
import type { ClaimOptions } from '../../../ports/delivery.ts';
import type { MessageRow, Tables } from '../tables.ts';

const LEASE_MS = 30_000;
const lanes: readonly Lane[] = [0, 1, 2, 3];

/** A row as it is handed out. */
export const handOut = (tables: Tables, row: MessageRow, claimed = false): OutboxRow => ({
  id: String(row.id),
  nonce: row.nonce,
  dest: row.dest,
  channel: tables.destinations.get(row.dest)?.channel ?? row.dest,
  lane: row.lane,
  kind: row.kind,
  user: row.user,
  anchorKey: row.anchorKey,
  threadTs: tables.anchors.get(row.threadOf ?? '')?.ts ?? row.threadTs,
  anchorTs: tables.anchors.get(row.anchorKey ?? '')?.ts ?? null,
  plain: row.plain,
  content: structuredClone(row.content),
  attempts: row.attempts,
  doubts: row.doubts,
  folds: claimed && folds(tables, row),
  missed:
    row.kind === 'post' && row.lane > 0 ? (tables.destinations.get(row.dest)?.missed ?? 0) : 0,
  createdAt: row.createdAt,
  firstAttemptAt: row.firstAttemptAt ?? row.createdAt,
});

const isAlone = (row: MessageRow): boolean =>
  row.foldable && row.kind === 'post' && row.anchorKey === null && row.threadOf === null;

/** Whether an untried row may be told together with others. */
export const mayFold = (tables: Tables, row: MessageRow): boolean =>
  isAlone(row) &&
  row.threadTs === null &&
  row.attempts === 0 &&
  (row.notBefore ?? 0) <= tables.clock.now();

/** Many wait behind a claimed row, or it waited for long, or it is news that come late. */
function folds(tables: Tables, row: MessageRow): boolean {
  if (!isAlone(row) || row.threadTs !== null || row.attempts !== 1 || row.lane < 2) return false;
  const behind = [...tables.messages.values()].filter(
    (one) =>
      one.state === 'pending' &&
      one.dest === row.dest &&
      one.lane === row.lane &&
      one.id > row.id &&
      mayFold(tables, one),
  );
  const now = tables.clock.now();
  const hasWaited = row.createdAt < now - foldAfterMs;
  return isLate(row, now) || behind.length >= (hasWaited ? 1 : foldAtLeast - 1);
}

/** Lowest lane first, then the oldest. */
export const inOrder = (a: MessageRow, b: MessageRow): number => a.lane - b.lane || a.id - b.id;

const waitsForMessage = (tables: Tables, { kind, anchorKey, threadOf }: MessageRow): boolean => {
  const aboutMessage = kind === 'update' || kind === 'delete' || kind === 'react';
  const anchor = tables.anchors.get((aboutMessage ? anchorKey : threadOf) ?? '');
  return anchor !== undefined && anchor.ts === null && anchor.state === 'open';
};

/** The method of a row, and the one that must come before it where a person is not known yet. */
const methodsOf = (tables: Tables, { kind, dest }: MessageRow): readonly string[] => {
  const isUnknown = /^[UW]/.test(dest) && kind !== 'home';
  const channel = tables.destinations.get(dest)?.channel ?? null;
  return isUnknown && channel === null ? [methodOf(kind), openMethod] : [methodOf(kind)];
};

const isGated = (tables: Tables, row: MessageRow): boolean =>
  [...tables.gates.values()].some(
    (gate) =>
      gate.until > tables.clock.now() &&
      (gate.dest === row.dest || gate.dest === '*') &&
      [...methodsOf(tables, row), '*'].includes(gate.method),
  );

const isDue = (tables: Tables, row: MessageRow): boolean =>
  (row.notBefore ?? 0) <= tables.clock.now() &&
  row.expiresAt > tables.clock.now() &&
  !waitsForMessage(tables, row) &&
  !isGated(tables, row);

/** The first row of the lane, if it may go; an ambiguous row before it holds the lane. */
function headOf(tables: Tables, rows: readonly MessageRow[], lane: Lane): MessageRow | undefined {
  const [first] = rows
    .filter((row) => row.lane === lane && (row.state === 'pending' || row.state === 'ambiguous'))
    .sort(inOrder);
  return first?.state === 'pending' && isDue(tables, first) ? first : undefined;
}

const isPaced = (tables: Tables, row: MessageRow, paceMs: number): boolean => {
  const tat = tables.destinations.get(row.dest)?.tat ?? 0;
  const spareMs = row.lane === 0 ? (laneRule(0).burst - 1) * paceMs : 0;
  return row.kind !== 'post' || tat <= tables.clock.now() + spareMs;
};

/** The lane in which a row stands: of 2 and 3, one lower when it has waited for long. */
function rankOf(tables: Tables, row: MessageRow): number {
  const due = Math.max(row.createdAt, row.notBefore ?? row.createdAt);
  const since = Math.min(due, row.firstAttemptAt ?? due);
  const isAged = row.lane > 1 && since < tables.clock.now() - agedAfterMs;
  return isAged ? row.lane - 1 : row.lane;
}

interface Head {
  readonly row: MessageRow;
  readonly rank: number;
}

interface Wanted extends Required<ClaimOptions> {
  readonly paceMs: number;
}

function headsOf(tables: Tables, { upTo, without }: Wanted): readonly Head[] {
  const byDest = Map.groupBy(tables.messages.values(), ({ dest }) => dest);
  return [...byDest].flatMap(([dest, rows]) => {
    if (tables.destinations.get(dest)?.state !== 'ok') return [];
    if (rows.some(({ state }) => state === 'inflight')) return [];
    return lanes
      .filter((lane) => lane <= upTo)
      .flatMap((lane) => headOf(tables, rows, lane) ?? [])
      .filter((row) => !methodsOf(tables, row).some((method) => without.includes(method)))
      .map((row): Head => ({ row, rank: rankOf(tables, row) }))
      .toSorted((a, b) => a.rank - b.rank || a.row.id - b.row.id)
      .slice(0, 1);
  });
}

const inTurn =
  (prefer: Lane) =>
  (a: Head, b: Head): number =>
    Number(a.rank > 0) - Number(b.rank > 0) ||
    Number(a.rank !== prefer) - Number(b.rank !== prefer) ||
    a.rank - b.rank ||
    a.row.id - b.row.id;

/** Rows in flight under `token`: those it has already, else up to `limit` new ones. */
export function claimRows(
  tables: Tables,
  token: string,
  limit: number,
  options: ClaimOptions & { readonly paceMs: number },
): readonly MessageRow[] {
  const wanted = { upTo: allLanes, prefer: 0, except: [], without: [], ...options } as const;
  const mine = [...tables.messages.values()].filter(
    (row) => row.claim === token && row.state === 'inflight',
  );
  if (mine.length > 0) return mine.sort(inOrder);
  const heads = headsOf(tables, wanted)
    .filter(({ row }) => !wanted.except.includes(row.dest) && isPaced(tables, row, wanted.paceMs))
    .toSorted(inTurn(wanted.prefer))
    .slice(0, limit);
  return heads.map(({ row }) => take(tables, row, token, wanted.paceMs)).sort(inOrder);
}

function take(tables: Tables, row: MessageRow, token: string, paceMs: number): MessageRow {
  const now = tables.clock.now();
  const claimed: MessageRow = {
    ...row,
    state: 'inflight',
    claim: token,
    attempts: row.attempts + 1,
    leaseUntil: now + LEASE_MS,
    firstAttemptAt: row.firstAttemptAt ?? now,
    lastAttemptAt: now,
  };
  tables.messages.set(row.id, claimed);
  const destination = tables.destinations.get(row.dest);
  if (destination !== undefined && row.kind === 'post')
    tables.destinations.set(row.dest, {
      ...destination,
      tat: Math.max(now, destination.tat ?? now) + paceMs,
    });
  return claimed;
}
