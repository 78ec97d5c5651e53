/** Deletes what nobody needs any more, in small batches with pauses, so that claims go on. */

import type { Clock } from '../ports/clock.ts';
import type { PrunedTable, Retention } from '../ports/runs.ts';

/** From batch to batch: others get the tables in between. */
const PAUSE_MS = 100;

/** A run ends after this time; what is left waits for the next one, an hour later. */
const LONGEST_MS = 50_000;

export interface PruneNeeds {
  readonly retention: Retention;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Rejects with the reason of the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A uuid. */
  readonly newId: () => string;
}

/** What a run came to. */
export type Pruned =
  | { readonly type: 'not_due'; readonly dueInMs: number }
  | {
      readonly type: 'pruned';
      readonly counts: Readonly<Partial<Record<PrunedTable, number>>>;
      readonly unfinished: boolean;
      readonly durationMs: number;
    };

/**
 * One run, if it is due: once a day, and an hour after a run that did not get through. Only the
 * leader does this. Aborted, it is not counted as a run. Throws DB failures.
 */
export async function pruneStore(needs: PruneNeeds, signal: AbortSignal): Promise<Pruned> {
  const { retention, clock, newId } = needs;
  const dueInMs = await retention.dueInMs();
  if (dueInMs > 0) return { type: 'not_due', dueInMs };
  const from = clock.elapsed();
  const counts: Partial<Record<PrunedTable, number>> = {};
  let unfinished = false;
  for (const table of retention.tables) {
    const { deleted, isOver } = await clear(needs, table, from, signal);
    if (deleted > 0) counts[table] = deleted;
    unfinished ||= !isOver;
  }
  const durationMs = Math.round(clock.elapsed() - from);
  await retention.finished({ id: newId(), durationMs, counts, unfinished });
  return { type: 'pruned', counts, unfinished, durationMs };
}

/** Deletes from one table until nothing is left or the time of the run is over. */
async function clear(
  { retention, clock, pause }: PruneNeeds,
  table: PrunedTable,
  from: number,
  signal: AbortSignal,
): Promise<{ readonly deleted: number; readonly isOver: boolean }> {
  let deleted = 0;
  while (clock.elapsed() - from < LONGEST_MS) {
    signal.throwIfAborted();
    const batch = await retention.batch(table);
    if (batch === 0) return { deleted, isOver: true };
    deleted += batch;
    await pause(PAUSE_MS, signal);
  }
  return { deleted, isOver: false };
}
