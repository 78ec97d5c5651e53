import type { OutboxDraft } from '../../../domain/delivery/outbox.ts';
import { stagedMessage } from '../../../domain/papers/staged.ts';
import type { Rescue } from '../../../ports/delivery.ts';
import type { Db } from '../../pool/db.ts';
import { rowsIn } from '../../pool/rows.ts';
import { lifetime, messageColumns, messageValues } from '../messages.ts';

/** What went past the database, one row for each draft; a place that was taken counts as sent. */
const rowsOf = ({ draft, before, nonce, state, channel, ts, attempts }: Rescue): object[] => {
  const given = { state, channel, ts, attempts };
  const row = (one: OutboxDraft) => stagedMessage(one, 0);
  return [
    ...(state === 'sent' ? before.map((one) => ({ ...row(one), ...given, nonce: null })) : []),
    { ...row(draft), ...given, nonce },
  ];
};

/**
 * Writes what went past the database. A row that is there already and was not sent yet learns
 * that it was; the anchor learns where its message is.
 */
export async function adopt(db: Db, rescues: readonly Rescue[]): Promise<void> {
  const rows = rescues.flatMap(rowsOf).map((row, ord) => ({ ...row, ord }));
  if (rows.length === 0) return;
  await db.run(
    { name: 'outbox.adopt', repeatable: true },
    (sql) => sql`
      with n as materialized (
        select ${messageValues(sql)}, s.nonce, s.state, s.channel, s.ts, s.attempts
        from json_to_recordset(${rowsIn(rows)}::text::json) as s(
          ${messageColumns(sql)}, nonce uuid, state text, channel text, ts text, attempts int)
      ),
      told as (
        insert into announced (dedupe_key, at) select distinct dedupe_key, now() from n
        on conflict do nothing
      ),
      known_dest as (
        insert into destination (dest, state) select distinct dest, 'ok' from n
        on conflict do nothing
      ),
      known_anchor as (
        insert into anchor as a (anchor_key, dest, channel, ts, state)
        select distinct on (anchor_key) anchor_key, dest, channel, ts, 'open' from n
        where anchor_key is not null order by anchor_key, ts is null, ord desc
        on conflict (anchor_key) do update set
          dest = excluded.dest, channel = coalesce(excluded.channel, a.channel),
          ts = coalesce(excluded.ts, a.ts), state = 'open'
      )
      insert into outbox as o (dedupe_key, dest, lane, kind, "user", anchor_key, thread_of,
        thread_ts, foldable, content, nonce, state, attempts, doubts, not_before, expires_at,
        created_at, first_attempt_at, last_attempt_at, sent_at, channel, ts)
      select n.dedupe_key, n.dest, n.lane, n.kind, n."user", n.anchor_key, n.thread_of, n.thread_ts,
        false, n.content, coalesce(n.nonce, gen_random_uuid()), n.state, n.attempts,
        case when n.state = 'ambiguous' then 1 else 0 end,
        case when n.state = 'ambiguous' then now() + interval '3 seconds' end,
        now() + ${lifetime(sql, sql`n`)}, now(), now(), now(),
        case when n.state = 'sent' then now() end, n.channel, n.ts
      from n order by n.ord
      on conflict (dedupe_key) do update set
        state = 'sent', sent_at = excluded.sent_at, channel = excluded.channel, ts = excluded.ts
      where excluded.state = 'sent' and o.state in ('pending', 'parked', 'dead', 'ambiguous')`,
  );
}
