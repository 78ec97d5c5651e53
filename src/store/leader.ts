/** The lease: one row says who may poll, probe and send, by the clock of the database. */

import type { Bid, Epoch, Leadership, Role } from '../ports/leadership.ts';
import type { Call, Db } from './pool/db.ts';

/** Three times a bid may fail to arrive before the lease is free. */
const LEASE_MS = 15_000;

/** Who did not bid for so long stands by no more. */
export const UNSEEN_MS = 30_000;

/** A deploy has two processes for some minutes; that is no mistake. */
const BESIDE_MS = 900_000;

/** Who bids. */
export interface Candidate {
  /** uuid of this process's life. */
  readonly instance: string;
  /** The machine, or host and process id where there is no such name. */
  readonly holder: string;
  /** We own the database server: nobody else can be alive, so the first bid wins. */
  readonly alone: boolean;
  /** How long a lease lasts without a bid; 15 s but in tests. */
  readonly leaseMs?: number;
  /** How long another process may stand by without a word; 15 min but in tests. */
  readonly besideMs?: number;
}

/** How long a lease lasts, and how long somebody may stand by without a word. */
export const spansOf = ({ leaseMs = LEASE_MS, besideMs = BESIDE_MS }: Candidate) => ({
  leaseMs,
  besideMs,
});

const call = (name: string): Call => ({ name: `leader.${name}`, repeatable: true, urgent: true });

interface BidRow {
  readonly epoch: string | null;
  readonly fresh: boolean;
  readonly holder: string | null;
  readonly freeInMs: number | null;
  readonly beside: string | null;
}

/**
 * Takes or renews the lease. The row is locked first, so what is compared is the newest. A new
 * instance raises the epoch and, in the same statement, the epoch of every role: whatever an
 * earlier leader still wants to commit is fenced. Who does not win is noted as standing by.
 */
const bid = async (db: Db, candidate: Candidate, first: boolean): Promise<BidRow | undefined> => {
  const { instance, holder, alone } = candidate;
  const { leaseMs, besideMs } = spansOf(candidate);
  const [row] = await db.run(
    call('bid'),
    (sql) => sql<BidRow>`
      with seen as materialized (
        select holder, instance, expires_at from leader where id = 1 for update
      ),
      won as (
        insert into leader as l (id, holder, instance, epoch, expires_at, taken_at)
        select 1, ${holder}, ${instance}::uuid, 1,
          clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond', clock_timestamp()
        from (select count(*) from seen) locked
        on conflict (id) do update set
          holder = excluded.holder, instance = excluded.instance,
          epoch = l.epoch + case when l.instance = excluded.instance then 0 else 1 end,
          expires_at = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond',
          taken_at = case
            when l.instance = excluded.instance then l.taken_at else excluded.taken_at
          end
        where l.instance = excluded.instance or l.expires_at <= clock_timestamp()
          or (${first}::boolean and (${alone}::boolean or l.holder = excluded.holder))
        returning l.epoch,
          not exists (select 1 from seen where seen.instance = ${instance}::uuid) as fresh
      ),
      bumped as (
        update actor_epoch set epoch = epoch + 1 where exists (select 1 from won where fresh)
      ),
      noted as (
        insert into standby (instance, holder, since, seen_at)
        select ${instance}::uuid, ${holder}, clock_timestamp(), clock_timestamp()
        where not exists (select 1 from won)
        on conflict (instance) do update set seen_at = clock_timestamp()
      ),
      others as materialized (
        select instance, holder, since,
          seen_at >= clock_timestamp() - ${UNSEEN_MS}::float8 * interval '1 millisecond' as live
        from standby where exists (select 1 from won) and instance <> ${instance}::uuid
      ),
      gone as (
        delete from standby where exists (select 1 from won) and (
          instance = ${instance}::uuid or instance in (select instance from others where not live)
        )
      )
      select won.epoch::text as epoch, coalesce(won.fresh, false) as fresh, seen.holder,
        (extract(epoch from greatest(seen.expires_at, clock_timestamp()) - clock_timestamp()) * 1000)
          ::float8 as "freeInMs",
        (
          select o.holder from others o
          where o.live and o.since
            <= clock_timestamp() - ${besideMs}::float8 * interval '1 millisecond'
          order by o.since limit 1
        ) as beside
      from (select 1) one left join won on true left join seen on true`,
  );
  return row;
};

const take = async (
  db: Db,
  { instance }: Candidate,
  led: string,
  role: Role,
): Promise<Epoch | null> => {
  const [row] = await db.run(
    call('take'),
    (sql) => sql<{ epoch: string }>`
      with held as materialized (
        select 1 from leader
        where id = 1 and instance = ${instance}::uuid and epoch = ${led}::bigint for share
      )
      update actor_epoch set epoch = epoch + 1
      where role = ${role} and exists (select 1 from held)
      returning epoch::text as epoch`,
  );
  return row === undefined ? null : { role, epoch: row.epoch };
};

/**
 * The lease as this process sees it. Keeps the epoch of the last bid that won, so that `take`
 * and `release` speak of that lease and no other. Throws DB failures.
 */
export function createLeadership(db: Db, candidate: Candidate): Leadership {
  let led: string | null = null;
  return {
    async bid(first): Promise<Bid> {
      const row = await bid(db, candidate, first);
      led = row?.epoch ?? null;
      if (led !== null)
        return {
          type: 'leading',
          epoch: led,
          fresh: row?.fresh ?? false,
          beside: row?.beside ?? null,
        };
      // Nobody in the row: another process made it while we bid.
      return {
        type: 'standby',
        holder: row?.holder ?? '',
        freeInMs: Math.ceil(row?.freeInMs ?? 0),
      };
    },
    async take(role) {
      return led === null ? null : await take(db, candidate, led, role);
    },
    async release() {
      if (led === null) return;
      const epoch = led;
      led = null;
      await db.run(
        call('release'),
        (sql) => sql`
          update leader set expires_at = '-infinity'
          where id = 1 and instance = ${candidate.instance}::uuid and epoch = ${epoch}::bigint`,
      );
    },
  };
}
