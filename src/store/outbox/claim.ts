/** Taking rows out of the queue, and putting them back. */

import {
  agedAfterMs,
  allLanes,
  laneRule,
  methodOf,
  openMethod,
} from '../../domain/delivery/lanes.ts';
import type { OutboxKind, OutboxRow } from '../../domain/delivery/outbox.ts';
import type { ClaimOptions } from '../../ports/delivery.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import { fenceOf } from '../fence.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';
import { folds, rowColumns, rowOf } from './row.ts';

/** How long a claimed row belongs to its claimer. */
const LEASE_MS = 30_000;

const methodSql = (sql: Sql): Statement<object> => {
  const name = (kind: OutboxKind) => sql`when ${kind} then ${methodOf(kind)}`;
  return sql`case o.kind ${name('post')} ${name('update')} ${name('delete')} ${name('react')}
    ${name('ephemeral')} ${name('home')} end`;
};

/** What a claim asks for, and how far apart two posts in one conversation must be. */
export interface ClaimOrder extends ClaimOptions {
  readonly epoch: Epoch;
  readonly token: string;
  readonly limit: number;
  readonly paceMs: number;
}

/** A row that may go now: nothing asks it to wait, and it is still worth telling. */
const isDue = (sql: Sql): Statement<object> => sql`
  (o.not_before is null or o.not_before <= clock_timestamp())
  and (o.expires_at is null or o.expires_at > clock_timestamp())`;

/** The lane in which a row stands: of 2 and 3, one lower when it has waited for long. */
const rank = (sql: Sql): Statement<object> => sql`
  case when o.lane > 1 and least(o.first_attempt_at, greatest(o.created_at, o.not_before))
      < clock_timestamp() - ${agedAfterMs}::float8 * interval '1 millisecond'
    then o.lane - 1 else o.lane end`;

/** What a claim asks about a first row; read on the walk, so that nothing is looked up twice. */
const headColumns = (sql: Sql): Statement<object> => sql`
  o.dest, o.lane, o.id, o.kind, o.anchor_key, o.thread_of,
  o.not_before, o.expires_at, o.created_at, o.first_attempt_at`;

/**
 * The heads of the queue: per conversation the first pending row of the lowest lane whose first
 * row may go. `walk` hops from lane to lane along the index, so its work grows with the number of
 * lanes that wait, not of rows. A first row that waits (for its time, for the message it answers,
 * for a gate, for a doubtful row before it) holds its lane and no other. A person whose
 * conversation is not known yet has to be asked for first, by a method with gates of its own.
 */
const heads = (sql: Sql, upTo: number, without: string): Statement<object> => sql`
  doubt as materialized (
    select dest, lane, min(id) as id from outbox where state = 'ambiguous' group by dest, lane
  ),
  closed as materialized (
    select method, dest from slack_gate where blocked_until > clock_timestamp()
    union all
    select method, '*' from json_array_elements_text(${without}::text::json) w(method)
  ),
  busy as materialized (select dest from outbox where state = 'inflight'),
  walk as (
    (
      select ${headColumns(sql)} from outbox o
      where o.state = 'pending' and exists (select 1 from fence)
      order by o.dest, o.lane, o.id limit 1
    )
    union all
    select ${headColumns(sql)} from walk w cross join lateral (
      select ${headColumns(sql)} from outbox o
      where o.state = 'pending' and (o.dest, o.lane) > (w.dest, w.lane)
      order by o.dest, o.lane, o.id limit 1
    ) o
  ),
  head as materialized (
    select distinct on (o.dest) o.dest, o.lane, o.id, o.kind, d.tat, ${rank(sql)} as rank
    from walk o
    join destination d on d.dest = o.dest
    cross join lateral (
      select ${methodSql(sql)} as method, case
        when d.dest ~ '^[UW]' and d.channel is null and o.kind <> 'home' then ${openMethod} else ''
      end as opening
    ) call
    left join anchor a on a.anchor_key =
      case when o.kind in ('update', 'delete', 'react') then o.anchor_key else o.thread_of end
    where o.lane <= ${upTo} and ${isDue(sql)}
      and (a.anchor_key is null or a.ts is not null or a.state = 'closed')
      and d.state = 'ok' and not exists (select 1 from busy b where b.dest = o.dest)
      and not exists (
        select 1 from doubt q where q.dest = o.dest and q.lane = o.lane and q.id < o.id
      )
      and not exists (
        select 1 from closed g
        where g.dest in (o.dest, '*') and g.method in (call.method, call.opening, '*')
      )
    order by o.dest, rank, o.id
  )`;

