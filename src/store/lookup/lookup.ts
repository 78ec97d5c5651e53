import type { Happened, Listed, Mailing, Paper, Probed } from '../../domain/talk/found.ts';
import type { Lookup } from '../../ports/talk/lookup.ts';
import type { Db } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';
import { drafts, draftsSince } from './drafts.ts';
import { mailing, recent } from './history.ts';
import { paperOf } from './rows.ts';
import { search } from './search.ts';

async function papers(db: Db, keys: readonly string[]): Promise<readonly Paper[]> {
  const rows = await db.run(
    { name: 'lookup.entry', repeatable: true },
    (sql) => sql<{ paper: Paper }>`
      select ${paperOf(sql)} as paper
      from json_array_elements_text(${jsonIn(keys)}::text::json) k(key)
      join entries e on e.key = k.key`,
  );
  return rows.map(({ paper }) => paper);
}

async function family(db: Db, number: number): Promise<readonly Paper[]> {
  const rows = await db.run(
    { name: 'lookup.family', repeatable: true },
    (sql) => sql<{ paper: Paper }>`
      select ${paperOf(sql)} as paper from entries e
      where e.prefix in ('P', 'D') and e.number = ${number}::int order by e.key collate "C"`,
  );
  return rows.map(({ paper }) => paper);
}

/** As many on both sides by the index; the nearest of them are chosen here. */
async function nearest(db: Db, number: number, count: number): Promise<readonly number[]> {
  const rows = await db.run(
    { name: 'lookup.nearest', repeatable: true },
    (sql) => sql<{ number: number }>`
      (select distinct number from entries
        where prefix = 'P' and regular and number <= ${number}::int and missing_since is null
        order by number desc limit ${count}::int)
      union all
      (select distinct number from entries
        where prefix = 'P' and regular and number > ${number}::int and missing_since is null
        order by number limit ${count}::int)`,
  );
  const distance = (one: number): number => Math.abs(one - number);
  return rows
    .map((row) => row.number)
    .toSorted((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, count);
}

/** `last_asked` is the number of a cycle; its run says when that was. */
async function probesOf(db: Db, number: number): Promise<readonly Probed[]> {
  const rows = await db.run(
    { name: 'lookup.probes', repeatable: true },
    (sql) => sql<{ probed: Probed }>`
      select jsonb_build_object(
        'url', u.url, 'class', u.class, 'lastStatus', u.last_status,
        'lastAskedAt', (
          select round(extract(epoch from max(c.ended)) * 1000)::bigint from cycle_run c
          where c.kind = 'probe' and c.cycle = u.last_asked
        )
      ) as probed
      from probe_urls u where u.number = ${number}::int order by u.url collate "C"`,
  );
  return rows.map(({ probed }) => probed);
}

/** Reads for answers, in PostgreSQL. */
export const createLookup = (db: Db): Lookup => ({
  family: (number) => family(db, number),
  entry: async (key) => (await papers(db, [key]))[0] ?? null,
  nearest: (number, count) => nearest(db, number, count),
  search: (needle, page) => search(db, needle, page),
  recent: (since, group, page): Promise<Listed<Happened>> => recent(db, since, group, page),
  mailing: (month, page): Promise<Mailing | null> => mailing(db, month, page),
  draftsSince: (since, page) => draftsSince(db, since, page),
  draftsOf: (number) => drafts(db, number),
  probesOf: (number) => probesOf(db, number),
});
