/** Bids for the lease and, while it leads, writes fenced lines, until it is killed. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Epoch } from '../../../src/ports/leadership.ts';
import { fenceOf } from '../../../src/store/fence.ts';
import { createLeadership } from '../../../src/store/leader.ts';
import { poolTo } from '../support/postgres.ts';
import { BID_MS, LEASE_MS } from './lease.ts';
import { marked, say, taskOf } from './task.ts';

process.on('disconnect', () => process.exit(0)); // never outlives the test

const task = taskOf(process.argv[2]);
const db = poolTo(task.settings, { max: 3 });
const instance = marked(task);
const leadership = createLeadership(db, {
  instance,
  holder: task.mark,
  alone: false,
  leaseMs: LEASE_MS,
});
let epoch: Epoch | null = null;
let first = true;
say('ready');

const write = async (as: Epoch): Promise<void> => {
  const rows = await db.run(
    { name: 'test', repeatable: false },
    (sql) => sql`
      with ${fenceOf(sql, as)}
      insert into written (instance, epoch)
      select ${instance}::uuid, ${as.epoch}::bigint from fence returning seq`,
  );
  if (rows.length === 0) {
    say('fenced');
    epoch = null;
  }
};

const bids = async (): Promise<void> => {
  for (;;) {
    const bid = await leadership.bid(first);
    first = false;
    // Losing the lease is not minded here: the fence alone must stop a late writer.
    if (bid.type === 'leading' && (bid.fresh || epoch === null))
      epoch = await leadership.take('poller');
    await sleep(BID_MS);
  }
};

const writes = async (): Promise<void> => {
  for (;;) {
    if (epoch !== null) await write(epoch);
    await sleep(5);
  }
};

await Promise.all([bids(), writes()]);
