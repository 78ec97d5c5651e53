import type { AlertCommit, Outcome } from '../../domain/alerts/book.ts';
import { stagedMessage } from '../../domain/papers/staged.ts';
import type { AlertStore, NoticeRow } from '../../ports/alerts/store.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import { fenceOf } from '../fence.ts';
import { messageColumns, messageValues, writeMessages } from '../outbox/messages.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn, rowsIn } from '../pool/rows.ts';
import { episodeColumns, eventColumns, instanceColumns, noticeColumns } from './columns.ts';
import { createHandovers } from './handovers.ts';
import { loadAlerts } from './load.ts';

const at = (sql: Sql, column: Statement<object>): Statement<object> =>
  sql`to_timestamp(${column} / 1000)`;

const writeInstances = (sql: Sql, { instances }: AlertCommit) => sql`
  instance as (
    insert into alert_instance (key, rule, labels, state, t0, tk, unknown_since, value, suppression,
      handling, seen_at)
    select i.key, i.rule, i.labels, i.state, ${at(sql, sql`i.t0`)}, ${at(sql, sql`i.tk`)},
      ${at(sql, sql`i.unknown_since`)}, i.value, i.suppression, i.handling, ${at(sql, sql`i.seen_at`)}
    from json_to_recordset(${rowsIn(instances.map(instanceColumns))}::text::json) as i(key text,
      rule text, labels jsonb, state text, t0 float8, tk float8, unknown_since float8, value jsonb,
      suppression text, handling text, seen_at float8)
    where exists (select 1 from fence)
    on conflict (key) do update set rule = excluded.rule, labels = excluded.labels,
      state = excluded.state, t0 = excluded.t0, tk = excluded.tk,
      unknown_since = excluded.unknown_since, value = excluded.value,
      suppression = excluded.suppression, handling = excluded.handling, seen_at = excluded.seen_at
  )`;

const writeEpisodes = (sql: Sql, { episodes, events }: AlertCommit) => sql`
  episode as (
    insert into alert_episode (id, key, rule, severity, labels, started_at, ended_at, value,
      category, reason, trace_id, acked_by, acked_at, end_reason, events, marks)
    select e.id, e.key, e.rule, e.severity, e.labels, ${at(sql, sql`e.started_at`)},
      ${at(sql, sql`e.ended_at`)}, e.value, e.category, e.reason, e.trace_id, e.acked_by,
      ${at(sql, sql`e.acked_at`)}, e.end_reason, e.events, e.marks
    from json_to_recordset(${rowsIn(episodes.map(episodeColumns))}::text::json) as e(id uuid,
      key text, rule text, severity text, labels jsonb, started_at float8, ended_at float8,
      value jsonb, category text, reason text, trace_id text, acked_by text, acked_at float8,
      end_reason text, events int, marks jsonb)
    where exists (select 1 from fence)
    order by e.ended_at nulls last
    on conflict (id) do update set ended_at = excluded.ended_at, value = excluded.value,
      acked_by = excluded.acked_by, acked_at = excluded.acked_at, end_reason = excluded.end_reason,
      events = excluded.events, marks = excluded.marks
  ),
  event as (
    insert into alert_event (episode, number, at, transition, who, reason)
    select v.episode, v.number, ${at(sql, sql`v.at`)}, v.transition, v.who, v.reason
    from json_to_recordset(${rowsIn(events.map(eventColumns))}::text::json) as v(episode uuid,
      number int, at float8, transition text, who text, reason text)
    where exists (select 1 from fence)
    order by v.at, v.number
    on conflict (episode, number) do nothing
  )`;

