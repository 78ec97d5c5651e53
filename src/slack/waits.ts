/** Waits that Slack asked for with calls that belong to no row of the queue. */

import type { Clock } from '../ports/clock.ts';
import type { Outbox } from '../ports/delivery.ts';
import { type RawAnswer, type RawFetch, waitSeconds } from './guard.ts';

/** What heeding waits needs. */
export interface WaitsNeeds {
  readonly clock: Clock;
  /** Where waits outlive the process. Without database they are kept in memory alone. */
  readonly gates: Pick<Outbox, 'gates' | 'closeGate'>;
}

/** Limited as a whole. The queue keeps gates of its own for what it sends, opens and looks up. */
const heeded: ReadonlySet<string> = new Set([
  'apps.connections.open',
  'auth.test',
  'conversations.info',
  'users.info',
]);

const LOAD_MS = 2_000; // a start does not wait longer for the database

/**
 * The same fetch, but a call inside a wait is answered with 429 and what is left of it, here:
 * Slack never sees it. So those who ask need not know who else was told to wait, nor when: the
 * checks at the start of a process heed what was told to the one before it, if that was stored.
 */
export function heedingWaits(raw: RawFetch, { clock, gates }: WaitsNeeds): RawFetch {
  const until = new Map<string, number>(); // elapsed time: a clock that is set changes no wait
  const shut = (method: string, moment: number): void =>
    void until.set(method, Math.max(moment, until.get(method) ?? moment));
  const load = async (): Promise<void> => {
    const closed = await gates.gates();
    const from = clock.elapsed() - clock.now();
    for (const gate of closed) if (gate.dest === '*') shut(gate.method, from + gate.until);
  };
  let loaded: Promise<unknown> | null = null;
  const remembered = (): Promise<unknown> => {
    const late = new Promise((resolve) => setTimeout(resolve, LOAD_MS).unref());
    // Rejected: the database is away, and nobody can know what was told before.
    loaded ??= Promise.race([load().catch(() => undefined), late]);
    return loaded;
  };
  return async (url, init) => {
    const method = /([\w.]+)$/.exec(new URL(url).pathname)?.[1] ?? '';
    if (!heeded.has(method)) return raw(url, init);
    await remembered();
    const leftMs = (until.get(method) ?? Number.NEGATIVE_INFINITY) - clock.elapsed();
    if (leftMs > 0) return tooEarly(url, leftMs);
    const answer = await raw(url, init);
    if (answer.status !== 429) return answer;
    const waitMs = waitSeconds(answer) * 1_000;
    shut(method, clock.elapsed() + waitMs);
    // Rejected: the database is away; this process knows of it all the same.
    gates.closeGate({ method, dest: '*', until: clock.now() + waitMs }).catch(() => undefined);
    return answer;
  };
}

const tooEarly = (url: string, leftMs: number): RawAnswer => ({
  status: 429,
  statusText: 'Too Many Requests',
  url,
  headers: new Headers({ 'retry-after': String(Math.ceil(leftMs / 1_000)) }),
  body: null,
});
