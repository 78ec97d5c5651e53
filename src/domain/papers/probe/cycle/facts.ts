/** What a cycle came to, in numbers: the same for log, health, history and operators. */

/**
 * OK: at least one draft was found or updated. EMPTY: nothing new. PARTIAL: cut by budget or
 * deadline, what is left stays due. FAILED: it says nothing of what it did not see.
 */
export type CycleResult = 'OK' | 'EMPTY' | 'PARTIAL' | 'FAILED';

/** `missing_only`: no file was learned yet that must be there. */
export type CanaryState = 'passed' | 'missing_only' | 'failed';

/** Plain data; rates have four decimals. */
export interface CycleFacts {
  /** The number of the cycle. */
  readonly cycle: number;
  readonly result: CycleResult;
  /** In ms since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** All that was sent: canaries and verifying reads too. */
  readonly requests: number;
  /** Looks without canaries: hits, misses, suspicious answers and errors. */
  readonly attempts: number;
  readonly hits: number;
  readonly misses: number;
  readonly suspicious: number;
  /** By failure category. */
  readonly errors: Readonly<Record<string, number>>;
  /** Hits among hits and misses; null without any. */
  readonly hitRate: number | null;
  /** Errors among attempts; null without any. */
  readonly errorRate: number | null;
  /** Requests per second, 0: no pacing. */
  readonly rate: number;
  readonly canary: CanaryState;
  /** URLs that are due and were not asked. */
  readonly dueLeft: number;
  /** URLs in the plan. */
  readonly targets: number;
  /** Drafts found, and drafts updated. */
  readonly found: number;
  readonly updated: number;
}
