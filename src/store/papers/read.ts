/** What the store remembers of the index. */

import type { KnownDraft } from '../../domain/papers/diff/appear.ts';
import type { IndexState } from '../../ports/papers.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

const KNOWN_PAGE = 5_000; // lines in one text: a block of 3 ms on the event loop
const ROWS_PAGE = 1_000;

const ms = (sql: Sql, column: Statement<object>): Statement<object> =>
  sql`round(extract(epoch from ${column}) * 1000)::bigint`;

/** The state of the source beside the last committed snapshot, in one consistent look. */
export async function state(db: Db): Promise<IndexState> {
  const [answer] = await db.run(
    { name: 'papers.state', repeatable: true },
    (sql) => sql<{ state: IndexState }>`
      select jsonb_build_object(
        'lastAttemptAt', ${ms(sql, sql`s.last_attempt`)},
        'lastSuccessAt', ${ms(sql, sql`s.last_success`)},
        'lastChangeAt', ${ms(sql, sql`s.last_content_change`)},
        'consecutiveFailures', coalesce(s.consecutive_failures, 0),
        'quarantine', s.quarantine,
        'snapshot', (
          select jsonb_build_object('etag', etag, 'lastModified', last_modified,
            'sha256', sha256, 'sentSha256', sent_sha256,
            'entries', entries, 'papers', p_entries, 'frontier', frontier)
          from snapshots where verdict = 'committed' order by id desc limit 1
        )
      ) as state
      from (select 1) one left join source_state s on s.source = 'index'`,
  );
  if (answer === undefined) throw new Error('the state is one row');
  return answer.state;
}

/** Every key with its hash, as texts of 5,000 lines; a missing entry's hash has a leading `-`. */
export async function known(db: Db): Promise<readonly string[]> {
  const pages = await db.run(
    { name: 'papers.known', repeatable: true },
    (sql) => sql<{ page: string }>`
      select string_agg(line, chr(10) order by n) as page
      from (
        select row_number() over (order by key) as n,
          key || ' ' || case when missing_since is null then '' else '-' end || hash as line
        from entries
      ) lines
      group by (n - 1) / ${KNOWN_PAGE}::int order by min(n)`,
  );
  return pages.map(({ page }) => page);
}

/** The stored rows of these keys as JSON arrays of up to 1,000 `StoredEntry`; unknown keys are left out. */
export async function rows(db: Db, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const pages = await db.run(
    { name: 'papers.rows', repeatable: true },
    (sql) => sql<{ page: string }>`
      select json_agg(row order by n)::text as page
      from (
        select row_number() over (order by e.key) as n, json_build_object(
          'key', e.key, 'raw_key', e.raw_key, 'prefix', e.prefix, 'number', e.number,
          'revision', e.revision, 'regular', e.regular, 'title', e.title,
          'title_fold', e.title_fold, 'authors', e.authors, 'author_fold', e.author_fold,
          'date_raw', e.date_raw, 'date_iso', e.date_iso, 'date_precision', e.date_precision,
          'groups', e.groups, 'link', e.link, 'long_link', e.long_link,
          'github_url', e.github_url, 'section', e.section, 'status', e.status,
          'hash', e.hash, 'seeded', e.seeded, 'source', e.source,
          'missing', e.missing_since is not null) as row
        from json_array_elements_text(${jsonIn(keys)}::text::json) k(key)
        join entries e on e.key = k.key
      ) found
      group by (n - 1) / ${ROWS_PAGE}::int order by min(n)`,
  );
  return pages.map(({ page }) => page);
}

/** Which changes of these keys were told before: a title that changes back and forth is told once. */
export async function toldChanges(db: Db, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const told = await db.run(
    { name: 'papers.told', repeatable: true },
    (sql) => sql<{ dedupe: string }>`
      select e.dedupe from json_array_elements_text(${jsonIn(keys)}::text::json) k(key)
      join events e on e.key = k.key and e.kind = 'meta.changed' order by e.seq`,
  );
  return told.map(({ dedupe }) => dedupe);
}

/** Drafts that were seen and are not published yet, gone ones too. */
export async function drafts(db: Db): Promise<readonly KnownDraft[]> {
  const rows = await db.run(
    { name: 'papers.drafts', repeatable: true },
    (sql) => sql<KnownDraft>`
      select number, revision, round(extract(epoch from first_seen) * 1000)::float8 as "foundAt"
      from drafts where state <> 'published' order by number, revision`,
  );
  return rows.map((row) => ({ ...row }));
}
