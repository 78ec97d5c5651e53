import { type Consequence, consequenceOf } from '../domain/delivery/consequence.ts';
import { deliveryFacts, queueFact, toldOf, turnFailed } from '../domain/delivery/facts.ts';
import { methodOf } from '../domain/delivery/lanes.ts';
import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { Outcome } from '../domain/delivery/result.ts';
import type { TurnOrder, TurnResult } from '../domain/delivery/turn.ts';
import type { Verdict } from '../domain/delivery/verdict.ts';
import type { FactDraft } from '../domain/health/fact.ts';
import { Failure } from '../domain/health/failure.ts';
import type { Chat, Outbox, Render, Rendered, RescueSpool } from '../ports/delivery.ts';
import type { Epoch } from '../ports/leadership.ts';
import type { Ring } from './queue/emergency.ts';
import type { GateKeeper } from './queue/gateKeeper.ts';
import { keepOutcome, type StoreNeeds } from './queue/storeOutcome.ts';

/** Where messages go: to Slack, or on paper where there are no tokens. */
export type Way = { readonly mode: 'slack'; readonly chat: Chat } | { readonly mode: 'dry_run' };

export interface DeliverNeeds extends StoreNeeds {
  readonly outbox: Outbox;
  readonly render: Render;
  readonly way: Way;
  readonly keeper: GateKeeper;
  /** Alerts that went past the database. */
  readonly ring: Ring;
  readonly rescueSpool: RescueSpool;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly uuid: () => string;
}

const STALE_CLAIM_MS = 20_000; // the lease is 30 s, a call takes up to 10

/**
 * One turn: claims one row, sends it, stores what became of it. A result that the database does
 * not take is given back as `unrecorded`. Throws DB failures of the claim: nothing was sent then.
 */
export async function deliverMessage(needs: DeliverNeeds, order: TurnOrder): Promise<TurnResult> {
  const { outbox, keeper, clock, uuid } = needs;
  if (!needs.ring.isEmpty()) return { type: 'idle' }; // the database learns of it first
  const ticket = keeper.ticket(order.upTo);
  if (ticket === null) return { type: 'idle' };
  const startedAt = clock.elapsed();
  const token = uuid();
  const claimed = await claim(outbox, token, { ...order, upTo: ticket.upTo });
  if (claimed.type === 'fenced') return claimed;
  const [row] = claimed.value;
  if (row?.kind !== 'post') ticket.cancel();
  if (row === undefined) return { type: 'idle' };
  const late = clock.elapsed() - startedAt > STALE_CLAIM_MS;
  if (late || keeper.closedUntil(methodOf(row.kind), row.dest) > 0) {
    await outbox.giveBack(token, [row.id]);
    return { type: 'idle' };
  }
  return act(needs, row, order.trial);
}

const claim = (outbox: Outbox, token: string, { epoch, upTo, except }: TurnOrder) =>
  outbox.claim(epochOf(epoch), token, 1, { upTo, except });

/** The fence of the queue. */
export const epochOf = (epoch: string): Epoch => ({ role: 'messageQueue', epoch });

async function act(needs: DeliverNeeds, row: OutboxRow, trial: boolean): Promise<TurnResult> {
  const { render, way } = needs;
  const message = drawn(render, row);
  if (!('text' in message)) return judge(needs, row, message, trial);
  if (way.mode === 'dry_run') return print(needs, row, message.text);
  return judge(needs, row, await ask(way.chat, message), trial);
}

const judge = (needs: DeliverNeeds, row: OutboxRow, verdict: Verdict, trial: boolean) => {
  const around = { now: needs.clock.now(), random: needs.random(), trial };
  return conclude(needs, row, consequenceOf(row, verdict, around));
};

/** The message; one that cannot be rendered is our bug, and refused like one that Slack refuses. */
export function drawn(render: Render, row: OutboxRow): Rendered | Verdict {
  try {
    return render(row);
  } catch (thrown) {
    return { type: 'refused', kind: 'payload', failure: Failure.from(thrown, 'render') };
  }
}

/** One call. */
export async function ask(chat: Chat, message: Rendered): Promise<Verdict> {
  try {
    return await chat.deliver(message);
  } catch (thrown) {
    // It never throws for what others do; whatever the bug is, the message may be out.
    return { type: 'ambiguous', failure: Failure.from(thrown, 'chat.deliver') };
  }
}

/** Stores what follows from a verdict and says so. */
export async function conclude(
  needs: StoreNeeds & Pick<DeliverNeeds, 'keeper' | 'ring'>,
  row: OutboxRow,
  consequence: Consequence,
): Promise<TurnResult> {
  const { limit, result, suspend, signal } = consequence;
  const gates = limit === null ? [] : needs.keeper.limited(limit);
  if (row.lane === 0 && row.kind === 'post' && row.anchorKey !== null && result.type === 'sent')
    needs.ring.learn(row.anchorKey, result);
  const facts = deliveryFacts(row, consequence, gates, needs.clock.now());
  return store(needs, { row: rowOf(row), result, gates, suspend }, signal, facts);
}

/** In dry run the line is the message: the fact carries its text. */
function print(needs: DeliverNeeds, row: OutboxRow, text: string): Promise<TurnResult> {
  const fact = queueFact({ type: 'delivery.printed', text, ...toldOf(row) }, needs.clock.now());
  const outcome = { result: { type: 'printed' }, gates: [], suspend: null } as const;
  return store(needs, { row: rowOf(row), ...outcome }, 'success', [fact]);
}

const rowOf = ({ id, nonce, dest }: OutboxRow): Outcome['row'] => ({ id, nonce, dest });

async function store(
  needs: StoreNeeds,
  outcome: Outcome,
  signal: Consequence['signal'],
  facts: readonly FactDraft[],
): Promise<TurnResult> {
  const { unrecorded, failures } = await keepOutcome(needs, outcome);
  return {
    ...{ type: 'handled', dest: outcome.row.dest, signal, unrecorded },
    facts: [...facts, ...failures.map(turnFailed)],
  };
}
