import type { Leased } from '../domain/watchdog/steps.ts';
import type { Leadership } from '../ports/leadership.ts';

export interface LeaseNeeds {
  readonly leadership: Pick<Leadership, 'bid' | 'release'>;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Bidding for the lease, and giving it back; one for each process that may lead. */
export function keepLease({ leadership, random }: LeaseNeeds) {
  let isFirst = true; // until one was answered
  let underWay: Promise<unknown> = Promise.resolve();

  async function answered(): Promise<Leased> {
    const bid = await leadership.bid(isFirst);
    isFirst = false;
    return bid.type === 'leading'
      ? { ...bid, random: random() }
      : { type: 'standby', holder: bid.holder, random: random() };
  }

  /** One bid. Throws DB failures. */
  function bid(): Promise<Leased> {
    const leased = answered();
    underWay = leased;
    return leased;
  }

  /** Gives the lease back, behind a bid under way: the other way round it would be ours again. */
  async function release(): Promise<void> {
    await Promise.allSettled([underWay]);
    await leadership.release();
  }

  return { bid, release };
}
