/** Conversations that cannot be used, and how they come back. */

import type { Suspect } from '../../../ports/delivery.ts';
import type { Committed, Epoch } from '../../../ports/leadership.ts';
import { fenceOf } from '../../fence.ts';
import type { Db } from '../../pool/db.ts';
import { knownOf } from '../known.ts';

/** Keeps the conversation with a person; null: it has to be opened again. */
export async function keepChannel(db: Db, dest: string, channel: string | null): Promise<void> {
  await db.run(
    { name: 'outbox.keepChannel', repeatable: true },
    (sql) => sql`update destination set channel = ${channel}::text where dest = ${dest}`,
  );
}

/**
 * Suspends a conversation with Slack's word for it: rows that wait for it, and new ones, are parked.
 * One that was usable only by the word of Slack, and never by a message, goes on with its week.
 * A person who was forgotten meanwhile is not written down again.
 */
export async function suspend(db: Db, dest: string, reason: string): Promise<void> {
  await db.run(
    { name: 'outbox.suspend', repeatable: true },
    (sql) => sql`
      with ${knownOf(sql, dest)},
      suspended as (
        insert into destination as d (dest, state, reason, since, next_probe)
        select ${dest}, 'suspended', ${reason}, now(), now() + interval '1 hour' from known
        on conflict (dest) do update set
          state = 'suspended', reason = excluded.reason, since = coalesce(d.since, excluded.since),
          next_probe = case
            when d.state = 'suspended' then d.next_probe
            when d.since is null then excluded.next_probe
            else greatest(now() + interval '1 hour', d.since + interval '6 hours')
          end
        returning d.dest
      )
      update outbox o set state = 'parked', not_before = null,
        failure_category = 'SLACK', failure_reason = ${reason}
      from suspended s where o.dest = s.dest and o.state = 'pending'`,
  );
}

/**
 * Ends a suspension: its rows wait again with all their attempts. Rows set aside for another reason
 * stay. `onTrial`: the week goes on until a message arrives.
 */
export async function resume(db: Db, dest: string, onTrial = false): Promise<boolean> {
  const [answer] = await db.run(
    { name: 'outbox.resume', repeatable: true },
    (sql) => sql<{ count: number }>`
      with resumed as materialized (
        select dest, reason from destination where dest = ${dest} and state <> 'ok' for update
      ),
      again as (
        update outbox o set state = 'pending', attempts = 0
        from resumed r
        where o.dest = r.dest and o.state = 'parked' and o.not_before is null
          and o.failure_reason is not distinct from r.reason
        returning o.id
      ),
      reopened as (
        update destination d set
          state = 'ok', reason = null, next_probe = null, channel = null,
          since = case
            when ${onTrial}::boolean and exists (select 1 from again) then d.since
          end
        from resumed r where d.dest = r.dest
      )
      select count(*)::int as count from resumed`,
  );
  return answer?.count === 1;
}

/** Suspended conversations that are due to be asked after. */
export async function suspects(
  db: Db,
  epoch: Epoch,
  limit: number,
): Promise<Committed<readonly Suspect[]>> {
  const rows = await db.run(
    { name: 'outbox.suspects', repeatable: true },
    (sql) => sql<{ held: boolean; dest: string | null; reason: string | null }>`
      with ${fenceOf(sql, epoch)},
      due as materialized (
        select dest, reason, next_probe from destination
        where state = 'suspended' and next_probe <= now() and exists (select 1 from fence)
        order by next_probe limit ${limit}
      )
      select exists (select 1 from fence) as held, due.dest, due.reason
      from (select 1) one left join due on true order by due.next_probe`,
  );
  if (!rows.some(({ held }) => held)) return { type: 'fenced' };
  const value = rows.flatMap(({ dest, reason }) =>
    dest === null ? [] : [{ dest, reason: reason ?? 'unknown' }],
  );
  return { type: 'done', value };
}

/** Asked after one: it is usable again, or is asked after again 6 h after its end, then daily. */
export async function asked(db: Db, dest: string, usable: boolean): Promise<void> {
  if (usable) {
    await resume(db, dest, true);
    return;
  }
  await db.run(
    { name: 'outbox.asked', repeatable: true },
    (sql) => sql`
      update destination set next_probe = case
        when now() < since + interval '6 hours' then since + interval '6 hours'
        else now() + interval '24 hours'
      end
      where dest = ${dest} and state = 'suspended' and next_probe <= now()`,
  );
}

/** Replies to posts that were only printed end as they did. */
export async function endPrinted(db: Db, epoch: Epoch): Promise<Committed<number>> {
  const [answer] = await db.run(
    { name: 'outbox.endPrinted', repeatable: true },
    (sql) => sql<{ held: boolean; ended: number }>`
      with ${fenceOf(sql, epoch)},
      ended as (
        update outbox o set state = 'printed', sent_at = now()
        from outbox head
        where o.state in ('pending', 'parked') and o.thread_of is not null
          and head.anchor_key = o.thread_of and head.kind = 'post' and head.state = 'printed'
          and exists (select 1 from fence)
        returning o.id
      )
      select exists (select 1 from fence) as held, (select count(*)::int from ended) as ended`,
  );
  if (answer?.held !== true) return { type: 'fenced' };
  return { type: 'done', value: answer.ended };
}

/** Home tabs that wait are dropped. */
export async function dropHomes(db: Db, epoch: Epoch): Promise<Committed<number>> {
  const [answer] = await db.run(
    { name: 'outbox.dropHomes', repeatable: true },
    (sql) => sql<{ held: boolean; dropped: number }>`
      with ${fenceOf(sql, epoch)},
      dropped as (
        update outbox set state = 'expired'
        where state = 'pending' and kind = 'home' and exists (select 1 from fence)
        returning id
      )
      select exists (select 1 from fence) as held, (select count(*)::int from dropped) as dropped`,
  );
  if (answer?.held !== true) return { type: 'fenced' };
  return { type: 'done', value: answer.dropped };
}
