/** The gates that this process knows of: what Slack asked us not to call, and until when. */

import type { Gate } from '../result.ts';

/** Slack, or a missing right, asks for silence. */
export interface Limit {
  readonly method: string;
  readonly dest: string;
  readonly scope: 'destination' | 'method' | 'workspace';
  readonly waitMs: number;
}

interface Limited extends Gate {
  readonly at: number;
}

/** Gates that are closed, and the limits of the last seconds that may add up to a wider one. */
export interface GateBook {
  readonly gates: readonly Gate[];
  readonly recent: readonly Limited[];
}

/** No gate is known to be closed. */
export const noGates: GateBook = { gates: [], recent: [] };

/** Two conversations limited within this time: the whole method is meant. */
const TOGETHER_MS = 10_000;

const SPREAD_MS = 250; // never less than asked; a little more, so that waiters do not come at once

/** Until when this call must not be made; 0 when it may. */
export const closedUntil = (book: GateBook, method: string, dest: string, now: number): number =>
  book.gates
    .filter((gate) => gate.method === method && (gate.dest === '*' || gate.dest === dest))
    .reduce((latest, { until }) => Math.max(latest, until > now ? until : 0), 0);

/**
 * The book after a limit, and the gates to store before anything else is sent. `random` is a
 * number from 0 to below 1.
 */
export function afterLimit(
  book: GateBook,
  limit: Limit,
  now: number,
  random: number,
): { readonly book: GateBook; readonly gates: readonly Gate[] } {
  const until = now + limit.waitMs + Math.floor(random * (SPREAD_MS + 1));
  const { method, dest } = limit;
  const recent = [
    ...book.recent.filter(({ at }) => now - at <= TOGETHER_MS),
    { method, dest, until, at: now },
  ];
  const gates =
    limit.scope === 'destination'
      ? [{ method, dest, until }, ...widened(recent, limit)]
      : [{ method, dest: '*', until }];
  const open = book.gates.filter((gate) => gate.until > now);
  return { book: { gates: [...open, ...gates], recent }, gates };
}

/** The book with gates that an earlier process closed, as if it had closed them now. */
export const remembered = (book: GateBook, gates: readonly Gate[], now: number): GateBook => {
  const limits = gates.filter(({ dest }) => dest !== '*').map((gate) => ({ ...gate, at: now }));
  return {
    gates: [...book.gates.filter(({ until }) => until > now), ...gates],
    recent: [...book.recent, ...limits],
  };
};

/** The gate of the whole method when a second conversation was limited. */
function widened(recent: readonly Limited[], { method, dest }: Limit): readonly Gate[] {
  const same = recent.filter((one) => one.method === method);
  if (same.every((one) => one.dest === dest)) return [];
  return [{ method, dest: '*', until: Math.max(...same.map(({ until }) => until)) }];
}
