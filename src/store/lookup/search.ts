/** Search: a bounded scan of the entries, all rules in one statement. */

import type { Listed, Page, Paper } from '../../domain/talk/found.ts';
import type { Needle, Phrase } from '../../domain/talk/search/needle.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';
import { paperOf } from './rows.ts';

type Clause = Statement<object>;

/** `position` first: it is cheap, and nearly always says no. */
const holds = (sql: Sql, { text, pattern }: Phrase, where: Clause): Clause =>
  sql`(position(${text}::text in ${where}) > 0 and ${where} ~ ${pattern})`;

const title = (sql: Sql): Clause => sql`coalesce(e.title_fold, '')`;
const names = (sql: Sql): Clause => sql`e.author_fold::text`;

/** All words of the name stand in one name. */
function isNamed(sql: Sql, tokens: readonly Phrase[]): Clause {
  const plain = sql`translate(name, '''’', '')`;
  const all = tokens.map((token) => holds(sql, token, plain));
  return sql`exists (
    select 1 from jsonb_array_elements_text(e.author_fold) name where ${allOf(sql, all)}
  )`;
}

const allOf = (sql: Sql, clauses: readonly Clause[]): Clause =>
  clauses.reduce((one, other) => sql`${one} and ${other}`, sql`true`);

/** What must hold of a row `e`. */
const conditions = (sql: Sql, needle: Needle): Clause =>
  allOf(sql, [
    sql`e.missing_since is null`,
    ...(needle.prefixes.length === 0
      ? []
      : [
          sql`e.prefix in (select json_array_elements_text(${jsonIn(needle.prefixes)}::text::json))`,
        ]),
    ...(needle.since === null ? [] : [sql`e.date_iso >= ${needle.since} collate "C"`]),
    ...(needle.groups.length === 0
      ? []
      : [
          sql`exists (
            select 1 from jsonb_array_elements_text(e.groups) own
            where own in (select json_array_elements_text(${jsonIn(needle.groups)}::text::json))
          )`,
        ]),
    ...needle.words.map(
      (word) => sql`(${holds(sql, word, title(sql))} or ${holds(sql, word, names(sql))})`,
    ),
    ...needle.without.map((word) => sql`not ${holds(sql, word, title(sql))}`),
    ...needle.authors.map((tokens) => isNamed(sql, tokens)),
  ]);

/** No later revision of the paper is in the index. */
const isLatest = (sql: Sql): Clause => sql`
  (not e.regular or e.revision is null or not exists (
    select 1 from entries l
    where l.prefix = e.prefix and l.number = e.number and l.revision > e.revision
      and l.regular and l.missing_since is null
  ))`;

/** Entries that match, the latest first. */
export async function search(db: Db, needle: Needle, page: Page): Promise<Listed<Paper>> {
  const [answer] = await db.run(
    { name: 'lookup.search', repeatable: true },
    (sql) => sql<Listed<Paper>>`
      with found as materialized (
        select e.key, row_number() over (
          order by e.date_iso collate "C" desc nulls last, e.first_seen desc,
            e.number desc, e.revision desc nulls last, e.key collate "C"
        ) as n
        from entries e
        where ${conditions(sql, needle)} ${needle.all ? sql`` : sql`and ${isLatest(sql)}`}
      )
      select (select count(*)::int from found) as total, coalesce((
        select jsonb_agg(${paperOf(sql)} order by f.n) from found f join entries e on e.key = f.key
        where f.n > ${page.offset}::int and f.n <= ${page.offset + page.limit}::int
      ), '[]'::jsonb) as rows`,
  );
  if (answer === undefined) throw new Error('a search answers with one row');
  return { rows: answer.rows, total: answer.total };
}
