/** How a row of the outbox leaves the database. */

import { foldAfterMs, foldAtLeast, lateAfterMs } from '../../domain/delivery/lanes.ts';
import type { Sql, Statement } from '../pool/db.ts';

/** A moment in whole ms, inside of JSON. */
const ms = (sql: Sql, moment: Statement<object>): Statement<object> =>
  sql`round(extract(epoch from ${moment}) * 1000)::bigint`;

/** What `rowOf` needs of a row `o`, also after `returning`. */
export const rowColumns = (sql: Sql): Statement<object> => sql`
  o.id, o.nonce, o.dest, o.lane, o.kind, o."user", o.anchor_key, o.thread_of, o.thread_ts, o.plain,
  o.foldable, o.content, o.attempts, o.doubts, o.created_at, o.first_attempt_at`;

/** A record `c` of the outbox that may be told together with others. */
export const isFoldable = (sql: Sql): Statement<object> => sql`
  c.foldable and c.attempts = 0 and c.kind = 'post' and c.anchor_key is null
  and c.thread_of is null and c.thread_ts is null
  and (c.not_before is null or c.not_before <= clock_timestamp())`;

/**
 * Whether a claimed row `o` should take others with it: many wait behind it, or it waited long. News
 * that come late are a digest even of one.
 */
export const folds = (sql: Sql): Statement<object> => sql`
  o.foldable and o.attempts = 1 and o.kind = 'post' and o.lane >= 2 and o.anchor_key is null
  and o.thread_of is null and o.thread_ts is null and (
    (o.lane = 2 and o.created_at < clock_timestamp() - ${lateAfterMs}::float8 * interval '1 millisecond')
    or exists (
    select 1 from (
      select c.id from outbox c
      where c.state = 'pending' and c.dest = o.dest and c.lane = o.lane and c.id > o.id
        and ${isFoldable(sql)}
      order by c.dest, c.lane, c.id offset case
        when o.created_at < clock_timestamp() - ${foldAfterMs}::float8 * interval '1 millisecond'
        then 0 else ${foldAtLeast - 2}::int
      end limit 1
    ) behind
  ))`;

/**
 * The row `r` as an `OutboxRow` in JSON. What belongs to it is looked up one by one, never joined:
 * there are few rows, and many conversations and anchors.
 */
export const rowOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'id', r.id::text, 'nonce', r.nonce, 'dest', r.dest,
    'channel', coalesce((select channel from destination where dest = r.dest), r.dest),
    'lane', r.lane, 'kind', r.kind, 'user', r."user", 'anchorKey', r.anchor_key,
    'threadTs', coalesce((select ts from anchor where anchor_key = r.thread_of), r.thread_ts),
    'anchorTs', (select ts from anchor where anchor_key = r.anchor_key),
    'plain', r.plain, 'content', r.content, 'attempts', r.attempts, 'doubts', r.doubts,
    'folds', r.folds,
    'missed', case when r.kind = 'post' and r.lane > 0
      then coalesce((select missed from destination where dest = r.dest), 0) else 0 end,
    'createdAt', ${ms(sql, sql`r.created_at`)}, 'firstAttemptAt', ${ms(sql, sql`r.first_attempt_at`)}
  )`;
