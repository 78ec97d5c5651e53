/** The store in PostgreSQL as the conformance suite wants it. */

import type { OpsUse } from '../../../src/ports/talk/orders.ts';
import { createAlerts } from '../../../src/store/alerts/alerts.ts';
import { createDrafts } from '../../../src/store/drafts/drafts.ts';
import { createLeadership } from '../../../src/store/leader.ts';
import { createLookup } from '../../../src/store/lookup/lookup.ts';
import { createOpsLog } from '../../../src/store/opsLog.ts';
import { createDeadLetters } from '../../../src/store/outbox/aside/deadLetters.ts';
import { createOutbox } from '../../../src/store/outbox/outbox.ts';
import { createLibrary } from '../../../src/store/papers/library.ts';
import { createPapers } from '../../../src/store/papers/papers.ts';
import { createHeld } from '../../../src/store/people/held.ts';
import { createPeople } from '../../../src/store/people/people.ts';
import type { Db, Sql, Statement } from '../../../src/store/pool/db.ts';
import { createPool } from '../../../src/store/pool/pool.ts';
import {
  bulkLimits,
  mainLimits,
  type PoolLimits,
  type ServerSettings,
} from '../../../src/store/pool/settings.ts';
import { createRetention } from '../../../src/store/prune.ts';
import { createProcessRuns } from '../../../src/store/runs.ts';
import { createSeenEnvelopes } from '../../../src/store/seen.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import type { Seen, SeenNotification, StoreUnderTest } from '../suite/support.ts';

const clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** A pool as the daemon has it. */
export const poolTo = (server: ServerSettings, limits: Partial<PoolLimits> = {}): Db =>
  createPool({
    server,
    limits: { ...mainLimits, ...limits },
    clock,
    random: Math.random,
    onRecycled() {},
  });

/** A store with its pools, and the means to begin anew. */
export interface PostgresUnderTest extends StoreUnderTest {
  readonly settings: ServerSettings;
  readonly url: string;
  readonly db: Db;
  readonly bulk: Db;
  empty(): Promise<void>;
  close(): Promise<void>;
}

const ask = <T extends object>(db: Db, work: (sql: Sql) => Statement<T>): Promise<readonly T[]> =>
  db.run({ name: 'test', repeatable: false }, work);

/** Every moment that a rule reads moves into the past: the same as if time had passed. */
const age = async (db: Db, ms: number): Promise<void> => {
  const by = (sql: Sql) => sql`${ms}::float8 * interval '1 millisecond'`;
  const each: ((sql: Sql) => Statement<object>)[] = [
    (sql) => sql`update outbox set created_at = created_at - ${by(sql)},
      not_before = not_before - ${by(sql)}, expires_at = expires_at - ${by(sql)},
      lease_until = lease_until - ${by(sql)}, first_attempt_at = first_attempt_at - ${by(sql)},
      last_attempt_at = last_attempt_at - ${by(sql)}, sent_at = sent_at - ${by(sql)}`,
    (sql) => sql`update destination set tat = tat - ${by(sql)}, since = since - ${by(sql)},
      next_probe = next_probe - ${by(sql)}`,
    (sql) => sql`update slack_gate set blocked_until = blocked_until - ${by(sql)}`,
    (sql) => sql`update leader set expires_at = expires_at - ${by(sql)}`,
    (sql) => sql`update standby set since = since - ${by(sql)}, seen_at = seen_at - ${by(sql)}`,
    (sql) => sql`update alert_episode set started_at = started_at - ${by(sql)},
      ended_at = ended_at - ${by(sql)}`,
    (sql) => sql`update silence set until_at = until_at - ${by(sql)}`,
    (sql) => sql`update stage set at = at - ${by(sql)}`,
    (sql) => sql`update events set at = at - ${by(sql)}`,
    (sql) => sql`update notifications set due_at = due_at - ${by(sql)}`,
    (sql) => sql`update recipients set muted_until = muted_until - ${by(sql)}`,
    (sql) => sql`update process_run set started_at = started_at - ${by(sql)}`,
    (sql) => sql`update seen_envelope set at = at - ${by(sql)}`,
    (sql) => sql`update anchor set last_edit_at = last_edit_at - ${by(sql)}`,
    (sql) => sql`update cycle_run set started = started - ${by(sql)}, ended = ended - ${by(sql)}`,
    (sql) => sql`update source_state set last_attempt = last_attempt - ${by(sql)},
      last_success = last_success - ${by(sql)},
      last_content_change = last_content_change - ${by(sql)}`,
  ];
  for (const one of each) await ask(db, one);
};

const seen = async (db: Db, key: string): Promise<Seen | undefined> => {
  const [row] = await ask(
    db,
    (sql) => sql<Seen>`
      select state, attempts, doubts, lane, plain, possible_duplicate as "possibleDuplicate",
        failure_reason as reason,
        (extract(epoch from expires_at - created_at) * 1000)::float8 as "lifetimeMs"
      from outbox where dedupe_key = ${key}`,
  );
  return row === undefined ? undefined : { ...row };
};

