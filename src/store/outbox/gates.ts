/** Closed gates: methods of Slack that must not be called for a while. */

import type { Gate } from '../../domain/delivery/result.ts';
import type { Db } from '../pool/db.ts';
import { rowsIn } from '../pool/rows.ts';
import { knownOf } from './known.ts';

/**
 * Closes a gate, or leaves it closed for longer; never opens it sooner. Nothing is kept about a
 * person who was forgotten meanwhile.
 */
export async function closeGate(db: Db, gate: Gate): Promise<void> {
  await db.run(
    { name: 'outbox.closeGate', repeatable: true },
    (sql) => sql`
      with ${knownOf(sql, gate.dest)}
      insert into slack_gate as g (method, dest, blocked_until)
      select method, dest, to_timestamp(until / 1000)
      from json_to_recordset(${rowsIn([gate])}::text::json)
        as x(method text, dest text, until float8)
      where exists (select 1 from known)
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
