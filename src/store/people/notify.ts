/** What a commit tells people: notifications of its new events, and the messages that hold them. */

import { messageColumns, messageValues, writeMessages } from '../outbox/messages.ts';
import type { Sql, Statement } from '../pool/db.ts';

/**
 * CTEs behind `part` (staged parts) and `told_event` (the new events: seq, kind, dedupe), for the
 * commit of a poll and of a cycle alike. `notified` has a row for each notification, `written`
 * one for each message.
 *
 * A notification is written only where its event is new and later than its watch. Who was
 * forgotten meanwhile gets neither notification nor message; who is here stays to the end of the
 * statement. With a mailing, what waits for one is due to be looked at.
 */
export const writeNews = (sql: Sql): Statement<object> => sql`
  note as materialized (
    select x.recipient, x.event, x.reasons, x.delivery, x.after, x.message,
      to_timestamp(x.due_at / 1000) as due_at
    from part, json_to_recordset(part.body) as x(
      recipient bigint, event text, reasons jsonb, delivery text, after bigint, message text,
      due_at float8
    )
    where part.kind = 'notifications'
  ),
  alive as materialized (
    select id from recipients where id in (select recipient from note) order by id for key share
  ),
  unread as materialized (
    select distinct message from note
    where message is not null and recipient not in (select id from alive)
  ),
  staged as materialized (
    select ${messageValues(sql)}
    from part, json_to_recordset(part.body) as s(${messageColumns(sql)})
    where part.kind = 'outbox' and s.dedupe_key not in (select message from unread)
      and (s.thread_of is null or s.thread_of not in (select message from unread))
  ), ${writeMessages(sql)},
  notified as (
    insert into notifications (recipient, event, reasons, delivery, state, due_at, outbox)
    select n.recipient, e.seq, n.reasons, n.delivery,
      case when n.message is null then 'held' when w.id is null then 'told' else 'queued' end,
      n.due_at, w.id
    from note n
    join told_event e on e.dedupe = n.event and e.seq > n.after
    join alive a on a.id = n.recipient
    left join written w on w.dedupe_key = n.message
    order by n.recipient, e.seq
    on conflict (recipient, event) do nothing returning event
  ),
  awaited as (
    update notifications n set due_at = now() from recipients r
    where r.id = n.recipient and n.state = 'held' and coalesce(n.delivery, r.delivery) = 'mailing'
      and exists (select 1 from told_event where kind = 'mailing.posted')
  )`;