const counts = async (db: Db): Promise<Record<Parameters<StoreUnderTest['count']>[0], number>> => {
  const [row] = await ask(
    db,
    (sql) => sql<Record<Parameters<StoreUnderTest['count']>[0], number>>`
      select (select count(*)::int from entries) as entries,
        (select count(*)::int from events) as events,
        (select count(*)::int from snapshots) as snapshots,
        (select count(*)::int from cycle_run) as cycle_run,
        (select count(*)::int from outbox) as outbox,
        (select count(*)::int from announced) as announced,
        (select count(*)::int from stage) as stage`,
  );
  if (row === undefined) throw new Error('counting answers with one row');
  return row;
};

const empty = async (db: Db): Promise<void> => {
  // deleting few rows is ten times as fast as `truncate`
  await ask(
    db,
    (sql) => sql`
      with t0 as (delete from leader),
      t00 as (delete from standby),
      t1 as (delete from process_run),
      t2 as (delete from stage),
      t3 as (delete from entries),
      t4 as (delete from snapshots),
      t5 as (delete from source_state),
      t6 as (delete from draft_files),
      t7 as (delete from probe_urls),
      t8 as (delete from cycle_run),
      t9 as (delete from watches),
      t10 as (delete from notifications),
      t11 as (delete from ops_log),
      t12 as (delete from outbox),
      t13 as (delete from destination),
      t14 as (delete from slack_gate),
      t15 as (delete from anchor),
      t16 as (delete from announced),
      t17 as (delete from seen_envelope),
      t18 as (delete from alert_instance),
      t19 as (delete from alert_episode),
      t20 as (delete from alert_event),
      t21 as (delete from alert_notice),
      t22 as (delete from silence),
      t23 as (delete from alert_handover)
      select 1`,
  );
  await ask(
    db,
    (sql) => sql`with e as (delete from events), r as (delete from recipients),
      t as (delete from outbox_tally)
    delete from drafts`,
  );
  await ask(db, (sql) => sql`update actor_epoch set epoch = 0`);
};

/** The store on a database of its own; null where the run has no server. */
export async function openPostgres(paceMs?: number): Promise<PostgresUnderTest | null> {
  const database = await testDatabase();
  return database === null ? null : openStore(database, paceMs);
}

/** The store on a database that has its tables already. */
export function openStore(database: TestDatabase, paceMs?: number): PostgresUnderTest {
  const { settings, url } = database;
  const [db, bulk] = [poolTo(settings), poolTo(settings, bulkLimits)];
  return {
    settings,
    url,
    db,
    bulk,
    papers: createPapers(db, bulk),
    drafts: createDrafts(db, bulk),
    outbox: createOutbox(db, paceMs),
    alerts: createAlerts(db),
    alertEvents: async () => {
      const rows = await ask(
        db,
        (sql) => sql<{ line: string }>`
          select number || ' ' || transition || ' ' || coalesce(who, '-') as line
          from alert_event order by id`,
      );
      return rows.map(({ line }) => line);
    },
    deadLetters: createDeadLetters(db),
    runs: createProcessRuns(db),
    retention: createRetention(bulk),
    people: createPeople(db),
    held: createHeld(db),
    lookup: createLookup(db),
    opsLog: createOpsLog(db),
    opsUses: async () => {
      const uses = await ask(
        db,
        (sql) => sql<OpsUse>`select id::text, who, command, outcome from ops_log order by at`,
      );
      return uses.map((use) => ({ ...use }));
    },
    seen: createSeenEnvelopes(db),
    library: createLibrary(db),
    leadership: (candidate) => createLeadership(db, candidate),
    now: () => Date.now(),
    pass: (ms) => age(db, ms),
    row: (key) => seen(db, key),
    notifications: async (slackId) => {
      const rows = await ask(
        db,
        (sql) => sql<SeenNotification>`
          select e.dedupe as event, n.state, n.reasons, o.dedupe_key as message,
            round(extract(epoch from n.due_at - now()) * 1000)::float8 as "dueInMs"
          from notifications n join recipients r on r.id = n.recipient
          join events e on e.seq = n.event left join outbox o on o.id = n.outbox
          where r.slack_id = ${slackId} order by e.seq`,
      );
      return rows.map((row) => ({ ...row }));
    },
    events: async () => {
      const rows = await ask(
        db,
        (sql) => sql<{ dedupe: string }>`select dedupe from events order by seq`,
      );
      return rows.map(({ dedupe }) => dedupe);
    },
    count: async (table) => (await counts(db))[table],
    empty: () => empty(db),
    async close() {
      await Promise.all([db.close(100), bulk.close(100)]);
      await database.close();
    },
  };
}
