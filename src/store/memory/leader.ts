import type { Leadership } from '../../ports/leadership.ts';
import { type Candidate, spansOf, UNSEEN_MS } from '../leader.ts';
import type { LeaderRow } from './leaderTables.ts';
import type { Tables } from './tables.ts';

/** The lease in memory: several processes may share the tables in a test. */
export function createMemoryLeadership(tables: Tables, candidate: Candidate): Leadership {
  const { instance, holder, alone } = candidate;
  const { leaseMs, besideMs } = spansOf(candidate);
  let led: number | null = null;
  const isOurs = (): boolean => tables.leader?.instance === instance && tables.leader.epoch === led;
  const mayTake = (before: LeaderRow, first: boolean, now: number): boolean =>
    before.instance === instance ||
    before.expiresAt <= now ||
    (first && (alone || before.holder === holder));
  const beside = (now: number): string | null => {
    tables.standbys.delete(instance);
    for (const [id, { seenAt }] of tables.standbys)
      if (seenAt < now - UNSEEN_MS) tables.standbys.delete(id);
    const others = [...tables.standbys.values()].filter(({ since }) => since <= now - besideMs);
    return others.toSorted((a, b) => a.since - b.since)[0]?.holder ?? null;
  };
  return {
    async bid(first) {
      const now = tables.clock.now();
      const before = tables.leader;
      if (before !== null && !mayTake(before, first, now)) {
        led = null;
        const since = tables.standbys.get(instance)?.since ?? now;
        tables.standbys.set(instance, { holder, since, seenAt: now });
        return { type: 'standby', holder: before.holder, freeInMs: before.expiresAt - now };
      }
      const fresh = before?.instance !== instance;
      led = (before?.epoch ?? 0) + Number(fresh);
      tables.leader = { holder, instance, epoch: led, expiresAt: now + leaseMs };
      if (fresh) for (const [role, at] of tables.roles) tables.roles.set(role, at + 1);
      return { type: 'leading', epoch: String(led), fresh, beside: beside(now) };
    },
    async take(role) {
      if (!isOurs()) return null;
      const epoch = (tables.roles.get(role) ?? 0) + 1;
      tables.roles.set(role, epoch);
      return { role, epoch: String(epoch) };
    },
    async release() {
      if (isOurs() && tables.leader !== null)
        tables.leader = { ...tables.leader, expiresAt: Number.NEGATIVE_INFINITY };
      led = null;
    },
  };
}
