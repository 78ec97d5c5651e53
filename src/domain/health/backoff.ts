/** How long to wait before trying again. */
export interface BackoffPolicy {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** 0: always the whole delay; 1: anything between nothing and the whole delay. */
  readonly jitter: number;
}

/**
 * The delay before try `n` (0, 1, 2 …), in whole ms: grows by `factor`, never above `maxMs`.
 * `random` is a number from 0 to below 1 that spreads the tries of several actors.
 */
export function backoffMs(policy: BackoffPolicy, n: number, random: number): number {
  const base = Math.min(policy.maxMs, policy.firstMs * policy.factor ** n);
  return Math.round(base * (1 - policy.jitter) + base * policy.jitter * random);
}
