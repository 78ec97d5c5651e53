import { methodOf } from '../domain/delivery/lanes.ts';
import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { TurnOrder, TurnResult } from '../domain/delivery/turn.ts';
import type { Chat, Render } from '../ports/chat.ts';
import type { Outbox, RescueSpool } from '../ports/delivery.ts';
import type { Epoch } from '../ports/leadership.ts';
import type { Ring } from './queue/emergency.ts';
import { foldCompanions } from './queue/foldCompanions.ts';
import type { GateKeeper } from './queue/gateKeeper.ts';
import { sendRow } from './queue/sendRow.ts';
import type { StoreNeeds } from './queue/storeOutcome.ts';

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
  const { outbox, keeper, clock, uuid, ring } = needs;
  if (!ring.isEmpty()) return { type: 'idle' }; // the database learns of it first
  const ticket = keeper.ticket(order.upTo);
  if (ticket === null) return { type: 'idle' };
  const startedAt = clock.elapsed();
  const token = uuid();
  const claimed = await claim(needs, token, { ...order, upTo: ticket.upTo });
  if (claimed.type === 'fenced') return claimed;
  const [row] = claimed.value;
  if (row?.kind !== 'post') ticket.cancel();
  if (row === undefined) return { type: 'idle' };
  keeper.served(row.lane);
  const folded = await foldCompanions(outbox, row, clock.now());
  const late = clock.elapsed() - startedAt > STALE_CLAIM_MS;
  if (late || keeper.closedUntil(methodOf(row.kind), row.dest) > 0) {
    await outbox.giveBack(token, [row.id]);
    return { type: 'idle' };
  }
  return sendRow(needs, folded, order.trial);
}

const claim = (
  { outbox, keeper }: DeliverNeeds,
  token: string,
  { epoch, upTo, except }: TurnOrder,
) => {
  const [prefer, without] = [keeper.preferred(), keeper.without()];
  return outbox.claim(epochOf(epoch), token, 1, { upTo, except, prefer, without });
};

/** The fence of the queue. */
export const epochOf = (epoch: string): Epoch => ({ role: 'messageQueue', epoch });

/** A row with those that are told in the same message. */
export interface Folded {
  readonly row: OutboxRow;
  /** How many messages it is; 1: itself. */
  readonly count: number;
}
