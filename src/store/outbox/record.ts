/** What became of a row, as a fact. */

import type { OutboxRow, OutboxState } from '../../domain/delivery/outbox.ts';
import type { RowResult } from '../../domain/delivery/result.ts';
import type { FailureRecord } from '../../domain/health/failure.ts';
import type { Db } from '../pool/db.ts';

/** A result as the columns that it moves; the same for every store. */
export interface RowChange {
  readonly state: OutboxState;
  readonly notBefore: number | null;
  readonly giveBackAttempt: boolean;
  readonly plain: boolean;
  readonly possibleDuplicate: boolean;
  readonly asPost: boolean;
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
  channel: null,
  ts: null,
  failure: null,
} as const;

/** Reads a result. */
export function changeOf(result: RowResult): RowChange {
  switch (result.type) {
    case 'sent':
      return { ...still, state: 'sent', channel: result.channel, ts: result.ts };
    case 'printed':
      return { ...still, state: 'printed' };
    case 'pending': {
      const { type, plain = false, possibleDuplicate = false, asPost = false, ...rest } = result;
      return { ...still, ...rest, state: type, plain, possibleDuplicate, asPost };
    }
    case 'ambiguous':
    case 'parked': {
      const { type, failure, notBefore = null } = result;
      return { ...still, state: type, failure, notBefore };
    }
    case 'dead':
      return { ...still, state: 'dead', failure: result.failure };
  }
}

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
        ${change.asPost}::boolean as as_post
      ),
      done as (
        update outbox o set
          state = result.state, claim = null, lease_until = null, not_before = result.not_before,
          attempts = o.attempts - case when ${change.giveBackAttempt}::boolean then 1 else 0 end,
          doubts = o.doubts
            + case when result.state = 'ambiguous' and o.state = 'inflight' then 1 else 0 end,
          plain = o.plain or ${change.plain}::boolean,
          possible_duplicate = o.possible_duplicate or ${change.possibleDuplicate}::boolean,
          kind = case when as_post then 'post' else o.kind end,
          anchor_key = case when as_post then coalesce(o.thread_of, o.anchor_key) else o.anchor_key end,
          thread_of = case when not as_post then o.thread_of end,
          thread_ts = case when not as_post then o.thread_ts end,
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
        returning o.dest, o.kind, o.anchor_key, o.state
      ),
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
        update destination t set channel = r.channel from done d, result r
        where t.dest = d.dest and d.state = 'sent' and r.channel is not null
          and d.dest ~ '^[UW]' and t.channel is distinct from r.channel
      )
      select count(*)::int as recorded from done`,
  );
  return answer?.recorded === 1;
}
