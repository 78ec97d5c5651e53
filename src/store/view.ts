import { createHash } from 'node:crypto';
import type {
  CycleLine,
  EpisodeLine,
  OutboxLine,
  QueueHolds,
  StoreFacts,
  StoreView,
} from '../ports/operators/view.ts';
import type { Call, Db } from './pool/db.ts';

const call = (name: string): Call => ({ name: `view.${name}`, repeatable: true });

/** People are named by a hash here, too. */
const hashed = (dest: string): string =>
  /^[UWD]/.test(dest) ? createHash('sha256').update(dest).digest('hex').slice(0, 8) : dest;

/** What operators see of the database, through the pool of every day. */
export const createStoreView = (db: Db): StoreView => ({
  outbox: async (most) => {
    const rows = await db.run(
      call('outbox'),
      (sql) => sql<OutboxLine>`
        select id::text as id, lane, kind, dest, state, attempts,
          to_json(created_at) #>> '{}' as "createdAt", to_json(not_before) #>> '{}' as "notBefore",
          to_json(sent_at) #>> '{}' as "sentAt",
          failure_category as "failureCategory", failure_reason as "failureReason"
        from outbox order by outbox.id desc limit ${most}`,
    );
    return rows.map((row) => ({ ...row, dest: hashed(row.dest) }));
  },
  holds: async () => {
    const [row] = await db.run(
      call('holds'),
      (sql) => sql<{ holds: QueueHolds }>`
        select jsonb_build_object(
          'gates', (
            select coalesce(jsonb_agg(jsonb_build_object(
              'method', method, 'dest', dest, 'until', blocked_until) order by blocked_until), '[]')
            from slack_gate where blocked_until > now()
          ),
          'suspended', (
            select coalesce(jsonb_agg(jsonb_build_object('dest', dest, 'state', state,
              'reason', reason, 'since', since, 'nextProbe', next_probe) order by dest), '[]')
            from destination where state <> 'ok'
          ),
          'next', (
            select coalesce(jsonb_agg(jsonb_build_object('lane', lane, 'at', at) order by lane), '[]')
            from (
              select lane, min(greatest(created_at, not_before)) as at
              from outbox where state = 'pending' group by lane
            ) due
          )
        ) as holds`,
    );
    const { gates, suspended, next } = row?.holds ?? { gates: [], suspended: [], next: [] };
    return {
      next,
      gates: gates.map((gate) => ({ ...gate, dest: hashed(gate.dest) })),
      suspended: suspended.map((one) => ({ ...one, dest: hashed(one.dest) })),
    };
  },
  cycles: async (most) =>
    await db.run(
      call('cycles'),
      (sql) => sql<CycleLine>`
        select id::text as id, kind, cycle::text as cycle,
          to_json(started) #>> '{}' as started, to_json(ended) #>> '{}' as ended,
          result, requests, counts,
          failure_category as "failureCategory", failure_reason as "failureReason"
        from cycle_run where kind in ('poll', 'probe')
        order by cycle_run.started desc limit ${most}`,
    ),
  episodes: async (most) =>
    await db.run(
      call('episodes'),
      (sql) => sql<EpisodeLine>`
        select id::text as id, key, rule, to_json(started_at) #>> '{}' as started,
          to_json(ended_at) #>> '{}' as ended, value, category, reason, trace_id as "traceId",
          acked_by is not null as acked, end_reason as "endReason"
        from alert_episode order by started_at desc limit ${most}`,
    ),
  facts: async () => {
    const [row] = await db.run(
      call('facts'),
      (sql) => sql<StoreFacts>`
        select (select max(name) from schema_migration) as schema, (
          select jsonb_build_object('holder', holder, 'instance', instance, 'epoch', epoch::text,
            'expiresAt', expires_at, 'takenAt', taken_at)
          from leader where id = 1
        ) as lease`,
    );
    return row ?? { schema: null, lease: null };
  },
});
