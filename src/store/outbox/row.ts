/** How a row of the outbox leaves the database. */

import type { Sql, Statement } from '../pool/db.ts';

/** A moment in whole ms, inside of JSON. */
const ms = (sql: Sql, moment: Statement<object>): Statement<object> =>
  sql`round(extract(epoch from ${moment}) * 1000)::bigint`;

/** What `rowOf` needs of a row `o`, also after `returning`. */
export const rowColumns = (sql: Sql): Statement<object> => sql`
  o.id, o.nonce, o.dest, o.lane, o.kind, o."user", o.anchor_key, o.thread_of, o.thread_ts, o.plain,
  o.content, o.attempts, o.doubts, o.created_at, o.first_attempt_at`;

/** The row `r` as an `OutboxRow` in JSON, beside its conversation `d`, its own and its parent's anchor. */
export const rowOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'id', r.id::text, 'nonce', r.nonce, 'dest', r.dest, 'channel', coalesce(d.channel, r.dest),
    'lane', r.lane, 'kind', r.kind, 'user', r."user", 'anchorKey', r.anchor_key,
    'threadTs', coalesce(parent.ts, r.thread_ts), 'anchorTs', own.ts,
    'plain', r.plain, 'content', r.content, 'attempts', r.attempts, 'doubts', r.doubts,
    'createdAt', ${ms(sql, sql`r.created_at`)}, 'firstAttemptAt', ${ms(sql, sql`r.first_attempt_at`)}
  )`;

/** Joins what `rowOf` reads to a row `r`. */
export const rowJoins = (sql: Sql): Statement<object> => sql`
  left join destination d on d.dest = r.dest
  left join anchor own on own.anchor_key = r.anchor_key
  left join anchor parent on parent.anchor_key = r.thread_of`;
