import type { Fact } from '../../domain/health/fact.ts';

const proofs: ReadonlySet<string> = new Set<Fact['type']>([
  'delivery.sent',
  'queue.authorised',
  'queue.proven',
]);

/** When Slack last took something of ours. */
export interface SlackProof {
  note(fact: Fact, steadyMs: number): void;
  /** By the clock that only goes forward; null: it never did. */
  lastAt(): number | null;
}

/**
 * Nothing is proven yet. In a quiet hour the queue tries the token (`queue.proven`), so that a well
 * connected daemon always has a proof.
 */
export function noSlackProof(): SlackProof {
  let last: number | null = null;
  return {
    note: (fact, steadyMs) => {
      if (proofs.has(fact.type)) last = steadyMs;
    },
    lastAt: () => last,
  };
}
