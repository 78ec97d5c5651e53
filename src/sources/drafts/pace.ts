import type { ProbeLimits } from '../../ports/drafts.ts';

/** Requests are sent in bursts, since each wake-up costs more than a request. */
const BURST_MS = 250;
/** A server that counts sees, in any second, the rate and one burst more: so fast ones are kept small. */
const LARGEST_BURST = 10;
const SHORTEST_MS = 10;

/** The time from one burst to the next, in ms. */
export const burstMs = (ratePerSecond: number): number =>
  ratePerSecond * BURST_MS <= LARGEST_BURST * 1_000
    ? BURST_MS
    : Math.max(SHORTEST_MS, Math.floor((LARGEST_BURST * 1_000) / ratePerSecond));

/**
 * How many requests may go out. What accrued is handed out when it is refilled and not in between,
 * so that requests go in bursts: of up to `concurrency`, or of what is due until the next one.
 */
export class Pace {
  #tokens = Number.POSITIVE_INFINITY; // the first refill cuts it to one burst
  #refilledAt = 0;

  /** `now`: ms of a clock that never jumps. */
  refill(now: number, { ratePerSecond, concurrency }: ProbeLimits): void {
    const due = (ratePerSecond * burstMs(ratePerSecond)) / 1_000;
    const accrued = (ratePerSecond * (now - this.#refilledAt)) / 1_000;
    this.#tokens = Math.min(Math.max(concurrency, due), this.#tokens + accrued);
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
