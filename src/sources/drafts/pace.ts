import type { ProbeLimits } from '../../ports/drafts.ts';

/** Requests are sent in bursts, since each wake-up costs more than a request. */
export const BURST_MS = 250;

/**
 * How many requests may go out. What is due is handed out when it is refilled and not in between,
 * so that requests go in bursts: of up to `concurrency`, or of what is due in 250 ms if that is more.
 * What a late refill missed is not made up for: a server that counts must never see more than the rate.
 */
export class Pace {
  #tokens = 0;
  #refilledAt = Number.NEGATIVE_INFINITY;

  /** `now`: ms of a clock that never jumps. */
  refill(now: number, { ratePerSecond, concurrency }: ProbeLimits): void {
    const due = (ratePerSecond * BURST_MS) / 1_000;
    const since = now - this.#refilledAt;
    this.#refilledAt = now;
    if (due < concurrency) {
      // Small bursts: what is left counts, after a rest there is one of `concurrency`.
      const accrued = since === Number.POSITIVE_INFINITY ? concurrency : (due * since) / BURST_MS;
      this.#tokens = Math.min(concurrency, this.#tokens + accrued);
    } else {
      this.#tokens = Math.min(1, this.#tokens) + due * Math.min(1, since / BURST_MS);
    }
  }

  /** Takes one request out of the burst; false when it is used up. */
  take({ ratePerSecond }: ProbeLimits): boolean {
    if (ratePerSecond === 0) return true;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
