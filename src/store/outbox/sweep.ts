/** What time does to rows, and the rows of which nobody knows what became. */

import type { OutboxRow } from '../../domain/delivery/outbox.ts';
import type { DoubtBeside, Swept } from '../../ports/delivery.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import { fenceOf } from '../fence.ts';
import type { Db } from '../pool/db.ts';
import { rowColumns, rowOf } from './row.ts';

/**
 * Moves rows whose time has come. A post whose lease ran out may be at Slack: ambiguous. Anything
 * else is harmless to repeat and waits again. What nobody wants to read any more has expired, and
 * the replies to it no longer wait for it. Rows that were set aside until now wait again, those
 * written while their conversation was being suspended are parked.
 */
export async function sweep(db: Db, epoch: Epoch): Promise<Committed<Swept>> {
  const [answer] = await db.run(
    { name: 'outbox.sweep', repeatable: true },
    (sql) => sql<Swept & { held: boolean }>`
      with ${fenceOf(sql, epoch)},
      late as (
        update outbox set
          state = case when kind = 'post' then 'ambiguous' else 'pending' end,
          doubts = doubts + case when kind = 'post' then 1 else 0 end,
          claim = null, lease_until = null, not_before = null,
          failure_category = 'TIMEOUT', failure_reason = 'lease', failure_detail = null
        where state = 'inflight' and lease_until < clock_timestamp() and exists (select 1 from fence)
        returning state
      ),
      over as (
        update outbox set state = 'expired'
        where state in ('pending', 'parked') and expires_at <= now()
          and exists (select 1 from fence)
        returning id, lane, dest, attempts, kind, anchor_key
      ),
      uncounted as (
        update destination d set missed = d.missed + o.count from (
          select dest, count(*) as count from over where kind = 'post' and lane > 0 group by dest
        ) o where d.dest = o.dest
      ),
      gone as (
        update destination set state = 'gone', next_probe = null
        where state = 'suspended' and since < now() - interval '7 days'
          and exists (select 1 from fence)
        returning dest, reason
      ),
      lost as (
        update outbox o set state = 'dead', failure_category = 'SLACK', failure_reason = gone.reason
        from gone
        where o.dest = gone.dest and (
          o.state = 'pending'
          or (o.state = 'parked' and o.not_before is null
            and o.failure_reason is not distinct from gone.reason)
        )
        returning o.id, o.lane, o.dest, o.attempts, gone.reason
      ),
      given_up as (
        update anchor a set state = 'closed', last_edit_at = now() from over
        where over.kind = 'post' and a.anchor_key = over.anchor_key and a.ts is null
      ),
      back as (
        update outbox o set state = 'pending', not_before = null
        from destination d
        where o.state = 'parked' and o.not_before <= clock_timestamp()
          and d.dest = o.dest and d.state = 'ok'
          and (o.expires_at is null or o.expires_at > clock_timestamp())
          and exists (select 1 from fence)
      ),
      settled as (
        update outbox o set
          state = case when d.state = 'gone' then 'dead' else 'parked' end,
          not_before = null, failure_category = 'SLACK', failure_reason = d.reason
        from destination d
        where d.state in ('suspended', 'gone') and o.dest = d.dest and o.state = 'pending'
          and (o.expires_at is null or o.expires_at > clock_timestamp())
          and exists (select 1 from fence)
      )
      select exists (select 1 from fence) as held,
        (select count(*)::int from late where state = 'ambiguous') as ambiguous,
        (
          select coalesce(jsonb_agg(jsonb_build_object(
            'id', id::text, 'lane', lane, 'dest', dest, 'attempts', attempts) order by id), '[]')
          from over
        ) as expired,
        (
          select coalesce(jsonb_agg(jsonb_build_object(
            'id', id::text, 'lane', lane, 'dest', dest, 'attempts', attempts, 'reason', reason
          ) order by id), '[]')
          from lost
        ) as lost`,
  );
  if (answer?.held !== true) return { type: 'fenced' };
  const { ambiguous, expired, lost } = answer;
  return { type: 'done', value: { ambiguous, expired, lost } };
}

/** Ambiguous rows whose next look is due: alerts, then who has waited longest. They stay as they are. */
export async function doubtful(
  db: Db,
  epoch: Epoch,
  limit: number,
): Promise<Committed<readonly OutboxRow[]>> {
  const rows = await db.run(
    { name: 'outbox.doubtful', repeatable: true },
    (sql) => sql<{ held: boolean; row: OutboxRow | null }>`
      with ${fenceOf(sql, epoch)},
      r as materialized (
        select ${rowColumns(sql)}, o.not_before, false as folds from outbox o
        where o.state = 'ambiguous' and exists (select 1 from fence)
          and (o.not_before is null or o.not_before <= clock_timestamp())
        order by o.lane > 0, o.not_before nulls first, o.id limit ${limit}
      )
      select exists (select 1 from fence) as held, case when r.id is not null then ${rowOf(sql)} end as row
      from (select 1) one left join r on true
      order by r.lane > 0, r.not_before nulls first, r.id`,
  );
  if (!rows.some(({ held }) => held)) return { type: 'fenced' };
  return { type: 'done', value: rows.flatMap(({ row }) => row ?? []) };
}

/** The other ambiguous rows of its conversation and thread, oldest first. They stay as they are. */
export async function doubtsBeside(db: Db, row: OutboxRow): Promise<readonly DoubtBeside[]> {
  const rows = await db.run(
    { name: 'outbox.doubtsBeside', repeatable: true },
    (sql) => sql<DoubtBeside>`
      with r as materialized (
        select ${rowColumns(sql)}, false as folds,
          (o.not_before is null or o.not_before <= clock_timestamp()) as due
        from outbox o
        where o.state = 'ambiguous' and o.dest = ${row.dest} and o.id <> ${row.id}::bigint
      )
      select ${rowOf(sql)} as row, r.due as "isDue" from r order by r.id`,
  );
  return rows
    .map(({ row: beside, isDue }) => ({ row: beside, isDue }))
    .filter((one) => one.row.threadTs === row.threadTs);
}
