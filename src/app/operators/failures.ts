import type { Fact } from '../../domain/health/fact.ts';
import { noSignatures, type Signature, withFact } from '../../domain/health/signature.ts';

/** Failures by signature, as they come in. */
export interface Failures {
  note(fact: Fact, traceId: string | null): void;
  /** The one seen last comes first. */
  list(): readonly Signature[];
}

/** No failure was seen yet. */
export function noFailures(): Failures {
  let book = noSignatures;
  return {
    note: (fact, traceId) => {
      book = withFact(book, fact, traceId);
    },
    list: () => [...book.values()].reverse(),
  };
}
