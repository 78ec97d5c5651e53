/** What the store remembers of the prober, and what a plan is made of. */

import { emptyMemory } from '../../domain/papers/probe/cycle/memory.ts';
import type { LatestEntry } from '../../domain/papers/probe/draft/rows.ts';
import type { PlanRows, ProbeState } from '../../ports/drafts.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

const PAGE = 5_000; // lines in one text: a block of 3 ms on the event loop
const MOST_WATCHED = 200;

const ms = (sql: Sql, column: Statement<object>): Statement<object> =>
  sql`round(extract(epoch from ${column}) * 1000)::bigint`;

type StoredState = Omit<ProbeState, 'memory'> & { readonly memory: ProbeState['memory'] | null };

/** The state of the source beside its cycles, in one consistent look. */
export async function state(db: Db): Promise<ProbeState> {
  const [answer] = await db.run(
    { name: 'drafts.state', repeatable: true },
    (sql) => sql<{ state: StoredState }>`
      select jsonb_build_object(
        'seeded', exists (select 1 from snapshots where verdict = 'committed'),
        'cycle', coalesce(s.cycle, 0),
        'interrupted', exists (
          select 1 from cycle_run r
          where r.kind = 'probe' and r.cycle = s.cycle and r.result = 'INTERRUPTED'
        ),
        'sinceLastMs', ${ms(sql, sql`now() - s.last_attempt`)},
        'lastSuccessAt', ${ms(sql, sql`s.last_success`)},
        'consecutiveFailures', coalesce(s.consecutive_failures, 0),
        'rate', s.rate,
        'memory', s.memory,
        'boostUntil', ${ms(sql, sql`s.boost_until`)},
        'sentLastDay', (
          select coalesce(sum(requests), 0) from cycle_run
          where kind = 'probe' and ended > now() - interval '24 hours'
        ),
        'last', (
          select counts from cycle_run where kind = 'probe' and result <> 'INTERRUPTED'
          order by cycle desc limit 1
        )
      ) as state
      from (select 1) one left join source_state s on s.source = 'drafts'`,
  );
  if (answer === undefined) throw new Error('the state is one row');
  return { ...answer.state, memory: { ...emptyMemory, ...answer.state.memory } };
}

const pages = (rows: readonly { readonly page: string }[]): readonly string[] =>
  rows.map(({ page }) => page);

/** Each number with its highest regular revision; entries that are missing now count as before. */
const numbers = (db: Db) =>
  db.run(
    { name: 'drafts.numbers', repeatable: true },
    (sql) => sql<{ page: string }>`
      select string_agg(line, chr(10) order by n) as page
      from (
        select row_number() over (order by number) as n, concat_ws(' ', number, revision,
          ${ms(sql, sql`first_seen`)}, seeded::int, coalesce(date_iso, '-'),
          coalesce(suffix, '-')) as line
        from (
          select distinct on (e.number) e.number, e.revision, e.first_seen, e.seeded, e.date_iso, (
            select substring(l.long_link, '[.]([A-Za-z]+)$') from entries l
            where l.prefix = 'P' and l.regular and l.number = e.number and l.long_link is not null
            order by l.revision desc limit 1
          ) as suffix
          from entries e where e.prefix = 'P' and e.regular
          order by e.number, e.revision desc
        ) latest
      ) lines
      group by (n - 1) / ${PAGE}::int order by min(n)`,
  );

const probeRows = (db: Db) =>
  db.run(
    { name: 'drafts.rows', repeatable: true },
    (sql) => sql<{ page: string }>`
      select string_agg(line, chr(10) order by n) as page
      from (
        select row_number() over (order by url) as n, concat_ws(' ', url, number, class, period,
          coalesce(due_since::text, '-'), coalesce(last_asked::text, '-'),
          coalesce(last_status::text, '-'), (last_miss is not null)::int, first_plan::int) as line
        from probe_urls
      ) lines
      group by (n - 1) / ${PAGE}::int order by min(n)`,
  );

type Known = Pick<PlanRows, 'drafts' | 'files' | 'watched'>;

const known = (db: Db) =>
  db.run(
    { name: 'drafts.known', repeatable: true },
    (sql) => sql<Known>`
      select (
        select coalesce(jsonb_agg(jsonb_build_object('number', number, 'revision', revision,
          'state', state, 'firstSeenAt', ${ms(sql, sql`first_seen`)},
          'lastChangeAt', ${ms(sql, sql`last_change`)}, 'told', told_fingerprint,
          'toldCycle', told_cycle) order by number, revision), '[]')
        from drafts
      ) as drafts, (
        select coalesce(jsonb_agg(jsonb_build_object('url', url, 'number', number,
          'revision', revision, 'etag', etag, 'lastModified', last_modified, 'length', length,
          'headSha256', head_sha256, 'firstSeenAt', ${ms(sql, sql`first_seen`)},
          'firstCycle', first_cycle, 'misses', misses, 'missingCycle', missing_cycle,
          'title', title, 'words', words) order by url), '[]')
        from draft_files
      ) as files, (
        select coalesce(jsonb_agg(number order by n), '[]') from (
          select row_number() over (order by count(distinct recipient) desc, value) as n,
            substring(value from 2)::int as number
          from watches where kind = 'paper' and value ~ '^P[0-9]{4}$'
          group by value order by 1 limit ${MOST_WATCHED}
        ) most
      ) as watched`,
  );

/** Everything that a plan is made of: three statements, however many URLs there are. */
export async function inputs(bulk: Db): Promise<PlanRows> {
  const [found] = await known(bulk);
  if (found === undefined) throw new Error('what is known is one row');
  return { ...found, numbers: pages(await numbers(bulk)), rows: pages(await probeRows(bulk)) };
}

/** The latest regular entry of each of these numbers that has one. */
export async function latest(db: Db, wanted: readonly number[]): Promise<readonly LatestEntry[]> {
  if (wanted.length === 0) return [];
  const rows = await db.run(
    { name: 'drafts.latest', repeatable: true },
    (sql) => sql<LatestEntry>`
      select distinct on (e.number) e.number, e.revision, e.title, e.authors, e.groups, (
        select jsonb_agg(r.revision order by r.revision) from entries r
        where r.prefix = 'P' and r.regular and r.number = e.number
      ) as published
      from json_array_elements_text(${jsonIn(wanted)}::text::json) w(number)
      join entries e on e.number = w.number::int and e.prefix = 'P' and e.regular
      order by e.number, e.revision desc`,
  );
  return rows.map((row) => ({ ...row }));
}

/** Which of these events were written before. */
export async function told(db: Db, dedupes: readonly string[]): Promise<readonly string[]> {
  if (dedupes.length === 0) return [];
  const rows = await db.run(
    { name: 'drafts.told', repeatable: true },
    (sql) => sql<{ dedupe: string }>`
      select e.dedupe from json_array_elements_text(${jsonIn(dedupes)}::text::json) w(dedupe)
      join events e on e.dedupe = w.dedupe order by e.seq`,
  );
  return rows.map(({ dedupe }) => dedupe);
}
