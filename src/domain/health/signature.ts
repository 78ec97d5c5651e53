/** Failures that are the same one: counted together, so that a thousand lines are one row to read. */

import type { Fact } from './fact.ts';
import type { FailureRecord } from './failure.ts';
import { failureOfFact } from './ledger.ts';

/** Failures of one kind. Moments in ms since the epoch. */
export interface Signature {
  readonly category: string;
  readonly reason: string;
  readonly component: string;
  readonly operation: string;
  /** For UNKNOWN the line of ours that threw; else null: the adapter knew what it was. */
  readonly frame: string | null;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastMessage: string;
  readonly lastTraceId: string | null;
}

/** The signatures that are kept, by key, the one that was quiet for longest first. */
export type SignatureBook = ReadonlyMap<string, Signature>;

/** No failure was seen yet. */
export const noSignatures: SignatureBook = new Map();

const KEPT = 200;

const keyOf = ({ category, reason, component, operation, frame }: FailureRecord): string =>
  [category, reason, component, operation, frame ?? ''].join(' ');

/** The book with the failure that a fact holds; the same book when it holds none. */
export function withFact(book: SignatureBook, fact: Fact, traceId: string | null): SignatureBook {
  const failure = failureOfFact(fact);
  return failure === null ? book : withFailure(book, failure, fact.at, traceId);
}

function withFailure(
  book: SignatureBook,
  failure: FailureRecord,
  at: number,
  traceId: string | null,
): SignatureBook {
  const key = keyOf(failure);
  const known = book.get(key);
  const others = [...book].filter(([one]) => one !== key).slice(known === undefined ? 1 - KEPT : 0);
  const { category, reason, component, operation, frame = null, message } = failure;
  const seen = {
    category,
    reason,
    component,
    operation,
    frame,
    count: (known?.count ?? 0) + 1,
    firstAt: known?.firstAt ?? at,
    lastAt: at,
    lastMessage: message,
    lastTraceId: traceId,
  };
  return new Map([...others, [key, seen]]);
}
