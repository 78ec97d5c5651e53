/** Moments and spans as the health document writes them. */

/** RFC 3339 in UTC with milliseconds; null stays null. */
export const moment = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

/** Whole seconds. */
export const seconds = (ms: number): number => Math.round(ms / 1_000);
