/** The parts of a statement that turn rows of the prober into rows of the tables. */

import type { DraftWrite, FileWrite } from '../../domain/papers/probe/draft/rows.ts';
import type { ProbeRow } from '../../domain/papers/probe/plan/rows.ts';
import type { Sql, Statement } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';

/**
 * Rows of `probe_urls`, whole; `guard` is a CTE that has a row while they may be written. A look
 * that found nothing moves `last_miss`.
 */
export const writeProbes = (
  sql: Sql,
  rows: readonly ProbeRow[],
  guard: Statement<object>,
): Statement<object> => sql`
  probe as (
    insert into probe_urls as p (url, number, class, period, due_since, last_asked, last_status,
      last_miss, first_plan)
    select x.url, x.number, x.class, x.period, x."dueSince", x."lastAsked", x."lastStatus",
      case when x."lastStatus" in (404, 410) then now() end, x."firstPlan"
    from ${guard} g, json_to_recordset(${rowsIn(rows)}::text::json) as x(
      url text, number int, class text, period int, "dueSince" bigint, "lastAsked" bigint,
      "lastStatus" int, "firstPlan" boolean
    )
    on conflict (url) do update set class = excluded.class, period = excluded.period,
      due_since = excluded.due_since, last_asked = excluded.last_asked,
      last_status = excluded.last_status,
      last_miss = case
        when excluded.last_miss is not null and (
          p.last_asked is distinct from excluded.last_asked
          or p.last_status is distinct from excluded.last_status
        ) then excluded.last_miss else p.last_miss
      end
  )`;

/** Drafts and their files. A draft that was published meanwhile stays so. */
export const writeDraftRows = (
  sql: Sql,
  drafts: readonly DraftWrite[],
  files: readonly FileWrite[],
  guard: Statement<object>,
): Statement<object> => sql`
  draft as (
    insert into drafts as d (number, revision, state, first_seen, last_change, told_fingerprint,
      told_cycle)
    select x.number, x.revision, x.state, now(),
      case when x.changed then now() else '-infinity' end, x.told, x."toldCycle"
    from ${guard} g, json_to_recordset(${rowsIn(drafts)}::text::json) as x(
      number int, revision int, state text, changed boolean, told text, "toldCycle" bigint
    )
    on conflict (number, revision) do update set
      state = case when d.state = 'published' then d.state else excluded.state end,
      last_change = greatest(d.last_change, excluded.last_change),
      told_fingerprint = excluded.told_fingerprint, told_cycle = excluded.told_cycle
  ),
  draft_file as (
    insert into draft_files as f (url, number, revision, etag, last_modified, length, head_sha256,
      first_seen, last_checked, misses, title, words, first_cycle, missing_cycle)
    select x.url, x.number, x.revision, x.etag, x."lastModified", x.length, x."headSha256", now(),
      now(), x.misses, x.title, x.words, x."firstCycle", x."missingCycle"
    from ${guard} g, json_to_recordset(${rowsIn(files)}::text::json) as x(
      url text, number int, revision int, etag text, "lastModified" text, length bigint,
      "headSha256" text, misses int, title text, words text, "firstCycle" bigint,
      "missingCycle" bigint
    )
    on conflict (url) do update set etag = excluded.etag, last_modified = excluded.last_modified,
      length = excluded.length, head_sha256 = excluded.head_sha256, last_checked = now(),
      misses = excluded.misses, title = excluded.title, words = excluded.words,
      first_cycle = excluded.first_cycle, missing_cycle = excluded.missing_cycle
  )`;
