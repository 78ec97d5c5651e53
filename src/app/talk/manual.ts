/** Polls and cycles on order: not too often, and which one came of an order. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Ledger } from '../../domain/health/ledger.ts';
import { shortPauseMs } from '../../domain/polling/rhythm.ts';
import type { OrderAnswer } from '../../ports/talk/orders.ts';

/** The ids of polls and cycles. */
export interface Cycles {
  /** Of the poll that was begun last; null before the first. */
  poll(): string | null;
  /** Of the cycle of probes that is begun next. */
  probe(): string;
}

/** What it takes to tell whether something came of an order. */
export interface ManualNeeds {
  readonly cycles: Cycles;
  readonly ledger: () => Ledger;
  readonly now: () => number;
  /** Of the index: a sixth of it lies between two of a kind. */
  readonly intervalMs: number;
}

/** Polls and cycles on order. `give` hands the order to its actor. */
export interface Manual {
  poll(give: () => OrderAnswer): Promise<OrderAnswer>;
  probe(give: () => OrderAnswer): OrderAnswer;
}

/** Nothing was ordered yet. */
export function noManual({ cycles, ledger, now, intervalMs }: ManualNeeds): Manual {
  const pauseMs = shortPauseMs(intervalMs);
  let polledAt: number | null = null;
  let probedAt: number | null = null;

  /** The poller knows best: whether it may poll is seen in whether it does. */
  async function poll(give: () => OrderAnswer): Promise<OrderAnswer> {
    const before = cycles.poll();
    const answer = give();
    if (!answer.done) return answer;
    await turnOfTheLoop(); // its first step begins in the meantime
    const cycle = cycles.poll();
    if (cycle === null || cycle === before) {
      const openAt = Math.max((polledAt ?? now()) + pauseMs, askedUntil(ledger()));
      return tooSoon('It polled on order a moment ago, or was asked to wait.', openAt - now());
    }
    polledAt = now();
    return { ...answer, cycle };
  }

  function probe(give: () => OrderAnswer): OrderAnswer {
    const leftMs = probedAt === null ? 0 : probedAt + pauseMs - now();
    const cycle = cycles.probe();
    if (leftMs > 0) return tooSoon('It looked on order a moment ago.', leftMs);
    const answer = give();
    if (!answer.done) return answer;
    probedAt = now();
    return { ...answer, cycle };
  }

  return { poll, probe };
}

const tooSoon = (text: string, leftMs: number): OrderAnswer => ({
  done: false,
  text,
  retryAfterMs: Math.max(1_000, leftMs),
});

function askedUntil({ last }: Ledger): number {
  const failed = last['poll.failed'];
  return failed === undefined ? 0 : failed.at + (failed.failure.retryAfterMs ?? 0);
}
