/** What operators order over HTTP: the same orders as by a command, answered by status codes. */

import type { Waits } from '../../../app/operators/waits.ts';
import type { Fact, FactOf } from '../../../domain/health/fact.ts';
import type { Ledger } from '../../../domain/health/ledger.ts';
import { shortPauseMs } from '../../../domain/polling/rhythm.ts';
import type { Query } from '../../../http/debug/query.ts';
import type { GivenOrder, Order, Ordered } from '../../../http/debug/routes.ts';
import type { OrderAnswer, Orders } from '../../../ports/talk/orders.ts';

/** What orders need. Functions, since the tree comes and goes. */
export interface DebugOrdersNeeds {
  /** Null while there is no tree. */
  readonly orders: () => Pick<Orders, 'give'> | null;
  /** The id of the poll that was begun last; null before the first. */
  readonly lastCycle: () => string | null;
  readonly ledger: () => Ledger | null;
  readonly waits: Waits;
  readonly now: () => number;
  readonly intervalMs: number;
}

const LONGEST_WAIT_MS = 60_000;
const BY = 'http';

type Ended = FactOf<'poll.succeeded' | 'poll.failed'>;

/** `POST /debug/poll` and `/debug/probe`. */
export function debugOrders(needs: DebugOrdersNeeds): readonly Order[] {
  let lastAt: number | null = null; // of the last poll on order
  const poll = async ({ query }: GivenOrder): Promise<Ordered> => {
    const waits = wantsToWait(query);
    const orders = needs.orders();
    if (orders === null) return notYet;
    const before = needs.lastCycle();
    const end = waits ? needs.waits.next(isEnd, LONGEST_WAIT_MS) : null;
    const answer = await orders.give({ type: 'poll' }, BY);
    if (!answer.done) return conflict(answer);
    const cycle = needs.lastCycle();
    if (cycle === before) return tooSoon(needs, lastAt);
    lastAt = needs.now();
    return outcome(cycle, await end);
  };
  const probe = async (): Promise<Ordered> => {
    const orders = needs.orders();
    if (orders === null) return notYet;
    const answer = await orders.give({ type: 'probe', number: null }, BY);
    return answer.done ? { status: 202, body: { text: answer.text } } : conflict(answer);
  };
  return [
    { method: 'POST', path: 'poll', fields: [], query: ['wait'], give: poll },
    { method: 'POST', path: 'probe', fields: [], give: probe },
  ];
}

/** The result of this poll, where somebody waited for it and it came in time. */
const outcome = (cycle: string | null, end: Ended | null): Ordered =>
  end === null || end.cycle !== cycle
    ? { status: 202, body: { cycle } }
    : { status: 200, body: { cycle, ...resultOf(end) } };

const isEnd = (fact: Fact): fact is Ended =>
  fact.type === 'poll.succeeded' || fact.type === 'poll.failed';

const wantsToWait = (query: Query): boolean =>
  query.text('wait') !== null && query.count('wait', 1, 1) === 1;

const notYet: Ordered = { status: 503, body: { error: 'the actors are not up yet' } };

const conflict = ({ text }: OrderAnswer): Ordered => ({ status: 409, body: { error: text } });

function resultOf(end: Ended): object {
  const { type: _, component: __, cycle: ___, at, ...rest } = end;
  const result = end.type === 'poll.succeeded' ? {} : { result: 'failed' };
  return { at: new Date(at).toISOString(), ...result, ...rest };
}

/** It polled on order within a sixth of the interval, or the server asked us to wait. */
function tooSoon({ ledger, now, intervalMs }: DebugOrdersNeeds, lastAt: number | null): Ordered {
  const pauseMs = shortPauseMs(intervalMs);
  const failed = ledger()?.last['poll.failed'];
  const askedUntil = failed === undefined ? 0 : failed.at + (failed.failure.retryAfterMs ?? 0);
  const openAt = Math.max(lastAt === null ? now() + pauseMs : lastAt + pauseMs, askedUntil);
  return {
    status: 429,
    body: { error: 'it polled on order a moment ago, or was asked to wait' },
    retryAfter: Math.max(1, Math.ceil((openAt - now()) / 1_000)),
  };
}
