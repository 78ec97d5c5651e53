/** Rows as answers want them, made as JSON by the database. */

import type { Sql, Statement } from '../pool/db.ts';

/** A row `e` of `entries` as a `Paper`. */
export const paperOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'key', e.key, 'prefix', e.prefix, 'number', e.number, 'revision', e.revision,
    'regular', e.regular, 'title', e.title, 'authors', e.authors, 'groups', e.groups,
    'date', e.date_iso, 'link', e.link, 'longLink', e.long_link, 'githubUrl', e.github_url,
    'section', e.section, 'status', e.status, 'missing', e.missing_since is not null
  )`;

/** A row `d` of `drafts` as a `Draft`. */
export const draftOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'number', d.number, 'revision', d.revision, 'state', d.state,
    'firstSeenAt', round(extract(epoch from d.first_seen) * 1000)::bigint,
    'lastChangeAt', round(extract(epoch from d.last_change) * 1000)::bigint,
    'urls', coalesce((
      select jsonb_agg(f.url order by f.url collate "C") from draft_files f
      where f.number = d.number and f.revision = d.revision and f.misses < 2
    ), '[]'::jsonb),
    'title', coalesce((
      select f.title from draft_files f
      where f.number = d.number and f.revision = d.revision and f.title is not null
      order by f.url collate "C" limit 1
    ), (
      select e.title from entries e
      where e.prefix = 'P' and e.number = d.number and e.regular and e.title is not null
      order by e.revision desc limit 1
    ))
  )`;
