/** What operators order over HTTP: the same orders as by a command, answered by status codes. */

import type { Waits } from '../../../app/operators/waits.ts';
import type { Fact, FactOf } from '../../../domain/health/fact.ts';
import type { Query } from '../../../http/debug/query.ts';
import type { GivenOrder, Order, Ordered } from '../../../http/debug/routes.ts';
import type { OrderAnswer, Orders } from '../../../ports/talk/orders.ts';

/** What orders need. Functions, since the tree comes and goes. */
export interface DebugOrdersNeeds {
  /** Null while there is no tree. */
  readonly orders: () => Pick<Orders, 'give'> | null;
  readonly waits: Waits;
}

const LONGEST_WAIT_MS = 60_000;
const BY = 'http';

type Ended = FactOf<'poll.succeeded' | 'poll.failed' | 'probe.cycle'>;

/** `POST /debug/poll` and `/debug/probe`. */
export function debugOrders(needs: DebugOrdersNeeds): readonly Order[] {
  const giving =
    (order: Parameters<Orders['give']>[0], isEnd: (fact: Fact) => fact is Ended) =>
    async ({ query }: GivenOrder): Promise<Ordered> => {
      const waits = wantsToWait(query);
      const orders = needs.orders();
      if (orders === null) return notYet;
      // From before the order is given: a short poll may be over before the answer is here.
      const end = waits ? needs.waits.next(isEnd, LONGEST_WAIT_MS) : null;
      const answer = await orders.give(order, BY);
      if (!answer.done) return refusal(answer);
      return outcome(answer.cycle ?? null, await end);
    };
  const common = { method: 'POST', fields: [], query: ['wait'] } as const;
  return [
    { ...common, path: 'poll', give: giving({ type: 'poll' }, isPoll) },
    { ...common, path: 'probe', give: giving({ type: 'probe', number: null }, isCycle) },
  ];
}

/** The result of this poll or cycle, where somebody waited for it and it came in time. */
const outcome = (cycle: string | null, end: Ended | null): Ordered =>
  end === null || idOf(end) !== cycle
    ? { status: 202, body: { cycle } }
    : { status: 200, body: { ...resultOf(end), cycle } };

const idOf = (end: Ended): string => (end.type === 'probe.cycle' ? end.id : end.cycle);

const isPoll = (fact: Fact): fact is Ended =>
  fact.type === 'poll.succeeded' || fact.type === 'poll.failed';

const isCycle = (fact: Fact): fact is Ended => fact.type === 'probe.cycle';

const wantsToWait = (query: Query): boolean =>
  query.text('wait') !== null && query.count('wait', 1, 1) === 1;

const notYet: Ordered = { status: 503, body: { error: 'the actors are not up yet' } };

/** Too soon is 429; all else that stands in the way is 409. */
const refusal = ({ text, retryAfterMs }: OrderAnswer): Ordered =>
  retryAfterMs === undefined
    ? { status: 409, body: { error: text } }
    : { status: 429, body: { error: text }, retryAfter: Math.ceil(retryAfterMs / 1_000) };

function resultOf(end: Ended): object {
  const at = new Date(end.at).toISOString();
  if (end.type === 'probe.cycle') {
    const { type: _, component: __, id: ___, cycle: number, startedAt, ...rest } = end;
    return { ...rest, at, number, startedAt: new Date(startedAt).toISOString() };
  }
  const { type: _, component: __, ...rest } = end;
  return { ...(end.type === 'poll.failed' ? { result: 'failed' } : {}), ...rest, at };
}
