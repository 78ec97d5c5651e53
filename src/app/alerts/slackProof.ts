/** When Slack last took something of ours. In a quiet hour nothing is sent, so the token is tried. */

import type { Verdict } from '../../domain/delivery/verdict.ts';
import type { Ledger } from '../../domain/health/ledger.ts';

/** What the proof is made of. */
export interface SlackProofNeeds {
  readonly now: () => number;
  readonly ledger: () => Ledger | null;
  /** `auth.test`; null in a dry run. */
  readonly askSlack: (() => Promise<Verdict>) | null;
}

const MINUTE = 60_000;
/** The dead man's ping stands on a proof that is at most 15 min old. */
const RENEW_MS = 10 * MINUTE;
const BETWEEN_MS = 4 * MINUTE;

/** Gives the moment of the last proof by the wall clock; null: there was none. */
export function createSlackProof({ now, ledger, askSlack }: SlackProofNeeds) {
  let provenAt: number | null = null;
  let askedAt: number | null = null;
  const isOld = (at: number | null, mostMs: number): boolean =>
    at === null || Math.abs(now() - at) >= mostMs; // a wall clock may jump either way
  const lastAt = (): number | null => {
    const last = ledger()?.last;
    const facts = [last?.['delivery.sent'], last?.['queue.authorised'], last?.['queue.proven']];
    const moments = facts.flatMap((one) => (one === undefined ? [] : [one.at]));
    const all = provenAt === null ? moments : [...moments, provenAt];
    return all.length === 0 ? null : Math.max(...all);
  };
  return async (): Promise<number | null> => {
    if (askSlack !== null && isOld(lastAt(), RENEW_MS) && isOld(askedAt, BETWEEN_MS)) {
      askedAt = now();
      if ((await askSlack()).type === 'sent') provenAt = now();
    }
    return lastAt();
  };
}
