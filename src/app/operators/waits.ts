import type { Fact } from '../../domain/health/fact.ts';

/** Waiting for a fact, such as the end of a poll that was ordered. */
export interface Waits {
  /** Tells whoever waits for it. */
  note(fact: Fact): void;
  /** The next fact that fits; null when none came within the time. */
  next<T extends Fact>(fits: (fact: Fact) => fact is T, withinMs: number): Promise<T | null>;
}

/** Nobody waits yet. */
export function noWaits(): Waits {
  const waiting = new Set<(fact: Fact) => void>();
  return {
    note: (fact) => {
      for (const hear of waiting) hear(fact);
    },
    next: <T extends Fact>(fits: (fact: Fact) => fact is T, withinMs: number) =>
      new Promise<T | null>((resolve) => {
        const end = (found: T | null): void => {
          clearTimeout(timer);
          waiting.delete(hear);
          resolve(found);
        };
        const hear = (fact: Fact): void => {
          if (fits(fact)) end(fact);
        };
        const timer = setTimeout(() => end(null), withinMs).unref();
        waiting.add(hear);
      }),
  };
}