/** The row of the queue is looked up where it was written by an earlier try of the same commit. */
const writeNotices = (sql: Sql, { notices, rows }: AlertCommit) => sql`
  shown as materialized (
    select t.notice, coalesce(w.id, o.id) as id
    from json_to_recordset(${rowsIn(rows.map(({ notice, draft }) => ({ notice, dedupe: draft.dedupeKey })))}::text::json)
      as t(notice text, dedupe text)
    left join written w on w.dedupe_key = t.dedupe
    left join outbox o on o.dedupe_key = t.dedupe
    where t.notice is not null
  ),
  notice as (
    insert into alert_notice (key, episode, channel, kind, payload, state, attempts, outbox,
      created_at, delivered_at)
    select n.key, n.episode, n.channel, n.kind, n.payload, n.state, n.attempts, s.id,
      ${at(sql, sql`n.created_at`)}, ${at(sql, sql`n.delivered_at`)}
    from json_to_recordset(${rowsIn(notices.map(noticeColumns))}::text::json) as n(key text,
      episode uuid, channel text, kind text, payload jsonb, state text, attempts int,
      created_at float8, delivered_at float8)
    left join shown s on s.notice = n.key
    where exists (select 1 from fence)
    on conflict (key) do update set state = excluded.state, attempts = excluded.attempts,
      payload = excluded.payload, delivered_at = excluded.delivered_at,
      outbox = coalesce(alert_notice.outbox, excluded.outbox)
    where alert_notice.state <> 'delivered'
  )`;

const statement = (sql: Sql, epoch: Epoch, commit: AlertCommit) => sql<{
  readonly held: boolean;
  readonly rows: readonly NoticeRow[];
}>`
  with ${fenceOf(sql, epoch)}, ${writeInstances(sql, commit)}, ${writeEpisodes(sql, commit)},
  staged as materialized (
    select ${messageValues(sql)}
    from json_to_recordset(${rowsIn(commit.rows.map(({ draft }, n) => stagedMessage(draft, n)))}::text::json)
      as s(${messageColumns(sql)})
    where exists (select 1 from fence)
  ), ${writeMessages(sql)}, ${writeNotices(sql, commit)}
  select exists (select 1 from fence) as held, coalesce(
    (select json_agg(json_build_object('notice', notice, 'outbox', id::text)) from shown where id is not null),
    '[]'
  ) as rows`;

async function commit(
  db: Db,
  epoch: Epoch,
  work: AlertCommit,
): Promise<Committed<readonly NoticeRow[]>> {
  const [answer] = await db.run({ name: 'alerts.commit', repeatable: true }, (sql) =>
    statement(sql, epoch, work),
  );
  return answer?.held === true ? { type: 'done', value: answer.rows } : { type: 'fenced' };
}

/** Alerts in PostgreSQL: one statement for a look with all that it changed. */
export const createAlerts = (db: Db): AlertStore => ({
  load: () => loadAlerts(db),
  commit: (epoch, work) => commit(db, epoch, work),
  async rowEnds(notices) {
    const rows = await db.run(
      { name: 'alerts.row_ends', repeatable: true },
      (sql) => sql<Outcome>`
        select dedupe_key as notice,
          case when state in ('sent', 'printed') then 'delivered' else 'dead' end as state
        from outbox
        where dedupe_key in (
            select value from json_array_elements_text(${jsonIn(notices)}::text::json)
          ) and state in ('sent', 'printed', 'dead', 'expired')`,
    );
    return rows.map(({ notice, state }) => ({ notice, state }));
  },
  ...createHandovers(db),
  async silence({ match, author, reason, fromAt, untilAt, endedBy }) {
    const [row] = await db.run(
      { name: 'alerts.silence', repeatable: false },
      (sql) => sql<{ readonly id: string }>`
        insert into silence (match, author, reason, from_at, until_at, ended_by)
        values (${jsonIn(match)}::text::jsonb, ${author}, ${reason},
          to_timestamp(${fromAt}::float8 / 1000), to_timestamp(${untilAt}::float8 / 1000), ${endedBy})
        returning id::text`,
    );
    return row?.id ?? '';
  },
  async endSilence(id, by) {
    const rows = await db.run(
      { name: 'alerts.silence_ended', repeatable: true },
      (sql) => sql`
        update silence set ended_by = ${by}
        where id = ${id}::bigint and ended_by is null and until_at > now() returning id`,
    );
    return rows.length > 0;
  },
});
