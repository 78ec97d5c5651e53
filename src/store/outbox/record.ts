/** What became of a row, as a fact. */

import type { OutboxRow, OutboxState } from '../../domain/delivery/outbox.ts';
import type { RowResult } from '../../domain/delivery/result.ts';
import type { FailureRecord } from '../../domain/health/failure.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';

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
        ...still,
        state: 'sent',
        missed: result.missed ?? 0,
        channel: result.channel,
        ts: result.ts,
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
    from done d join result r on r.id = d.id
    where r.unfold and c.folded_into = d.id and c.state = 'folded' and c.kind = 'post'
  ),`;

/** The reader of an ephemeral message becomes a conversation. */
const makesReader = (sql: Sql): Statement<object> => sql`
  reader as (
    insert into destination (dest, state)
    select d.dest, 'ok' from done d join result r on r.id = d.id where r.as_direct
    on conflict do nothing
  ),`;

/** What became of a row, to be stored. */
export interface Recorded {
  readonly row: Pick<OutboxRow, 'id' | 'nonce'>;
  readonly result: RowResult;
}

/** One result is one row of values; its plan knows that it is one, and reads nothing but its row. */
const resultOf = (sql: Sql, { row, result }: Recorded): Statement<object> => {
  const change = changeOf(result);
  const { failure } = change;
  return sql`
    select ${row.id}::bigint as id, ${row.nonce}::uuid as nonce,
      ${change.state}::text as state, ${change.channel}::text as channel, ${change.ts}::text as ts,
      to_timestamp(${change.notBefore}::float8 / 1000) as not_before,
      ${change.giveBackAttempt}::boolean as gives_back, ${change.plain}::boolean as plain,
      ${change.possibleDuplicate}::boolean as possible, ${change.asPost}::boolean as as_post,
      ${change.asDirect}::boolean as as_direct, ${change.unfold}::boolean as unfold,
      ${change.missed}::int as missed, ${failure?.category ?? null}::text as category,
      ${failure?.reason ?? null}::text as reason, ${detailOf(failure)}::text as detail`;
};

const valuesOf = ({ row, result }: Recorded): object => {
  const change = changeOf(result);
  const { failure } = change;
  return {
    id: row.id,
    nonce: row.nonce,
    state: change.state,
    channel: change.channel,
    ts: change.ts,
    not_before: change.notBefore,
    gives_back: change.giveBackAttempt,
    plain: change.plain,
    possible: change.possibleDuplicate,
    as_post: change.asPost,
    as_direct: change.asDirect,
    unfold: change.unfold,
    missed: change.missed,
    category: failure?.category ?? null,
    reason: failure?.reason ?? null,
    detail: detailOf(failure),
  };
};

const resultsOf = (sql: Sql, all: readonly Recorded[]): Statement<object> => sql`
  select id, nonce, state, channel, ts, to_timestamp(not_before / 1000) as not_before, gives_back,
    plain, possible, as_post, as_direct, unfold, missed, category, reason, detail
  from json_to_recordset(${rowsIn(all.map(valuesOf))}::text::json) as x(
    id bigint, nonce uuid, state text, channel text, ts text, not_before float8,
    gives_back boolean, plain boolean, possible boolean, as_post boolean, as_direct boolean,
    unfold boolean, missed int, category text, reason text, detail text)`;

/**
 * Stores what became of rows, by id and nonce and without a fence: what Slack did is a fact. A
 * row that waits again meanwhile still takes `sent`. Replies no longer wait for a post that is
 * dead or was only printed. Gives the ids of those that had not ended already. No two of them may
 * be of one conversation: they would move the same rows beside it.
 */
export async function recordAll(
  db: Db,
  all: readonly [Recorded, ...Recorded[]],
): Promise<ReadonlySet<string>> {
  const [first, ...more] = all;
  const some = (is: (result: RowChange) => boolean): boolean =>
    all.some(({ result }) => is(changeOf(result)));
  const rows = await db.run(
    { name: 'outbox.record', repeatable: true },
    (sql) => sql<{ id: string }>`
      with result as materialized (
        ${more.length === 0 ? resultOf(sql, first) : resultsOf(sql, all)}
      ),
      done as (
        update outbox o set
          state = r.state, claim = null, lease_until = null, not_before = r.not_before,
          attempts = case
            when r.unfold then 0 else o.attempts - case when r.gives_back then 1 else 0 end
          end,
          doubts = o.doubts
            + case when r.state = 'ambiguous' and o.state = 'inflight' then 1 else 0 end,
          plain = (o.plain or r.plain) and not r.unfold,
          foldable = o.foldable and not r.unfold,
          nonce = case when r.unfold then gen_random_uuid() else o.nonce end,
          content = case
            when r.unfold then o.content->'parts'->0
            when r.as_post and o.kind = 'update' then o.content || '{"anew": true}'
            else o.content
          end,
          dest = case when r.as_direct then o."user" else o.dest end,
          possible_duplicate = o.possible_duplicate or r.possible,
          kind = case when r.as_post or r.as_direct then 'post' else o.kind end,
          anchor_key = case
            when r.as_post then coalesce(o.thread_of, o.anchor_key) else o.anchor_key
          end,
          thread_of = case when not (r.as_post or r.as_direct) then o.thread_of end,
          thread_ts = case when not (r.as_post or r.as_direct) then o.thread_ts end,
          channel = coalesce(r.channel, o.channel), ts = coalesce(r.ts, o.ts),
          sent_at = case when r.state in ('sent', 'printed') then clock_timestamp() end,
          failure_category = coalesce(r.category, o.failure_category),
          failure_reason = coalesce(r.reason, o.failure_reason),
          failure_detail = coalesce(r.detail, o.failure_detail)
        from result r
        where o.id = r.id and o.nonce = r.nonce and (
          o.state in ('inflight', 'ambiguous')
          or (r.state = 'sent' and o.state in ('pending', 'parked'))
        )
        returning o.id, o.dest, o.kind, o.anchor_key, o.state
      ),
      ${some(({ unfold }) => unfold) ? unfolds(sql) : sql``}
      ${some(({ asDirect }) => asDirect) ? makesReader(sql) : sql``}
      posted as (
        insert into anchor (anchor_key, dest, channel, ts, state)
        select d.anchor_key, d.dest, r.channel, r.ts, 'open' from done d join result r on r.id = d.id
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
        from done d join result r on r.id = d.id
        where a.anchor_key = d.anchor_key and (
          (d.kind = 'post' and (r.as_post or d.state in ('dead', 'printed')))
          or (d.kind = 'update' and d.state = 'sent')
        )
      ),
      resolved as (
        update destination t set
          channel = case when d.dest ~ '^[UW]' then coalesce(r.channel, t.channel) else t.channel end,
          missed = greatest(0, t.missed - r.missed),
          since = case when t.state = 'ok' then null else t.since end
        from done d join result r on r.id = d.id
        where t.dest = d.dest and d.state = 'sent' and (
          (r.channel is not null and d.dest ~ '^[UW]' and t.channel is distinct from r.channel)
          or (t.state = 'ok' and t.since is not null) or r.missed > 0
        )
      )
      select id::text as id from done`,
  );
  return new Set(rows.map(({ id }) => id));
}
