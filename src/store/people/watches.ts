/** Who watches what. */

import { type Watch, type WatchDraft, watchLimits } from '../../domain/papers/match/watch.ts';
import type { Watched, Who } from '../../ports/people.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { dbFailure } from '../pool/failure.ts';
import { jsonIn } from '../pool/rows.ts';

/** A row `w` as a `Watch`, in JSON. */
export const watchOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'id', w.id::text, 'kind', w.kind, 'value', w.value, 'filters', w.filters,
    'delivery', w.delivery, 'createdSeq', w.created_seq::text
  )`;

/** The watches of one, oldest first. */
export async function watches(db: Db, slackId: string): Promise<readonly Watch[]> {
  const rows = await db.run(
    { name: 'people.watches', repeatable: true },
    (sql) => sql<{ watch: Watch }>`
      select ${watchOf(sql)} as watch from watches w join recipients r on r.id = w.recipient
      where r.slack_id = ${slackId} order by w.id`,
  );
  return rows.map(({ watch }) => watch);
}

/** Who adds at the same moment goes first; more often than this nobody is that lucky. */
const TRIES = 8;

/**
 * Its sequence number is that of the newest event: what is there already does not match. Two that
 * are added at once are counted one after the other.
 */
export async function watch(db: Db, who: Who, draft: WatchDraft): Promise<Watched> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const watched = await watchOnce(db, who, draft);
    if (watched !== null) return watched;
  }
  throw dbFailure(
    'serialization',
    'people.watch',
    'others kept adding at the same moment',
    'CONTENDED',
  );
}

/** Null: somebody else changed this recipient since the look, so the count may be wrong. */
async function watchOnce(db: Db, who: Who, draft: WatchDraft): Promise<Watched | null> {
  const limit = watchLimits[who.kind];
  const { kind, value, filters, delivery } = draft;
  const [row] = await db.run(
    { name: 'people.watch', repeatable: true },
    (sql) => sql<{ held: boolean; watch: Watch | null; added: boolean }>`
      with before as materialized (
        select xmin from recipients where slack_id = ${who.slackId}
      ),
      who as (
        insert into recipients (slack_id, kind, delivery, previews)
        values (${who.slackId}, ${who.kind}, 'now', false)
        on conflict (slack_id) do update set slack_id = excluded.slack_id
          -- locked, its newest version is looked at: another watch since the snapshot moved it
          where recipients.xmin = (select xmin from before)
        returning id
      ),
      theirs as materialized (
        select w.kind, w.value from watches w join who on w.recipient = who.id
      ),
      w as (
        insert into watches
          (recipient, kind, value, filters, delivery, created_seq, created_at)
        select who.id, ${kind}, ${value}, ${jsonIn(filters)}::text::jsonb, ${delivery},
          coalesce((select max(seq) from events), 0), now()
        from who
        where (select count(*) from theirs) < ${limit}::int
          or exists (select 1 from theirs t where t.kind = ${kind} and t.value = ${value})
        on conflict (recipient, kind, value) do update
          set filters = excluded.filters, delivery = excluded.delivery
        returning id, kind, value, filters, delivery, created_seq, xmax = 0 as added
      )
      select exists (select 1 from who) as held,
        case when w.id is not null then ${watchOf(sql)} end as watch, w.added
      from (select 1) one left join w on true`,
  );
  if (row?.held !== true) return null;
  if (row.watch === null) return { type: 'full', limit };
  return { type: row.added ? 'added' : 'changed', watch: row.watch };
}

/** False: they have no such watch. */
export async function unwatch(db: Db, slackId: string, id: string): Promise<boolean> {
  const rows = await db.run(
    { name: 'people.unwatch', repeatable: true },
    (sql) => sql`
      delete from watches w using recipients r
      where r.id = w.recipient and r.slack_id = ${slackId} and w.id::text = ${id}
      returning w.id`,
  );
  return rows.length > 0;
}
