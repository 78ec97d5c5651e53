import type { PrunedTable, Retention } from '../../ports/runs.ts';
import type { MessageRow, Tables } from './tables.ts';

const BATCH = 1_000;
const SNAPSHOTS_KEPT = 100;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const isOldMessage = (row: MessageRow, now: number): boolean => {
  const age = now - (row.sentAt ?? row.lastAttemptAt ?? row.createdAt);
  switch (row.state) {
    case 'sent':
    case 'folded':
    case 'printed':
    case 'expired':
      return age > 30 * DAY;
    case 'parked':
    case 'dead':
      return age > 90 * DAY;
    case 'pending':
    case 'inflight':
    case 'ambiguous':
      return false;
  }
};

const drop = <K, V>(rows: Map<K, V>, isOld: (row: V) => boolean): number => {
  const old = [...rows].filter(([, row]) => isOld(row)).slice(0, BATCH);
  for (const [key] of old) rows.delete(key);
  return old.length;
};

function dropSnapshots(tables: Tables): number {
  const last = tables.snapshots.findLast(({ verdict }) => verdict === 'committed');
  const old = tables.snapshots.slice(0, -SNAPSHOTS_KEPT).filter((one) => one !== last);
  const kept = tables.snapshots.filter((one) => !old.includes(one));
  tables.snapshots.splice(0, tables.snapshots.length, ...kept);
  return old.length;
}

type Kept =
  | 'anchor'
  | 'cycle_run'
  | 'outbox'
  | 'process_run'
  | 'seen_envelope'
  | 'slack_gate'
  | 'snapshots'
  | 'stage';

const batches: Readonly<Record<Kept, (tables: Tables, now: number) => number>> = {
  anchor: ({ anchors }, now) =>
    drop(
      anchors,
      ({ state, lastEditAt }) =>
        state === 'closed' && lastEditAt !== null && now - lastEditAt > 90 * DAY,
    ),
  cycle_run: ({ cycles }, now) => drop(cycles, ({ started }) => now - started > 90 * DAY),
  outbox: ({ messages }, now) => drop(messages, (row) => isOldMessage(row, now)),
  process_run: ({ processes }, now) =>
    drop(processes, ({ startedAt }) => now - startedAt > 400 * DAY),
  seen_envelope: ({ seen }, now) => drop(seen, (at) => now - at > DAY),
  slack_gate: ({ gates }, now) => drop(gates, ({ until }) => now - until > DAY),
  snapshots: (tables) => dropSnapshots(tables),
  stage: ({ stage }, now) =>
    drop(stage, (parts) => [...parts.values()].every(({ at }) => now - at > HOUR)),
};

/** Tables that retention knows but that nothing in memory writes yet. */
const unkept: readonly PrunedTable[] = [
  'alert_episode',
  'alert_event',
  'alert_instance',
  'alert_notice',
  'ops_log',
  'probe_urls',
  'silence',
];

const isKept = (table: PrunedTable): table is Kept => Object.hasOwn(batches, table);

/** Retention in memory. */
export const createMemoryRetention = (tables: Tables): Retention => ({
  tables: [...(Object.keys(batches) as readonly Kept[]), ...unkept],
  batch: async (table) => (isKept(table) ? batches[table](tables, tables.clock.now()) : 0),
  async dueInMs() {
    if (tables.pruned === null) return 0;
    const { lastAttemptAt, whole } = tables.pruned;
    return Math.max(0, lastAttemptAt + (whole ? DAY : HOUR) - tables.clock.now());
  },
  async finished({ id, durationMs, counts, unfinished }) {
    const now = tables.clock.now();
    tables.pruned = { lastAttemptAt: now, whole: !unfinished };
    const result = unfinished ? 'unfinished' : 'done';
    tables.cycles.set(id, { kind: 'prune', started: now - durationMs, result, counts });
  },
});