/**
 * At most `limit` rows, one per conversation, in flight under `token` for 30 s: alerts first, then
 * the lane that is preferred, then the lowest, and in a lane the oldest row. The same token gives
 * the same rows again and takes no others.
 */
export async function claim(db: Db, order: ClaimOrder): Promise<Committed<readonly OutboxRow[]>> {
  const { epoch, token, limit, upTo = allLanes, prefer = 0, paceMs } = order;
  const { except = [], without = [] } = order;
  const spareMs = (laneRule(0).burst - 1) * paceMs; // what an alert may borrow
  const rows = await db.run(
    { name: 'outbox.claim', repeatable: true },
    (sql) => sql<{ held: boolean; row: OutboxRow | null }>`
      with recursive ${fenceOf(sql, epoch)},
      mine as materialized (
        select ${rowColumns(sql)} from outbox o
        where o.claim = ${token}::uuid and o.state = 'inflight'
      ),
      ${heads(sql, upTo, jsonIn(without))},
      ready as materialized (
        select d.dest, h.id
        from (
          select h.dest, h.id, h.tat, h.rank, h.rank > 0 as later, h.rank <> ${prefer}::int as other
          from head h
          where exists (select 1 from fence) and not exists (select 1 from mine)
            and h.dest not in (select json_array_elements_text(${jsonIn(except)}::text::json))
            and (
              h.kind <> 'post' or h.tat is null or h.tat <= clock_timestamp()
                + case h.lane when 0 then ${spareMs}::float8 else 0 end * interval '1 millisecond'
            )
          order by later, other, h.rank, h.id
        ) h
        join destination d on d.dest = h.dest
        -- locked, its newest version is looked at: another claim since the snapshot moved tat
        where d.state = 'ok' and d.tat is not distinct from h.tat
        order by h.later, h.other, h.rank, h.id limit ${limit}
        for update of d skip locked
      ),
      got as (
        update outbox o set
          state = 'inflight', claim = ${token}::uuid, attempts = o.attempts + 1,
          lease_until = clock_timestamp() + ${LEASE_MS}::float8 * interval '1 millisecond',
          first_attempt_at = coalesce(o.first_attempt_at, clock_timestamp()),
          last_attempt_at = clock_timestamp()
        where o.id = ${limit === 1 ? sql`(select id from ready)` : sql`any (array(select id from ready))`}
          -- a row that changed since the snapshot is looked at again only here; said in this way,
          -- since by the index of what is pending the planner would read all that waits
          and o.state || '' = 'pending' and ${isDue(sql)}
        returning ${rowColumns(sql)}
      ),
      paid as (
        update destination d set tat = case
          when got.kind = 'post' then greatest(clock_timestamp(), d.tat)
            + ${paceMs}::float8 * interval '1 millisecond'
          else coalesce(d.tat, clock_timestamp()) + interval '1 microsecond'
        end
        from got where d.dest = got.dest
      ),
      r as (
        select ${rowColumns(sql)}, ${folds(sql)} as folds from got o
        union all
        select ${rowColumns(sql)}, ${folds(sql)} from mine o
      )
      select exists (select 1 from fence) as held, case when r.id is not null then ${rowOf(sql)} end as row
      from (select 1) one left join r on true
      order by r.lane, r.id`,
  );
  if (!rows.some(({ held }) => held)) return { type: 'fenced' };
  return { type: 'done', value: rows.flatMap(({ row }) => row ?? []) };
}

/** Puts claimed rows back that were never sent; the attempt does not count. */
export async function giveBack(db: Db, token: string, ids: readonly string[]): Promise<void> {
  await db.run(
    { name: 'outbox.giveBack', repeatable: true },
    (sql) => sql`
      update outbox set state = 'pending', claim = null, lease_until = null,
        attempts = attempts - 1,
        first_attempt_at = case when attempts > 1 then first_attempt_at end
      where claim = ${token}::uuid and state = 'inflight'
        and id in (select json_array_elements_text(${jsonIn(ids)}::text::json)::bigint)`,
  );
}
