/** Notifications that wait for their moment. */

import { stagedMessage } from '../../domain/papers/staged.ts';
import type { HeldFor, Waiting } from '../../domain/people/release.ts';
import type { Due, Held, ReleasePlan } from '../../ports/held.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import { fenceOf } from '../fence.ts';
import { messageColumns, messageValues, writeMessages } from '../outbox/messages.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';
import { settingsOf } from './settings.ts';

const ms = (sql: Sql, moment: Statement<object>): Statement<object> =>
  sql`round(extract(epoch from ${moment}) * 1000)::bigint`;

/** What is held for a recipient `r` and due. */
const items = (sql: Sql): Statement<object> => sql`
  select jsonb_agg(jsonb_build_object(
    'seq', e.seq::text, 'kind', e.kind, 'key', e.key, 'dedupe', e.dedupe, 'facts', e.facts,
    'reasons', n.reasons, 'delivery', n.delivery, 'at', ${ms(sql, sql`e.at`)},
    'mailingAt', ${ms(
      sql,
      sql`(select min(m.at) from events m where m.kind = 'mailing.posted' and m.at >= e.at)`,
    )}
  ) order by e.seq)
  from notifications n join events e on e.seq = n.event
  where n.recipient = r.id and n.state = 'held' and n.due_at <= now()`;

async function due(db: Db, epoch: Epoch, limit: number): Promise<Committed<Due>> {
  const [row] = await db.run(
    { name: 'held.due', repeatable: true },
    (sql) => sql<{ fenced: boolean; held: readonly HeldFor[]; waiting: readonly Waiting[] }>`
      with ${fenceOf(sql, epoch)},
      first as materialized (
        select recipient, min(due_at) as due_at from notifications
        where state = 'held' and due_at <= now()
        group by recipient order by min(due_at) limit ${limit}::int
      ),
      person as materialized (
        select first.due_at, jsonb_build_object(
          'id', r.id::text, 'slackId', r.slack_id, 'kind', r.kind, 'settings', ${settingsOf(sql)},
          'items', (${items(sql)})
        ) as held
        from first join recipients r on r.id = first.recipient
      ),
      quiet as materialized (
        select r.slack_id, jsonb_build_object(
          'slackId', r.slack_id, 'settings', ${settingsOf(sql)}
        ) as waiting
        from recipients r
        where (r.quiet is not null or r.muted_until > now()) and exists (
          select 1 from outbox o
          where o.dest = r.slack_id and o.state = 'pending' and o.lane in (2, 3)
            and o.kind = 'post' and o.attempts = 0 and (o.not_before is null or o.not_before <= now())
        )
      )
      select not exists (select 1 from fence) as fenced,
        coalesce((select jsonb_agg(held order by due_at) from person), '[]'::jsonb) as held,
        coalesce((select jsonb_agg(waiting order by slack_id) from quiet), '[]'::jsonb) as waiting`,
  );
  if (row === undefined || row.fenced) return { type: 'fenced' };
  return { type: 'done', value: { held: row.held, waiting: row.waiting } };
}

/** Locks what is still held, counts it for each message, and writes only messages that are whole. */
const release = (sql: Sql, epoch: Epoch, { items: all, messages, holds }: ReleasePlan) => sql<{
  held: boolean;
  messages: number;
}>`
  with ${fenceOf(sql, epoch)},
  item as materialized (
    select x.recipient, x.event, x.message, to_timestamp(x."dueAt" / 1000) as due_at
    from json_to_recordset(${rowsIn(all)}::text::json) as x(
      recipient bigint, event bigint, message text, "dueAt" float8
    )
  ),
  locked as materialized (
    select n.recipient, n.event from notifications n
    where n.state = 'held' and (n.recipient, n.event) in (select recipient, event from item)
      and exists (select 1 from fence)
    order by n.recipient, n.event for update
  ),
  counted as materialized (
    select i.message from item i
    left join locked l on l.recipient = i.recipient and l.event = i.event
    where i.message is not null
    group by i.message having count(*) = count(l.event)
  ),
  staged as materialized (
    select ${messageValues(sql)}
    from json_to_recordset(${rowsIn(messages.map(stagedMessage))}::text::json)
      as s(${messageColumns(sql)})
    where s.dedupe_key in (select message from counted)
      or s.thread_of in (select message from counted)
  ), ${writeMessages(sql)},
  gone as (
    update notifications n set due_at = null, outbox = w.id,
      state = case when w.id is null then 'told' else 'queued' end
    from item i join locked l on l.recipient = i.recipient and l.event = i.event
      left join written w on w.dedupe_key = i.message
    where n.recipient = i.recipient and n.event = i.event and i.due_at is null
      and (i.message is null or i.message in (select message from counted))
  ),
  later as (
    update notifications n set due_at = i.due_at
    from item i join locked l on l.recipient = i.recipient and l.event = i.event
    where n.recipient = i.recipient and n.event = i.event and i.due_at is not null
  ),
  quiet as (
    update outbox o set not_before = x.until, expires_at = greatest(o.expires_at, x.until + interval '14 days')
    from (
      select h."slackId" as dest, to_timestamp(h.until / 1000) as until
      from json_to_recordset(${rowsIn(holds)}::text::json) as h("slackId" text, until float8)
    ) x
    where o.dest = x.dest and o.state = 'pending' and o.lane in (2, 3) and o.attempts = 0
      and o.kind = 'post'
      and exists (select 1 from fence)
  )
  select exists (select 1 from fence) as held, (select count(*)::int from written) as messages`;

/** Held notifications in PostgreSQL. */
export const createHeld = (db: Db): Held => ({
  due: (epoch, limit) => due(db, epoch, limit),
  async release(epoch, plan) {
    const [row] = await db.run({ name: 'held.release', repeatable: true }, (sql) =>
      release(sql, epoch, plan),
    );
    if (row?.held !== true) return { type: 'fenced' };
    return { type: 'done', value: { messages: row.messages } };
  },
  async settle() {
    await db.run(
      { name: 'held.settle', repeatable: true },
      (sql) => sql`
        update notifications n set state =
          case when o.state in ('dead', 'expired') then 'expired' else 'told' end
        from outbox o
        where n.state = 'queued' and o.id = n.outbox
          and o.state in ('sent', 'printed', 'folded', 'dead', 'expired')`,
    );
  },
});
