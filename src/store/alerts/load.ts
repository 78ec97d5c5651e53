/** What the process before left of alerts. */

import type { StoredInstance } from '../../domain/alerts/book.ts';
import type { Episode, Marks } from '../../domain/alerts/episode.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { Silence } from '../../domain/alerts/telling/silence.ts';
import type { StoredAlerts } from '../../ports/alerts/store.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { momentOut, momentOutOrNull } from '../pool/rows.ts';
import type { NoticePayload } from './columns.ts';

const ms = (sql: Sql, column: Statement<object>): Statement<object> =>
  sql`(extract(epoch from ${column}) * 1000)::float8`;

/** Episodes that somebody may still ask about. */
const lately = (sql: Sql): Statement<object> => sql`
  select e.id from alert_episode e
  where e.ended_at is null or e.ended_at > now() - interval '30 minutes' or exists (
    select 1 from alert_notice n where n.episode = e.id and n.state in ('pending', 'sending')
  )`;

const all = <T extends object>(db: Db, name: string, work: (sql: Sql) => Statement<T>) =>
  db.run({ name, repeatable: true }, work);

async function instances(db: Db): Promise<readonly StoredInstance[]> {
  const rows = await all(
    db,
    'alerts.instances',
    (sql) => sql<StoredInstance>`
      select key, rule, labels, state, ${ms(sql, sql`t0`)} as t0, ${ms(sql, sql`tk`)} as tk,
        ${ms(sql, sql`unknown_since`)} as "unknownSince", value, suppression, handling,
        coalesce(${ms(sql, sql`seen_at`)}, 0) as "seenAt"
      from alert_instance where state <> 'inactive' order by key`,
  );
  return rows.map((row) => ({
    ...row,
    t0: momentOutOrNull(row.t0),
    tk: momentOutOrNull(row.tk),
    unknownSince: momentOutOrNull(row.unknownSince),
    seenAt: momentOut(row.seenAt),
  }));
}

async function episodes(db: Db): Promise<readonly Episode[]> {
  const rows = await all(
    db,
    'alerts.episodes',
    (sql) => sql<Omit<Episode, 'marks'> & { readonly marks: Marks | null }>`
      select id::text, key, rule, severity, labels, ${ms(sql, sql`started_at`)} as "startedAt",
        ${ms(sql, sql`ended_at`)} as "endedAt", value, category, reason, trace_id as "traceId",
        acked_by as "ackedBy", ${ms(sql, sql`acked_at`)} as "ackedAt", end_reason as "endReason",
        events, marks
      from alert_episode where id in (${lately(sql)}) and marks is not null
      order by started_at, id`,
  );
  return rows.flatMap(({ marks, ...row }) =>
    marks === null
      ? []
      : {
          ...row,
          marks,
          startedAt: momentOut(row.startedAt),
          endedAt: momentOutOrNull(row.endedAt),
          ackedAt: momentOutOrNull(row.ackedAt),
        },
  );
}

type NoticeColumns = Pick<
  Notice,
  'key' | 'episode' | 'channel' | 'kind' | 'attempts' | 'outbox'
> & {
  readonly state: Notice['state'];
  readonly deliveredAt: number | null;
  readonly payload: NoticePayload;
};

/** What was being sent may have arrived: it is sent again, under the same key. */
async function notices(db: Db): Promise<readonly Notice[]> {
  const rows = await all(
    db,
    'alerts.notices',
    (sql) => sql<NoticeColumns>`
      select n.key, n.episode::text, n.channel, n.kind, n.attempts, o.id::text as outbox,
        case
          when n.state not in ('pending', 'sending') then n.state
          when o.state in ('sent', 'printed') then 'delivered'
          when o.state in ('dead', 'expired') then 'dead'
          else 'pending'
        end as state,
        ${ms(sql, sql`n.delivered_at`)} as "deliveredAt", n.payload
      from alert_notice n left join outbox o
        on o.id = n.outbox or (n.outbox is null and o.dedupe_key = n.key)
      where n.episode in (${lately(sql)})
      order by n.created_at, n.key`,
  );
  return rows.map(({ payload, deliveredAt, attempts, state, ...row }) => ({
    ...row,
    ...payload,
    state,
    attempts: state === 'pending' && row.outbox === null ? Math.max(1, attempts) : attempts,
    deliveredAt: momentOutOrNull(deliveredAt),
  }));
}

const silences = (db: Db): Promise<readonly Silence[]> =>
  all(
    db,
    'alerts.silences',
    (sql) => sql<Silence>`
      select id::text, match, author, reason, ${ms(sql, sql`from_at`)} as "fromAt",
        ${ms(sql, sql`until_at`)} as "untilAt", ended_by as "endedBy"
      from silence where until_at > now() and ended_by is null order by id`,
  );

const anchors = (db: Db): Promise<StoredAlerts['anchors']> =>
  all(
    db,
    'alerts.anchors',
    (sql) => sql<StoredAlerts['anchors'][number]>`
      select anchor_key as "anchorKey", channel, ts from anchor
      where ts is not null
        and anchor_key in (select 'alert:' || l.id::text from (${lately(sql)}) l)
      order by anchor_key`,
  );

/** Reads it, one after the other: whoever reads it leads, so nobody else writes. */
export async function loadAlerts(db: Db): Promise<StoredAlerts> {
  return {
    instances: await instances(db),
    episodes: await episodes(db),
    notices: await notices(db),
    anchors: [...(await anchors(db))],
    silences: (await silences(db)).map((one) => ({
      ...one,
      fromAt: momentOut(one.fromAt),
      untilAt: momentOut(one.untilAt),
    })),
  };
}
