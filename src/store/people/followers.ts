import type { Db } from '../pool/db.ts';
import { settingsOf } from './settings.ts';
import { watchOf } from './watches.ts';

const PAGE = 100; // at most 50 watches each: a text of under 1 MB

/** Everybody who watches something or gets every mailing, as JSON arrays of `Follower`. */
export async function followers(db: Db): Promise<readonly string[]> {
  const pages = await db.run(
    { name: 'people.followers', repeatable: true },
    (sql) => sql<{ page: string }>`
      select json_agg(row order by n)::text as page
      from (
        select row_number() over (order by r.id) as n, jsonb_build_object(
          'id', r.id::text, 'slackId', r.slack_id, 'kind', r.kind, 'settings', ${settingsOf(sql)},
          'watches', coalesce((
            select jsonb_agg(${watchOf(sql)} order by w.id) from watches w where w.recipient = r.id
          ), '[]'::jsonb)
        ) as row
        from recipients r
        where r.delivery = 'mailing' or r.id in (select recipient from watches)
      ) found
      group by (n - 1) / ${PAGE}::int order by min(n)`,
  );
  return pages.map(({ page }) => page);
}
