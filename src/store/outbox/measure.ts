import type { QueueState } from '../../domain/health/fact.ts';
import type { Db } from '../pool/db.ts';

/**
 * The queue as numbers, from indexes that hold open and set-aside rows only. A row is due when its
 * time has come; its age counts from then, or from its first try if it was put off since.
 */
export async function measure(db: Db): Promise<QueueState> {
  const [answer] = await db.run(
    { name: 'outbox.measure', repeatable: true },
    (sql) => sql<{ state: QueueState }>`
      with open as materialized (
        select lane,
          count(*) as depth,
          count(*) filter (where state = 'ambiguous') as ambiguous,
          count(*) filter (where state = 'pending' and not_before > now()) as scheduled,
          min(least(first_attempt_at, greatest(created_at, not_before)))
            filter (where state = 'pending' and (not_before is null or not_before <= now())) as oldest
        from outbox where state in ('pending', 'inflight', 'ambiguous') group by lane
      ),
      lane as materialized (
        select name, coalesce(depth, 0) as depth,
          floor(extract(epoch from now() - case when oldest > now() then now() else oldest end) * 1000)::bigint as age
        from (values (0, 'ops'), (1, 'answers'), (2, 'news'), (3, 'bulk')) l(lane, name)
        left join open using (lane)
      )
      select jsonb_build_object(
        'depth', (select sum(depth) from lane),
        'byLane', (select jsonb_object_agg(name, depth) from lane),
        'scheduled', (select coalesce(sum(scheduled), 0) from open),
        'oldestAgeMs', (select max(age) from lane),
        'oldestAgeByLane', (select jsonb_object_agg(name, age) from lane),
        'parked', (select count(*) from outbox where state = 'parked'),
        'dead', (select count(*) from outbox where state = 'dead'),
        'ambiguous', (select coalesce(sum(ambiguous), 0) from open),
        'destinations', (
          select count(distinct dest) from outbox where state in ('pending', 'inflight', 'ambiguous')
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
