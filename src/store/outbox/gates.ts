/** What keeps rows back beyond the rows: suspended conversations and closed gates. */

import type { Gate } from '../../domain/delivery/result.ts';
import type { Db } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';

/** Closes a gate, or leaves it closed for longer; never opens it sooner. */
export async function closeGate(db: Db, gate: Gate): Promise<void> {
  await db.run(
    { name: 'outbox.closeGate', repeatable: true },
    (sql) => sql`
      insert into slack_gate as g (method, dest, blocked_until)
      select method, dest, to_timestamp(until / 1000)
      from json_to_recordset(${rowsIn([gate])}::text::json)
        as x(method text, dest text, until float8)
      on conflict (method, dest) do update
        set blocked_until = greatest(g.blocked_until, excluded.blocked_until)`,
  );
}

/** The gates that are closed now. */
export async function closedGates(db: Db): Promise<readonly Gate[]> {
  const rows = await db.run(
    { name: 'outbox.closedGates', repeatable: true },
    (sql) => sql<Gate>`
      select method, dest, round(extract(epoch from blocked_until) * 1000)::float8 as until
      from slack_gate where blocked_until > clock_timestamp() order by method, dest`,
  );
  return rows.map(({ method, dest, until }) => ({ method, dest, until }));
}

/** Suspends a conversation with Slack's word for it: rows that wait for it, and new ones, are parked. */
export async function suspend(db: Db, dest: string, reason: string): Promise<void> {
  await db.run(
    { name: 'outbox.suspend', repeatable: true },
    (sql) => sql`
      with suspended as (
        insert into destination as d (dest, state, reason, since, next_probe)
        values (${dest}, 'suspended', ${reason}, now(), now() + interval '1 hour')
        on conflict (dest) do update set
          state = 'suspended', reason = excluded.reason,
          since = case when d.state = 'suspended' then d.since else excluded.since end,
          next_probe = case when d.state = 'suspended' then d.next_probe else excluded.next_probe end
        returning d.dest
      )
      update outbox o set state = 'parked', not_before = null,
        failure_category = 'SLACK', failure_reason = ${reason}
      from suspended s where o.dest = s.dest and o.state = 'pending'`,
  );
}

/** Ends a suspension: its rows wait again with all their attempts. Rows set aside for another reason stay. */
export async function resume(db: Db, dest: string): Promise<void> {
  await db.run(
    { name: 'outbox.resume', repeatable: true },
    (sql) => sql`
      with resumed as materialized (
        select dest, reason from destination where dest = ${dest} and state <> 'ok' for update
      ),
      reopened as (
        update destination d set
          state = 'ok', reason = null, since = null, next_probe = null, channel = null
        from resumed r where d.dest = r.dest
      )
      update outbox o set state = 'pending', attempts = 0
      from resumed r
      where o.dest = r.dest and o.state = 'parked' and o.not_before is null
        and o.failure_reason is not distinct from r.reason`,
  );
}
