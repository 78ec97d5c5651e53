import { turnFailed } from '../../domain/delivery/facts.ts';
import type { Tended, TendOrder } from '../../domain/delivery/turn.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import { epochOf } from '../deliverMessage.ts';
import { createRelease, type ReleaseNeeds } from '../people/releaseHeld.ts';
import { recordOf } from './storeOutcome.ts';
import { type TendNeeds, tendQueue } from './tendQueue.ts';

/**
 * Between the messages: first what was held for people and is due goes into the queue, then the
 * table is looked after. A release that fails is a fact and stops nothing: what is held is looked
 * at again with the next turn. Throws DB failures of the sweep and the measurement.
 */
export function createTend(needs: TendNeeds & ReleaseNeeds) {
  const release = createRelease(needs);

  async function tryRelease(epoch: string): Promise<readonly FactDraft[]> {
    try {
      await release(epochOf(epoch));
      return [];
    } catch (thrown) {
      return [turnFailed(recordOf(thrown, 'queue.release', needs.clock))];
    }
  }

  return async (order: TendOrder): Promise<Tended> => {
    const facts = await tryRelease(order.epoch);
    const tended = await tendQueue(needs, order);
    return tended.type === 'fenced' ? tended : { ...tended, facts: [...facts, ...tended.facts] };
  };
}
