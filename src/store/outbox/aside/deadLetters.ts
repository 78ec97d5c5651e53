/** Rows that were given up or set aside, and how they are tried again. */

import type { DeadLetter, DeadLetters } from '../../../ports/delivery.ts';
import type { Db } from '../../pool/db.ts';
import { lifetime } from '../messages.ts';

/** Dead letters in PostgreSQL. Throws DB failures. */
export const createDeadLetters = (db: Db): DeadLetters => ({
  async list(limit) {
    const rows = await db.run(
      { name: 'deadLetters.list', repeatable: true },
      (sql) => sql<{ letter: DeadLetter }>`
        select jsonb_build_object(
          'id', id::text, 'dest', dest, 'lane', lane, 'kind', kind, 'state', state,
          'reason', coalesce(failure_reason, 'unknown'), 'attempts', attempts,
          'at', round(extract(epoch from coalesce(last_attempt_at, created_at)) * 1000)::bigint
        ) as letter
        from outbox where state in ('dead', 'parked')
        order by coalesce(last_attempt_at, created_at) desc, id desc limit ${limit}`,
    );
    return rows.map(({ letter }) => letter);
  },
  async replay(which) {
    const one = which === 'all' ? null : which;
    if (one !== null && !/^\d{1,18}$/.test(one)) return 0;
    const [answer] = await db.run(
      { name: 'deadLetters.replay', repeatable: true },
      (sql) => sql<{ count: number }>`
        with chosen as materialized (
          select o.id, o.dest, o.kind, o.anchor_key, o.lane from outbox o
          left join destination d on d.dest = o.dest
          where o.state in ('dead', 'parked') and case
            when ${one}::text is null then coalesce(d.state, 'ok') = 'ok'
            else o.id = ${one}::bigint
          end
          for update of o
        ),
        restored as (
          update destination d set
            state = 'ok', reason = null, since = null, next_probe = null, channel = null
          from chosen c where d.dest = c.dest and d.state <> 'ok'
        ),
        awaited as (
          update anchor a set state = 'open' from chosen c
          where c.kind = 'post' and a.anchor_key = c.anchor_key and a.ts is null
        ),
        again as (
          update outbox o set
            state = 'pending', attempts = 0, doubts = 0, plain = false, not_before = null,
            expires_at = greatest(o.expires_at, now() + ${lifetime(sql, sql`c`)})
          from chosen c where o.id = c.id
          returning o.id
        )
        select count(*)::int as count from again`,
    );
    return answer?.count ?? 0;
  },
});
