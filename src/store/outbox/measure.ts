import type { QueueState } from '../../domain/health/fact.ts';
import type { Db } from '../pool/db.ts';

/** More lines than this are added up to a few. */
const LINES = 100;

/**
 * The queue as numbers, whatever its depth: rows are counted where they are written, by the trigger of 0008, and of each
 * lane only the first due row is read. A row is due when its time has come; its age counts from
 * then, or from its first try if it was put off since. `destinations` is exact up to two.
 */
export async function measure(db: Db): Promise<QueueState> {
  const [answer] = await db.run(
    { name: 'outbox.measure', repeatable: true },
    (sql) => sql<{ state: QueueState }>`
      with tally as materialized (
        select state, lane, sum(n)::bigint as n, sum(come)::bigint as come
        from outbox_tally group by state, lane
      ),
      -- only what this statement deletes is written again: two at once count nothing twice
      gone as (
        delete from outbox_tally where (select count(*) from outbox_tally) > ${LINES}
        returning state, lane, n, come
      ),
      kept as (
        insert into outbox_tally (state, lane, n, come)
        select state, lane, sum(n), sum(come) from gone
        group by state, lane having sum(n) <> 0 or sum(come) <> 0
      ),
      lane as materialized (
        select name,
          (
            select coalesce(sum(n), 0) from tally t
            where t.lane = l.lane and t.state in ('pending', 'inflight', 'ambiguous')
          ) as depth,
          (select coalesce(sum(come), 0) from tally t where t.lane = l.lane) as come,
          floor(extract(epoch from now() - case when due.since > now() then now() else due.since end) * 1000)::bigint as age
        from (values (0, 'ops'), (1, 'answers'), (2, 'news'), (3, 'bulk')) l(lane, name)
        left join lateral (
          select least(first_attempt_at, greatest(created_at, not_before)) as since from outbox o
          where o.state = 'pending' and (o.not_before is null or o.not_before <= now())
            -- not "=": the order would then be taken from the ids of all rows that ever were
            and o.lane >= l.lane and o.lane <= l.lane
          order by o.lane, o.id limit 1
        ) due on true
      )
      select jsonb_build_object(
        'depth', (select sum(depth) from lane),
        'byLane', (select jsonb_object_agg(name, depth) from lane),
        'enqueued', (select jsonb_object_agg(name, come) from lane),
        'scheduled', (
          select count(*) from outbox where state = 'pending' and not_before > now()
        ),
        'oldestAgeMs', (select max(age) from lane),
        'oldestAgeByLane', (select jsonb_object_agg(name, age) from lane),
        'parked', (select coalesce(sum(n), 0) from tally where state = 'parked'),
        'dead', (select coalesce(sum(n), 0) from tally where state = 'dead'),
        'ambiguous', (select coalesce(sum(n), 0) from tally where state = 'ambiguous'),
        'destinations', (
          select count(*) from (
            (select dest from outbox where state = 'pending' order by dest limit 1)
            union (select dest from outbox where state = 'pending' order by dest desc limit 1)
            union (select dest from outbox where state = 'inflight')
            union (select dest from outbox where state = 'ambiguous')
          ) waiting
        ),
        'suspended', (select count(*) from destination where state = 'suspended'),
        'gateMs', (
          select greatest(ceil(extract(epoch from coalesce(max(blocked_until), now()) - now()) * 1000), 0)
          from slack_gate
        )::bigint
      ) as state`,
  );
  if (answer === undefined) throw new Error('measuring answers with one row');
  return answer.state;
}
