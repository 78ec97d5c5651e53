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
    -- "offset 0": a line is taken apart once, and not for each of its fields.
    select f[1] as key, f[2] as raw_key, f[3] as prefix, f[4]::int as number,
      f[5]::int as revision, f[6]::boolean as regular, f[7] as title, f[8] as title_fold,
      f[9]::jsonb as authors, f[10]::jsonb as author_fold, f[11] as date_raw, f[12] as date_iso,
      f[13] as date_precision, f[14]::jsonb as groups, f[15] as link, f[16] as long_link,
      f[17] as github_url, f[18] as section, f[19] as status, f[20]::jsonb as raw,
      f[21] as hash, f[22]::boolean as seeded, f[23] as source
    from (
      select string_to_array(line, chr(127), chr(128)) as f
      from part, json_array_elements_text(part.body) as line where part.kind = 'entries' offset 0
    ) x
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
