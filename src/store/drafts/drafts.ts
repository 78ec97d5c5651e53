import type { DraftStore } from '../../ports/drafts.ts';
import type { Db } from '../pool/db.ts';
import { commit, mark } from './cycle.ts';
import { inputs, latest, state, told } from './read.ts';

/** Plans, drafts and cycles in PostgreSQL. What is big goes through `bulk`, one at a time. */
export const createDrafts = (db: Db, bulk: Db): DraftStore => ({
  state: () => state(db),
  inputs: () => inputs(bulk),
  latest: (numbers) => latest(db, numbers),
  told: (dedupes) => told(db, dedupes),
  boost: (until) => boost(db, until),
  mark: (epoch, cycle) => mark(bulk, epoch, cycle),
  commit: (epoch, end) => commit(bulk, epoch, end),
});

/** Whoever orders it need not lead: a row that says until when harms no cycle under way. */
async function boost(db: Db, until: number): Promise<void> {
  await db.run(
    { name: 'drafts.boost', repeatable: true },
    (sql) => sql`
      insert into source_state (source, boost_until)
      values ('drafts', to_timestamp(${until}::float8 / 1000))
      on conflict (source) do update set boost_until = excluded.boost_until`,
  );
}
