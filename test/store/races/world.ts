/** A stand-in for Slack in the database: a table of what was posted, in order. */

import type { OutboxRow } from '../../../src/domain/delivery/outbox.ts';
import type { Epoch } from '../../../src/ports/leadership.ts';
import type { Db } from '../../../src/store/pool/db.ts';
import { titleOf } from '../suite/support.ts';

const call = { name: 'test', repeatable: false } as const;

/** Makes the table. */
export const createWorld = async (db: Db): Promise<void> => {
  await db.run(
    call,
    (sql) => sql`
      create table posted (
        seq bigint generated always as identity, dest text, nonce uuid, title text,
        at timestamptz default clock_timestamp()
      )`,
  );
};

/** Posts a row; nothing here prevents doing it twice. */
export const post = async (db: Db, row: OutboxRow): Promise<void> => {
  await db.run(
    call,
    (sql) => sql`
      insert into posted (dest, nonce, title) values (${row.dest}, ${row.nonce}::uuid, ${titleOf(row)})`,
  );
};

/** Whether a row was posted. */
export const wasPosted = async (db: Db, { nonce }: Pick<OutboxRow, 'nonce'>): Promise<boolean> => {
  const rows = await db.run(call, (sql) => sql`select 1 from posted where nonce = ${nonce}::uuid`);
  return rows.length > 0;
};

/** Titles by conversation, in the order of posting. */
export async function posted(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.run(
    call,
    (sql) => sql<{ dest: string; title: string }>`select dest, title from posted order by seq`,
  );
  const byDest = Map.groupBy(rows, ({ dest }) => dest);
  return new Map([...byDest].map(([dest, all]) => [dest, all.map(({ title }) => title)]));
}

/** The epoch of the queue as it stands, for claimers without a leader. */
export async function epochOf(db: Db): Promise<Epoch> {
  const [row] = await db.run(
    call,
    (sql) =>
      sql<{ epoch: string }>`select epoch::text from actor_epoch where role = 'messageQueue'`,
  );
  return { role: 'messageQueue', epoch: row?.epoch ?? '' };
}
