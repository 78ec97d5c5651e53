import type { Ledger } from '../../domain/health/ledger.ts';

/**
 * When Slack last took something of ours, by the wall clock; null: it never did. In a quiet hour
 * the queue tries the token (`queue.proven`), so that a well connected daemon always has a proof.
 */
export function slackProvenAt(ledger: Ledger | null): number | null {
  const last = ledger?.last;
  const facts = [last?.['delivery.sent'], last?.['queue.authorised'], last?.['queue.proven']];
  const moments = facts.flatMap((one) => (one === undefined ? [] : [one.at]));
  return moments.length === 0 ? null : Math.max(...moments);
}
