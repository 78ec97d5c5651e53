/** Retention: deletes what nobody needs any more, a thousand rows at a time. */

import type { PrunedTable, Retention } from '../ports/runs.ts';
import type { Db, Sql, Statement } from './pool/db.ts';
import { jsonIn } from './pool/rows.ts';

const BATCH = 1_000;
const SNAPSHOTS_KEPT = 100;
const CYCLES_KEPT = 1_440; // 30 days of cycles of half an hour

type Part = Statement<object>;

/** A table and which of its rows are past their time. What stands nowhere here is kept for ever. */
const old: Readonly<Record<PrunedTable, (sql: Sql) => readonly [Part, Part]>> = {
  alert_episode: (sql) => [sql`alert_episode`, sql`ended_at < now() - interval '400 days'`],
  alert_event: (sql) => [sql`alert_event`, sql`at < now() - interval '400 days'`],
  alert_instance: (sql) => [sql`alert_instance`, sql`state = 'inactive'`],
  alert_notice: (sql) => [
    sql`alert_notice`,
    sql`created_at < now() - interval '90 days' and state not in ('pending', 'sending')`,
  ],
  anchor: (sql) => [
    sql`anchor`,
    sql`state = 'closed' and last_edit_at < now() - interval '90 days'`,
  ],
  cycle_run: (sql) => [sql`cycle_run`, sql`started < now() - interval '90 days'`],
  ops_log: (sql) => [sql`ops_log`, sql`at < now() - interval '400 days'`],
  outbox: (sql) => [
    sql`outbox`,
    sql`coalesce(sent_at, last_attempt_at, created_at) < now() - case
      when state in ('sent', 'folded', 'printed', 'expired') then interval '30 days'
      when state in ('parked', 'dead') then interval '90 days'
    end`,
  ],
  probe_urls: (sql) => [
    sql`probe_urls`,
    sql`greatest(last_asked, due_since)
      < (select cycle from source_state where source = 'drafts') - ${CYCLES_KEPT}::bigint`,
  ],
  process_run: (sql) => [sql`process_run`, sql`started_at < now() - interval '400 days'`],
  seen_envelope: (sql) => [sql`seen_envelope`, sql`at < now() - interval '24 hours'`],
  silence: (sql) => [sql`silence`, sql`until_at < now() - interval '400 days'`],
  slack_gate: (sql) => [sql`slack_gate`, sql`blocked_until < now() - interval '24 hours'`],
  snapshots: (sql) => [
    sql`snapshots`,
    sql`id not in (select id from snapshots order by id desc limit ${SNAPSHOTS_KEPT})
      and id <> coalesce((select max(id) from snapshots where verdict = 'committed'), 0)`,
  ],
  stage: (sql) => [sql`stage`, sql`at < now() - interval '1 hour'`],
};

const tables = Object.keys(old) as readonly PrunedTable[]; // the keys of a literal are its type's

/** Rows that somebody works on just now are left for the next batch. */
async function batch(bulk: Db, table: PrunedTable): Promise<number> {
  const { count } = await bulk.run({ name: 'prune.batch', repeatable: true }, (sql) => {
    const [name, isOld] = old[table](sql);
    return sql`
      delete from ${name} where ctid = any (array(
        select ctid from ${name} where ${isOld} limit ${BATCH} for update skip locked
      ))`;
  });
  return count;
}

/** Retention in PostgreSQL. It knows what is old; when to run and how to pause is its caller's. */
export const createRetention = (bulk: Db): Retention => ({
  tables,
  batch: (table) => batch(bulk, table),
  async dueInMs() {
    const [row] = await bulk.run(
      { name: 'prune.due', repeatable: true },
      (sql) => sql<{ due: number }>`
        select greatest(0, extract(epoch from last_attempt - now() + case
          when last_success = last_attempt then interval '24 hours' else interval '1 hour'
        end) * 1000)::float8 as due
        from source_state where source = 'prune'`,
    );
    return Math.ceil(row?.due ?? 0);
  },
  async finished({ id, durationMs, counts, unfinished }) {
    await bulk.run(
      { name: 'prune.finished', repeatable: true },
      (sql) => sql`
        with ran as (
          insert into cycle_run (id, kind, started, ended, result, requests, counts)
          values (${id}::uuid, 'prune', now() - ${durationMs}::float8 * interval '1 millisecond',
            now(), ${unfinished ? 'unfinished' : 'done'}, 0, ${jsonIn(counts)}::text::jsonb)
          on conflict (id) do nothing
        )
        insert into source_state (source, last_attempt, last_success)
        values ('prune', now(), case when not ${unfinished}::boolean then now() end)
        on conflict (source) do update set last_attempt = excluded.last_attempt,
          last_success = coalesce(excluded.last_success, source_state.last_success)`,
    );
  },
});
