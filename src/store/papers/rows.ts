/** The parts of a commit that turn staged rows into entries and events. */

import type { Sql, Statement } from '../pool/db.ts';

const entryColumns = (sql: Sql): Statement<object> => sql`
  key, raw_key, prefix, number, revision, regular, title, title_fold, authors, author_fold,
  date_raw, date_iso, date_precision, groups, link, long_link, github_url, section, status, raw,
  hash, seeded, source`;

/**
 * Entries and marks out of the CTE `part`. An entry is written where it is new, where its hash
 * differs, or where it was missing; it keeps when it was first seen. A row has one writer: marks
 * leave the keys alone that are staged as entries. The draft of a paper that appears is published.
 */
export const writeEntries = (sql: Sql): Statement<object> => sql`
  staged_entry as materialized (
    select ${entryColumns(sql)} from part, json_to_recordset(part.body) as x(
      key text, raw_key text, prefix text, number int, revision int, regular boolean, title text,
      title_fold text, authors jsonb, author_fold jsonb, date_raw text, date_iso text,
      date_precision text, groups jsonb, link text, long_link text, github_url text, section text,
      status text, raw jsonb, hash text, seeded boolean, source text
    ) where part.kind = 'entries'
  ),
  entry as (
    insert into entries as e (${entryColumns(sql)}, first_seen)
    select ${entryColumns(sql)}, now() from staged_entry
    on conflict (key) do update set
      raw_key = excluded.raw_key, prefix = excluded.prefix, number = excluded.number,
      revision = excluded.revision, regular = excluded.regular, title = excluded.title,
      title_fold = excluded.title_fold, authors = excluded.authors,
      author_fold = excluded.author_fold, date_raw = excluded.date_raw,
      date_iso = excluded.date_iso, date_precision = excluded.date_precision,
      groups = excluded.groups, link = excluded.link, long_link = excluded.long_link,
      github_url = excluded.github_url, section = excluded.section, status = excluded.status,
      raw = excluded.raw, hash = excluded.hash, missing_since = null
    where e.hash <> excluded.hash or e.missing_since is not null
  ),
  mark as (
    update entries e set missing_since = case when m.missing then now() end
    from (
      select key, missing from part, json_to_recordset(part.body) as x(key text, missing boolean)
      where part.kind = 'missing'
    ) m
    where e.key = m.key and (e.missing_since is null) = m.missing
      and e.key not in (select key from staged_entry)
  ),
  published_draft as (
    update drafts d set state = 'published' from staged_entry e
    where e.prefix = 'P' and e.regular and e.number = d.number and e.revision = d.revision
      and d.state <> 'published'
  )`;

/** Events out of the CTE `part`, in their order; what was told once is left out for ever. */
export const writeEvents = (sql: Sql): Statement<object> => sql`
  told_event as (
    insert into events (kind, key, dedupe, folded_into, facts, at)
    select x.kind, x.key, x.dedupe, x.folded_into, x.facts, now()
    from part, json_to_recordset(part.body) as x(
      ord int, kind text, key text, dedupe text, folded_into text, facts jsonb
    )
    where part.kind = 'events' order by x.ord
    on conflict (dedupe) do nothing returning seq, kind, dedupe
  )`;
