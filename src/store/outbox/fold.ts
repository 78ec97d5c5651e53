/** Telling several rows as one message. */

import type { Content } from '../../domain/delivery/content.ts';
import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { Companion } from '../../ports/delivery.ts';
import type { Db } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';
import { isFoldable } from './row.ts';

const MOST = 200;

/**
 * The rows behind a claimed one that may go with it, in order, up to the first that must be told
 * alone or holds its lane.
 */
export async function companions(db: Db, row: OutboxRow): Promise<readonly Companion[]> {
  const rows = await db.run(
    { name: 'outbox.companions', repeatable: true },
    (sql) => sql<Companion>`
      with behind as materialized (
        select c.id, c.content, coalesce(${isFoldable(sql)}, false) as fits,
          exists (
            select 1 from outbox q
            where q.state = 'ambiguous' and q.dest = c.dest and q.lane = c.lane and q.id < c.id
              and q.id > ${row.id}::bigint
          ) as held
        from outbox c
        where c.state = 'pending' and c.dest = ${row.dest} and c.lane = ${row.lane}
          and c.id > ${row.id}::bigint
        order by c.dest, c.lane, c.id limit ${MOST}
      )
      select id::text as id, content from behind b
      where b.fits and not b.held
        and not exists (select 1 from behind x where x.id < b.id and not (x.fits and not x.held))
      order by b.id`,
  );
  return rows.map(({ id, content }) => ({ id, content }));
}

/** These rows go with the claimed one, as \`content\`; nothing changes when one of them has moved. */
export async function fold(
  db: Db,
  row: OutboxRow,
  ids: readonly string[],
  content: Content,
): Promise<boolean> {
  const [answer] = await db.run(
    { name: 'outbox.fold', repeatable: true },
    (sql) => sql<{ folded: number }>`
      with chosen as materialized (
        select c.id from outbox c
        where c.id in (select json_array_elements_text(${jsonIn(ids)}::text::json)::bigint)
          and ((c.state = 'pending' and c.attempts = 0) or c.folded_into = ${row.id}::bigint)
        order by c.id for update
      ),
      head as (
        update outbox o set content = ${jsonIn(content)}::text::jsonb, foldable = false
        where o.id = ${row.id}::bigint and o.nonce = ${row.nonce}::uuid and o.state = 'inflight'
          and (select count(*) from chosen) = ${ids.length}::int
        returning o.id
      ),
      children as (
        update outbox c set state = 'folded', folded_into = ${row.id}::bigint
        where c.id = any (array(select id from chosen)) and exists (select 1 from head)
      )
      select count(*)::int as folded from head`,
  );
  return answer?.folded === 1;
}
