/** What became of a row, as a fact. */

import type { OutboxRow, OutboxState } from '../../domain/delivery/outbox.ts';
import type { RowResult } from '../../domain/delivery/result.ts';
import type { FailureRecord } from '../../domain/health/failure.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';

/** A result as the columns that it moves; the same for every store. */
export interface RowChange {
  readonly state: OutboxState;
  readonly notBefore: number | null;
  readonly giveBackAttempt: boolean;
  readonly plain: boolean;
  readonly possibleDuplicate: boolean;
  readonly asPost: boolean;
  readonly asDirect: boolean;
  readonly unfold: boolean;
  readonly missed: number;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly failure: FailureRecord | null;
}

const LONGEST_DETAIL = 500;

/** A failure's message as the table takes it. */
export const detailOf = (failure: FailureRecord | null): string | null =>
  failure === null ? null : failure.message.slice(0, LONGEST_DETAIL);

const still = {
  notBefore: null,
  giveBackAttempt: false,
  plain: false,
  possibleDuplicate: false,
  asPost: false,
  asDirect: false,
  unfold: false,
  missed: 0,
  channel: null,
  ts: null,
  failure: null,
} as const;

/** Reads a result. */
export function changeOf(result: RowResult): RowChange {
  switch (result.type) {
    case 'sent':
      return {
        ...{ ...still, state: 'sent', missed: result.missed ?? 0 },
        ...{ channel: result.channel, ts: result.ts },
      };
    case 'printed':
      return { ...still, state: 'printed' };
    case 'pending': {
      const { type, plain = false, possibleDuplicate = false, ...rest } = result;
      return { ...still, ...rest, state: type, plain, possibleDuplicate };
    }
    case 'unfolded':
      return { ...still, state: 'pending', unfold: true, failure: result.failure };
    case 'ambiguous':
    case 'parked': {
      const { type, failure, notBefore = null } = result;
      return { ...still, state: type, failure, notBefore };
    }
    case 'dead':
      return { ...still, state: 'dead', failure: result.failure };
  }
}

/** The parts of a digest wait again, to be told alone. */
const unfolds = (sql: Sql): Statement<object> => sql`
  children as (
    update outbox c set state = 'pending', foldable = false, folded_into = null
    from done d where c.folded_into = d.id and c.state = 'folded' and c.kind = 'post'
  ),`;

/** The reader of an ephemeral message becomes a conversation. */
const makesReader = (sql: Sql): Statement<object> => sql`
  reader as (
    insert into destination (dest, state) select dest, 'ok' from done on conflict do nothing
  ),`;

/**
 * Stores what became of a row, by id and nonce and without a fence: what Slack did is a fact. A
 * row that waits again meanwhile still takes `sent`. Replies no longer wait for a post that is
 * dead or was only printed. False when the row had ended already.
 */
export async function record(
  db: Db,
  row: Pick<OutboxRow, 'id' | 'nonce'>,
  result: RowResult,
): Promise<boolean> {
  const change = changeOf(result);
  const { failure } = change;
  const [answer] = await db.run(
    { name: 'outbox.record', repeatable: true },
    (sql) => sql<{ recorded: number }>`
      with result as materialized (select
        ${change.state}::text as state, ${change.channel}::text as channel, ${change.ts}::text as ts,
        to_timestamp(${change.notBefore}::float8 / 1000) as not_before,
        ${change.asPost}::boolean as as_post, ${change.asDirect}::boolean as as_direct,
        ${change.unfold}::boolean as unfold
      ),
      done as (
        update outbox o set
          state = result.state, claim = null, lease_until = null, not_before = result.not_before,
          attempts = case
            when unfold then 0
            else o.attempts - case when ${change.giveBackAttempt}::boolean then 1 else 0 end
          end,
          doubts = o.doubts
            + case when result.state = 'ambiguous' and o.state = 'inflight' then 1 else 0 end,
          plain = (o.plain or ${change.plain}::boolean) and not unfold,
          foldable = o.foldable and not unfold,
          nonce = case when unfold then gen_random_uuid() else o.nonce end,
          content = case
            when unfold then o.content->'parts'->0
            when as_post and o.kind = 'update' then o.content || '{"anew": true}'
            else o.content
          end,
          dest = case when as_direct then o."user" else o.dest end,
          possible_duplicate = o.possible_duplicate or ${change.possibleDuplicate}::boolean,
          kind = case when as_post or as_direct then 'post' else o.kind end,
          anchor_key = case when as_post then coalesce(o.thread_of, o.anchor_key) else o.anchor_key end,
          thread_of = case when not (as_post or as_direct) then o.thread_of end,
          thread_ts = case when not (as_post or as_direct) then o.thread_ts end,
          channel = coalesce(result.channel, o.channel), ts = coalesce(result.ts, o.ts),
          sent_at = case when result.state in ('sent', 'printed') then clock_timestamp() end,
          failure_category = coalesce(${failure?.category ?? null}::text, o.failure_category),
          failure_reason = coalesce(${failure?.reason ?? null}::text, o.failure_reason),
          failure_detail = coalesce(${detailOf(failure)}::text, o.failure_detail)
        from result
        where o.id = ${row.id}::bigint and o.nonce = ${row.nonce}::uuid and (
          o.state in ('inflight', 'ambiguous')
          or (result.state = 'sent' and o.state in ('pending', 'parked'))
        )
        returning o.id, o.dest, o.kind, o.anchor_key, o.state
      ),
      ${change.unfold ? unfolds(sql) : sql``}
      ${change.asDirect ? makesReader(sql) : sql``}
      posted as (
        insert into anchor (anchor_key, dest, channel, ts, state)
        select d.anchor_key, d.dest, r.channel, r.ts, 'open' from done d, result r
        where d.state = 'sent' and d.kind = 'post' and d.anchor_key is not null and r.ts is not null
        on conflict (anchor_key) do update set
          dest = excluded.dest, channel = excluded.channel, ts = excluded.ts, state = 'open'
      ),
      moved as (
        update anchor a set
          ts = case when r.as_post then null else a.ts end,
          last_edit_at = case when r.as_post then a.last_edit_at else clock_timestamp() end,
          state = case
            when d.state in ('dead', 'printed') and a.ts is null then 'closed' else a.state
          end
        from done d, result r
        where a.anchor_key = d.anchor_key and (
          (d.kind = 'post' and (r.as_post or d.state in ('dead', 'printed')))
          or (d.kind = 'update' and d.state = 'sent')
        )
      ),
      resolved as (
        update destination t set
          channel = case when d.dest ~ '^[UW]' then coalesce(r.channel, t.channel) else t.channel end,
          missed = greatest(0, t.missed - ${change.missed}::int),
          since = case when t.state = 'ok' then null else t.since end
        from done d, result r
        where t.dest = d.dest and d.state = 'sent' and (
          (r.channel is not null and d.dest ~ '^[UW]' and t.channel is distinct from r.channel)
          or (t.state = 'ok' and t.since is not null) or ${change.missed}::int > 0
        )
      )
      select count(*)::int as recorded from done`,
  );
  return answer?.recorded === 1;
}
