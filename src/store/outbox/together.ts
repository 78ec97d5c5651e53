/** Results that come at the same moment, stored by one statement. */

import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { RowResult } from '../../domain/delivery/result.ts';
import type { Db } from '../pool/db.ts';
import { type Recorded, recordAll } from './record.ts';

type Row = Pick<OutboxRow, 'id' | 'nonce'> & { readonly dest?: string };

interface Waiting extends Recorded {
  readonly row: Row;
  readonly settled: PromiseWithResolvers<boolean>;
}

/**
 * Records a result; false when the row had ended already. Those that are handed in before anything
 * else runs share a statement and its trip to the disk: nobody waits for others. Where one fails,
 * all of them do, and are stored later one by one.
 */
export function recorder(db: Db): (row: Row, result: RowResult) => Promise<boolean> {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (const batch of apart(all)) void store(db, batch);
  };
  return (row, result) => {
    const settled = Promise.withResolvers<boolean>();
    if (waiting.length === 0) queueMicrotask(flush);
    waiting.push({ row, result, settled });
    return settled.promise;
  };
}

/** Never rejects: each of them hears what became of the statement. */
async function store(db: Db, batch: readonly [Waiting, ...Waiting[]]): Promise<void> {
  try {
    const done = await recordAll(db, batch);
    for (const { row, settled } of batch) settled.resolve(done.has(row.id));
  } catch (thrown) {
    for (const { settled } of batch) settled.reject(thrown);
  }
}

/** One statement may hold one result of each conversation; who does not say whose it is goes alone. */
function apart(all: readonly Waiting[]): readonly (readonly [Waiting, ...Waiting[]])[] {
  const batches: [Waiting, ...Waiting[]][] = [];
  for (const one of all) {
    const { dest } = one.row;
    const batch = batches.find(
      (some) =>
        dest !== undefined && some.every(({ row }) => row.dest !== undefined && row.dest !== dest),
    );
    if (batch === undefined) batches.push([one]);
    else batch.push(one);
  }
  return batches;
}
