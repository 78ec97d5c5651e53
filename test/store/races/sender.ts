/** Claims, "posts" into a table and records, as fast as it can, until it is killed. */

import { setTimeout as sleep } from 'node:timers/promises';
import { createOutbox } from '../../../src/store/outbox/outbox.ts';
import { poolTo } from '../support/postgres.ts';
import { marked, say, taskOf } from './task.ts';
import { epochOf, post } from './world.ts';

process.on('disconnect', () => process.exit(0)); // never outlives the test

const task = taskOf(process.argv[2]);
const db = poolTo(task.settings, { max: 2 });
const outbox = createOutbox(db, 0);
const epoch = await epochOf(db);
say('ready');

const once = async (): Promise<void> => {
  const rows = await outbox.claim(epoch, marked(task), 4);
  if (rows.type === 'fenced' || rows.value.length === 0) await sleep(5);
  for (const row of rows.type === 'done' ? rows.value : []) {
    await post(db, row);
    await outbox.record(row, { type: 'sent', channel: row.dest, ts: null });
  }
};

for (;;) await once();
