import type { Outbox } from '../../../ports/delivery.ts';
import type { Committed, Epoch } from '../../../ports/leadership.ts';
import { holds, type Tables } from '../tables.ts';
import { adoptRows } from './adopt.ts';
import { claimRows, handOut } from './claim.ts';
import { asked, endPrinted, isKnown, resume, suspects, suspend } from './destinations.ts';
import { companionsOf, foldRows } from './fold.ts';
import { writeDrafts } from './messages.ts';
import { recordRow } from './record.ts';
import { measureRows, sweepRows } from './sweep.ts';

const PACE_MS = 1_000;

function giveBack(tables: Tables, token: string, ids: readonly string[]): void {
  for (const row of tables.messages.values())
    if (row.claim === token && row.state === 'inflight' && ids.includes(String(row.id)))
      tables.messages.set(row.id, {
        ...row,
        state: 'pending',
        claim: null,
        leaseUntil: null,
        attempts: row.attempts - 1,
        firstAttemptAt: row.attempts > 1 ? row.firstAttemptAt : null,
      });
}

/** The queue's table in memory. */
export function createMemoryOutbox(tables: Tables, paceMs: number = PACE_MS): Outbox {
  const fenced = async <T>(epoch: Epoch, work: () => T): Promise<Committed<T>> =>
    holds(tables, epoch) ? { type: 'done', value: work() } : { type: 'fenced' };
  return {
    sweep: (epoch) => fenced(epoch, () => sweepRows(tables)),
    claim: (epoch, token, limit, options) =>
      fenced(epoch, () =>
        claimRows(tables, token, limit, { ...options, paceMs }).map((row) =>
          handOut(tables, row, true),
        ),
      ),
    giveBack: async (token, ids) => giveBack(tables, token, ids),
    doubtful: (epoch, limit) =>
      fenced(epoch, () =>
        [...tables.messages.values()]
          .filter(
            ({ state, notBefore }) =>
              state === 'ambiguous' && (notBefore ?? 0) <= tables.clock.now(),
          )
          .sort(
            (a, b) =>
              Number(a.lane > 0) - Number(b.lane > 0) ||
              (a.notBefore ?? 0) - (b.notBefore ?? 0) ||
              a.id - b.id,
          )
          .slice(0, limit)
          .map((row) => handOut(tables, row)),
      ),
    doubtsBeside: async (row) =>
      [...tables.messages.values()]
        .filter(
          ({ state, dest, id }) =>
            state === 'ambiguous' && dest === row.dest && String(id) !== row.id,
        )
        .map((one) => ({
          row: handOut(tables, one),
          isDue: (one.notBefore ?? 0) <= tables.clock.now(),
        }))
        .filter((one) => one.row.threadTs === row.threadTs),
    record: async (row, result) => recordRow(tables, row, result),
    suspend: async (dest, reason) => suspend(tables, dest, reason),
    resume: async (dest) => resume(tables, dest),
    keepChannel: async (dest, channel) => {
      const before = tables.destinations.get(dest);
      if (before !== undefined) tables.destinations.set(dest, { ...before, channel });
    },
    suspects: (epoch, limit) => fenced(epoch, () => suspects(tables, limit)),
    asked: async (dest, usable) => asked(tables, dest, usable),
    dropHomes: (epoch) =>
      fenced(epoch, () => {
        const homes = [...tables.messages.values()].filter(
          ({ kind, state }) => kind === 'home' && state === 'pending',
        );
        for (const row of homes) tables.messages.set(row.id, { ...row, state: 'expired' });
        return homes.length;
      }),
    endPrinted: (epoch) => fenced(epoch, () => endPrinted(tables)),
    companions: async (row) => companionsOf(tables, row),
    fold: async (row, ids, content) => foldRows(tables, row, ids, content),
    closeGate: async (gate) => {
      if (!isKnown(tables, gate.dest)) return;
      const key = `${gate.method} ${gate.dest}`;
      const until = Math.max(gate.until, tables.gates.get(key)?.until ?? 0);
      tables.gates.set(key, { ...gate, until });
    },
    gates: async () => [...tables.gates.values()].filter(({ until }) => until > tables.clock.now()),
    measure: async () => measureRows(tables),
    adopt: async (rescues) => adoptRows(tables, rescues),
    enqueue: async (drafts) => ({ written: writeDrafts(tables, drafts) }),
  };
}
