/** Taking rows: the rules of the claim in PostgreSQL, without races. */

import { allLanes, laneRule, methodOf } from '../../../domain/delivery/lanes.ts';
import type { Lane, OutboxRow } from '../../../domain/delivery/outbox.ts';
import type { ClaimOptions } from '../../../ports/delivery.ts';
import type { MessageRow, Tables } from '../tables.ts';

const LEASE_MS = 30_000;
const lanes: readonly Lane[] = [0, 1, 2, 3];

/** A row as it is handed out. */
export const handOut = (tables: Tables, row: MessageRow): OutboxRow => ({
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
  createdAt: row.createdAt,
  firstAttemptAt: row.firstAttemptAt ?? row.createdAt,
});

/** Lowest lane first, then the oldest. */
export const inOrder = (a: MessageRow, b: MessageRow): number => a.lane - b.lane || a.id - b.id;

const waitsForMessage = (tables: Tables, { kind, anchorKey, threadOf }: MessageRow): boolean => {
  const aboutMessage = kind === 'update' || kind === 'delete' || kind === 'react';
  const anchor = tables.anchors.get((aboutMessage ? anchorKey : threadOf) ?? '');
  return anchor !== undefined && anchor.ts === null && anchor.state === 'open';
};

const isGated = (tables: Tables, { kind, dest }: MessageRow): boolean =>
  [...tables.gates.values()].some(
    (gate) =>
      gate.until > tables.clock.now() &&
      (gate.dest === dest || gate.dest === '*') &&
      (gate.method === methodOf(kind) || gate.method === '*'),
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

function headsOf(tables: Tables, upTo: Lane): readonly MessageRow[] {
  const byDest = Map.groupBy(tables.messages.values(), ({ dest }) => dest);
  return [...byDest].flatMap(([dest, rows]) => {
    if (tables.destinations.get(dest)?.state !== 'ok') return [];
    if (rows.some(({ state }) => state === 'inflight')) return [];
    const heads = lanes.filter((lane) => lane <= upTo).map((lane) => headOf(tables, rows, lane));
    return heads.find((head) => head !== undefined) ?? [];
  });
}

/** Rows in flight under `token`: those it has already, else up to `limit` new ones. */
export function claimRows(
  tables: Tables,
  token: string,
  limit: number,
  { upTo = allLanes, except = [], paceMs }: ClaimOptions & { readonly paceMs: number },
): readonly MessageRow[] {
  const mine = [...tables.messages.values()].filter(
    (row) => row.claim === token && row.state === 'inflight',
  );
  if (mine.length > 0) return mine.sort(inOrder);
  const now = tables.clock.now();
  const heads = headsOf(tables, upTo)
    .filter((row) => !except.includes(row.dest) && isPaced(tables, row, paceMs))
    .toSorted(inOrder)
    .slice(0, limit);
  return heads.map((row) => {
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
  });
}
