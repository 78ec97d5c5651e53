/** What happened: news by time, and mailings. */

import type { Happened, Listed, Mailing, Page, Paper } from '../../domain/talk/found.ts';
import { newsKinds } from '../../domain/talk/search/news.ts';
import type { Db } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';
import { paperOf } from './rows.ts';

/** News since a moment, the latest first; what another line tells too is left out. */
export async function recent(
  db: Db,
  since: number,
  group: string | null,
  page: Page,
): Promise<Listed<Happened>> {
  const [answer] = await db.run(
    { name: 'lookup.recent', repeatable: true },
    (sql) => sql<Listed<Happened>>`
      with found as materialized (
        select e.seq, row_number() over (order by e.seq desc) as n from events e
        where e.at >= to_timestamp(${since}::float8 / 1000) and e.folded_into is null
          and e.kind in (select json_array_elements_text(${jsonIn(newsKinds)}::text::json))
          and (${group}::text is null
            or e.facts->'entry'->'groups' @> jsonb_build_array(${group}::text))
      )
      select (select count(*)::int from found) as total, coalesce((
        select jsonb_agg(jsonb_build_object(
          'kind', e.kind, 'key', e.key, 'facts', e.facts,
          'at', round(extract(epoch from e.at) * 1000)::bigint
        ) order by f.n)
        from found f join events e on e.seq = f.seq
        where f.n > ${page.offset}::int and f.n <= ${page.offset + page.limit}::int
      ), '[]'::jsonb) as rows`,
  );
  if (answer === undefined) throw new Error('a list answers with one row');
  return { rows: answer.rows, total: answer.total };
}

/** The papers of the last mailing, or of the last one of a month. */
export async function mailing(db: Db, month: string | null, page: Page): Promise<Mailing | null> {
  const [answer] = await db.run(
    { name: 'lookup.mailing', repeatable: true },
    (sql) => sql<{ day: string; total: number; rows: readonly Paper[] }>`
      with posted as materialized (
        select facts from events
        where kind = 'mailing.posted'
          and (${month}::text is null or left(facts->>'day', 7) = ${month}::text)
        order by seq desc limit 1
      ),
      found as materialized (
        select e.key, row_number() over (order by e.number, e.revision, e.key collate "C") as n
        from posted p, jsonb_array_elements_text(p.facts->'ids') id(key)
        join entries e on e.key = id.key
      )
      select p.facts->>'day' as day, (select count(*)::int from found) as total, coalesce((
        select jsonb_agg(${paperOf(sql)} order by f.n) from found f join entries e on e.key = f.key
        where f.n > ${page.offset}::int and f.n <= ${page.offset + page.limit}::int
      ), '[]'::jsonb) as rows
      from posted p`,
  );
  return answer === undefined ? null : { day: answer.day, total: answer.total, rows: answer.rows };
}
