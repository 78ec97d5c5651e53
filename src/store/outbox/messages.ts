/** Writing rows of the outbox: the same parts for a row on its own and for the commit of a poll. */

import { laneRule } from '../../domain/delivery/lanes.ts';
import type { Sql, Statement } from '../pool/db.ts';

const HOME_MS = 3_600_000; // the home tab is made anew whenever it is opened

/** The columns of `StagedMessage`, for `json_to_recordset`. */
export const messageColumns = (sql: Sql): Statement<object> => sql`
  ord int, dedupe_key text, dest text, lane int, kind text, "user" text, anchor_key text,
  thread_of text, thread_ts text, foldable boolean, content jsonb, not_before float8, expires_at float8`;

/** The same columns of a record `s`, in the order in which `writeMessages` wants them staged. */
export const messageValues = (sql: Sql): Statement<object> => sql`
  s.ord, s.dedupe_key, s.dest, s.lane, s.kind, s."user", s.anchor_key, s.thread_of, s.thread_ts,
  s.foldable, s.content, s.not_before, s.expires_at`;

/** How long a row is worth telling, by `kind` and `lane` of a record. */
export const lifetime = (sql: Sql, row: Statement<object>): Statement<object> => sql`
  case
    when ${row}.kind = 'home' then ${HOME_MS}::float8
    when ${row}.lane = 0 then ${laneRule(0).expiresAfterMs}::float8
    when ${row}.lane = 1 then ${laneRule(1).expiresAfterMs}::float8
    when ${row}.lane = 2 then ${laneRule(2).expiresAfterMs}::float8
    else ${laneRule(3).expiresAfterMs}::float8
  end * interval '1 millisecond'`;

/** What the rows to be written may be; what they are not is left out of the statement. */
export interface Written {
  /** Some may be edits or home tabs, which take the place of older ones. */
  readonly edits: boolean;
  /** Some may have an anchor. */
  readonly anchors: boolean;
}

const anything: Written = { edits: true, anchors: true };

const anchorsOf = (sql: Sql): Statement<object> => sql`
  known_anchor as (
    insert into anchor (anchor_key, dest, state)
    select distinct on (anchor_key) anchor_key, dest, 'open' from fresh
    where kind = 'post' and anchor_key is not null order by anchor_key, ord
    on conflict (anchor_key) do update set state = 'open'
  ),`;

/** Posts of edits that still wait untried. */
const untried = (sql: Sql): Statement<object> => sql`
  untried as materialized (
    select o.id, o.anchor_key, o.dest
    from (
      select distinct dest, anchor_key from fresh where kind = 'update' and anchor_key is not null
    ) f
    cross join lateral (
      select id, anchor_key, dest from outbox o
      where o.state = 'pending' and o.dest = f.dest and o.kind = 'post' and o.attempts = 0
        and o.anchor_key = f.anchor_key
      order by o.dest, o.lane, o.id for update
    ) o
  ),`;

/** What edits and home tabs do to what waits. */
const coalesced = (sql: Sql): Statement<object> => sql`,
  -- By "any": whatever the planner believes of these few rows, it must not read all that wait.
  rewritten as (
    update outbox o set content = (
      select w.content from written w
      where w.kind = 'update' and w.dest = o.dest and w.anchor_key = o.anchor_key
      order by w.id desc limit 1
    )
    where o.id = any (array(select id from untried))
  ),
  outdated as (
    update outbox o set state = 'folded', folded_into = (
      select max(w.id) from written w
      where w.dest = o.dest and w.kind = o.kind and w.anchor_key is not distinct from o.anchor_key
    )
    where o.id = any (array(
      select old.id
      from (
        select distinct dest, kind, anchor_key from written
        where kind = 'home' or (kind = 'update' and anchor_key is not null)
      ) w
      cross join lateral (
        select id from outbox o
        where o.state = 'pending' and o.dest = w.dest and o.kind = w.kind
          and o.anchor_key is not distinct from w.anchor_key
        order by o.dest, o.lane, o.id
      ) old
    )) and o.state = 'pending'
  )`;

/**
 * CTEs that write what `staged` (a CTE with the columns of `StagedMessage`) holds: `announced`
 * decides what is new, `written` has a row for each row of the outbox. Ids follow `ord`.
 *
 * A post makes its anchor at once, so that replies know that there is something to wait for. Rows
 * for a suspended conversation are parked, for one that is gone they are dead. An edit takes the
 * place of older edits that still wait; if the post itself still waits untried, it gets the new
 * content and the edit is folded into it.
 */
export const writeMessages = (
  sql: Sql,
  { edits, anchors }: Written = anything,
): Statement<object> => sql`
  told as (
    insert into announced (dedupe_key, at)
    select distinct dedupe_key, now() from staged order by dedupe_key
    on conflict do nothing returning dedupe_key
  ),
  fresh as materialized (
    select distinct on (s.dedupe_key) s.ord, s.dedupe_key, s.dest, s.lane, s.kind, s."user", s.anchor_key,
      s.thread_of, s.thread_ts, s.foldable, s.content, s.expires_at,
      to_timestamp(s.not_before / 1000) as not_before
    from staged s join told t on t.dedupe_key = s.dedupe_key
    order by s.dedupe_key, s.ord
  ),
  known_dest as (
    insert into destination (dest, state)
    select distinct dest, 'ok' from fresh order by dest
    on conflict do nothing
  ),
  ${anchors ? anchorsOf(sql) : sql``}
  ${edits ? untried(sql) : sql``}
  written as (
    insert into outbox (dedupe_key, dest, lane, kind, "user", anchor_key, thread_of, thread_ts,
      foldable, content, state, not_before, expires_at, created_at, failure_category, failure_reason, folded_into)
    select n.dedupe_key, n.dest, n.lane, n.kind, n."user", n.anchor_key, n.thread_of, n.thread_ts,
      n.foldable, n.content,
      case
        ${edits ? sql`when u.id is not null then 'folded'` : sql``}
        when d.state = 'suspended' then 'parked'
        when d.state = 'gone' then 'dead'
        else 'pending'
      end,
      n.not_before,
      coalesce(
        to_timestamp(n.expires_at / 1000),
        greatest(now(), n.not_before) + ${lifetime(sql, sql`n`)}
      ),
      now(),
      case when d.state in ('suspended', 'gone') then 'SLACK' end,
      case when d.state in ('suspended', 'gone') then d.reason end,
      ${edits ? sql`u.id` : sql`null::bigint`}
    from fresh n
    left join destination d on d.dest = n.dest
    ${edits ? sql`left join untried u on n.kind = 'update' and u.dest = n.dest and u.anchor_key = n.anchor_key` : sql``}
    order by n.ord
    returning id, dedupe_key, dest, kind, anchor_key, content
  )${edits ? coalesced(sql) : sql``}`;
