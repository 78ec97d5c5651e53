import type { ProbeLimits } from '../../ports/drafts.ts';

/** Requests are sent in bursts, since each wake-up costs more than a request. */
export const BURST_MS = 250;

/**
 * How many requests may go out. What accrued is handed out when it is refilled and not in between,
 * so that requests go in bursts: of up to `concurrency`, or of what is due in 250 ms if that is more.
 */
export class Pace {
  #tokens = Number.POSITIVE_INFINITY; // the first refill cuts it to one burst
  #refilledAt = 0;

  /** `now`: ms of a clock that never jumps. */
  refill(now: number, { ratePerSecond, concurrency }: ProbeLimits): void {
    const burst = Math.max(concurrency, (ratePerSecond * BURST_MS) / 1_000);
    const accrued = (ratePerSecond * (now - this.#refilledAt)) / 1_000;
    this.#tokens = Math.min(burst, this.#tokens + accrued);
    this.#refilledAt = now;
  }

  /** Takes one request out of the burst; false when it is used up. */
  take({ ratePerSecond }: ProbeLimits): boolean {
    if (ratePerSecond === 0) return true;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
