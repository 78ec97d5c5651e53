/** A cycle of the prober on its way: written down when it begins, and whole when it ends. */

import type { CycleEnd, CycleMark } from '../../ports/drafts.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import { fenceOf } from '../fence.ts';
import { writeEvents } from '../papers/rows.ts';
import { writeNews } from '../people/notify.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn, storableJson } from '../pool/rows.ts';
import { writeDraftRows, writeProbes } from './rows.ts';

/** Until a cycle has ended nobody knows that it will. */
const UNDER_WAY = 'INTERRUPTED';

/** What a cycle is about to ask, before it asks: a killed process asks nothing twice. */
export async function mark(bulk: Db, epoch: Epoch, cycle: CycleMark): Promise<Committed<null>> {
  const [answer] = await bulk.run(
    { name: 'drafts.mark', repeatable: true },
    (sql) => sql<{ held: boolean }>`
      with ${fenceOf(sql, epoch)}, ${writeProbes(sql, cycle.rows, sql`fence`)},
      ran as (
        insert into cycle_run as r (id, kind, cycle, started, ended, result, requests, counts)
        select ${cycle.id}::uuid, 'probe', ${cycle.cycle}::bigint,
          to_timestamp(${cycle.startedAt}::float8 / 1000), now(), ${UNDER_WAY},
          ${cycle.requests}::int, '{}' from fence
        on conflict (id) do update set requests = excluded.requests, ended = excluded.ended
          where r.result = ${UNDER_WAY}
      ),
      state as (
        insert into source_state as s (source, last_attempt, cycle)
        select 'drafts', now(), ${cycle.cycle}::bigint from fence
        on conflict (source) do update set last_attempt = excluded.last_attempt,
          cycle = excluded.cycle where s.cycle < excluded.cycle
      )
      select exists (select 1 from fence) as held`,
  );
  return answer?.held === true ? { type: 'done', value: null } : { type: 'fenced' };
}

/** What a commit wrote. */
interface Written {
  readonly events: number;
  readonly messages: number;
}

interface Answer extends Written {
  readonly held: boolean;
  readonly open: boolean;
}

const state = (sql: Sql, end: CycleEnd): Statement<object> => {
  const { facts, failure, rate, memory } = end;
  const good = facts.result !== 'FAILED';
  return sql`
    state as (
      insert into source_state as s (source, last_attempt, last_success, last_content_change,
        consecutive_failures, last_error, rate, memory, cycle)
      select 'drafts', now(), case when ${good}::boolean then now() end,
        case when ${facts.result === 'OK'}::boolean then now() end,
        case when ${good}::boolean then 0 else 1 end,
        case when not ${good}::boolean then ${jsonIn(failure)}::text::jsonb end,
        ${rate}::float8, ${jsonIn(memory)}::text::jsonb, ${end.cycle}::bigint
      from open
      on conflict (source) do update set
        last_success = coalesce(excluded.last_success, s.last_success),
        last_content_change = coalesce(excluded.last_content_change, s.last_content_change),
        consecutive_failures = case when ${good}::boolean then 0
          else s.consecutive_failures + 1 end,
        last_error = case when ${good}::boolean then s.last_error else excluded.last_error end,
        rate = excluded.rate, memory = excluded.memory, cycle = excluded.cycle
    )`;
};

const ran = (sql: Sql, end: CycleEnd): Statement<object> => sql`
  counted as materialized (
    select (select count(*)::int from told_event) as events,
      (select count(*)::int from written) as messages
  ),
  ran as (
    insert into cycle_run as r (id, kind, cycle, started, ended, result, requests, counts,
      failure_category, failure_reason)
    select ${end.id}::uuid, 'probe', ${end.cycle}::bigint,
      to_timestamp(${end.startedAt}::float8 / 1000), clock_timestamp(), ${end.facts.result},
      ${end.requests}::int, ${jsonIn(end.facts)}::text::jsonb
        || jsonb_build_object('events', events, 'messages', messages),
      ${end.failure?.category ?? null}, ${end.failure?.reason ?? null}
    from open, counted
    on conflict (id) do update set ended = excluded.ended, result = excluded.result,
      requests = excluded.requests, counts = excluded.counts,
      failure_category = excluded.failure_category, failure_reason = excluded.failure_reason
      where r.result = ${UNDER_WAY}
  )`;

/** Parts as they would lie in `stage`; their bodies are JSON already. */
const partsIn = (parts: CycleEnd['parts']): string =>
  storableJson(`[${parts.map(({ kind, body }) => `{"kind":"${kind}","body":${body}}`).join(',')}]`);

const statement = (sql: Sql, epoch: Epoch, end: CycleEnd): Statement<Answer> => sql<Answer>`
  with ${fenceOf(sql, epoch)},
  open as materialized (
    select 1 from fence where not exists (
      select 1 from cycle_run where id = ${end.id}::uuid and result <> ${UNDER_WAY}
    )
  ),
  part as materialized (
    select x.kind, x.body from open, json_to_recordset(${partsIn(end.parts)}::text::json)
      as x(kind text, body json)
  ),
  ${writeProbes(sql, end.rows, sql`open`)},
  ${writeDraftRows(sql, end.drafts, end.files, sql`open`)}, ${writeEvents(sql)},
  ${writeNews(sql)}, ${state(sql, end)}, ${ran(sql, end)}
  select exists (select 1 from fence) as held, exists (select 1 from open) as open,
    events, messages
  from counted`;

/** Commits a cycle. The same cycle again answers as before and writes nothing. */
export async function commit(bulk: Db, epoch: Epoch, end: CycleEnd): Promise<Committed<Written>> {
  const [answer] = await bulk.run({ name: 'drafts.commit', repeatable: true }, (sql) =>
    statement(sql, epoch, end),
  );
  if (answer?.held !== true) return { type: 'fenced' };
  const { events, messages } = answer;
  if (answer.open) return { type: 'done', value: { events, messages } };
  const [before] = await bulk.run(
    { name: 'drafts.committed', repeatable: true },
    (sql) => sql<{ counts: Written }>`
      select counts from cycle_run where id = ${end.id}::uuid`,
  );
  if (before === undefined) throw new Error('a cycle that is over has a row');
  return {
    type: 'done',
    value: { events: before.counts.events, messages: before.counts.messages },
  };
}
