/** Drafts that were seen. */

import type { Draft, Listed, Page } from '../../domain/talk/found.ts';
import type { Db } from '../pool/db.ts';
import { draftOf } from './rows.ts';

/** The drafts of a number, by revision. */
export async function drafts(db: Db, number: number): Promise<readonly Draft[]> {
  const rows = await db.run(
    { name: 'lookup.drafts', repeatable: true },
    (sql) => sql<{ draft: Draft }>`
      select ${draftOf(sql)} as draft from drafts d
      where d.number = ${number}::int order by d.revision`,
  );
  return rows.map(({ draft }) => draft);
}

/** Drafts first seen since a moment, the latest first. */
export async function draftsSince(db: Db, since: number, page: Page): Promise<Listed<Draft>> {
  const [answer] = await db.run(
    { name: 'lookup.drafts_since', repeatable: true },
    (sql) => sql<Listed<Draft>>`
      with found as materialized (
        select d.number, d.revision,
          row_number() over (order by d.first_seen desc, d.number desc, d.revision desc) as n
        from drafts d
        where d.first_seen >= to_timestamp(${since}::float8 / 1000) and d.state <> 'vanished'
      )
      select (select count(*)::int from found) as total, coalesce((
        select jsonb_agg(${draftOf(sql)} order by f.n)
        from found f join drafts d on d.number = f.number and d.revision = f.revision
        where f.n > ${page.offset}::int and f.n <= ${page.offset + page.limit}::int
      ), '[]'::jsonb) as rows`,
  );
  if (answer === undefined) throw new Error('a list answers with one row');
  return { rows: answer.rows, total: answer.total };
}
