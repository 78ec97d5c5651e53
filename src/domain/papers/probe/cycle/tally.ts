import type { FailureCategory, Kind } from '../../../health/failure.ts';

/** Fewer requests than this say nothing about the share of errors. */
const ENOUGH = 20;
/** More suspicious answers than this: the server answers otherwise than agreed. */
const MOST_SUSPICIOUS = 3;
/** Single failed requests are told of, up to so many of each category. */
const TOLD_ERRORS = 10;

/** A request without a usable answer, for the log. */
export interface FailedRequest {
  readonly url: string;
  readonly category: FailureCategory;
  readonly reason: string;
}

/** What is counted in a cycle; plain numbers, one for each probe would be too dear. */
export class Tally {
  /** All that was sent: canaries, redirects, verifying reads. */
  requests = 0;
  hits = 0;
  misses = 0;
  suspicious = 0;
  /** The first few of each category. */
  readonly failed: FailedRequest[] = [];
  readonly #errors = new Map<FailureCategory, Map<string, number>>();
  #errorCount = 0;

  error(request: FailedRequest): void {
    const { category, reason } = request;
    const reasons = this.#errors.get(category) ?? new Map<string, number>();
    this.#errors.set(category, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
    this.#errorCount += 1;
    if (this.errors()[category] <= TOLD_ERRORS) this.failed.push(request);
  }

  /** Errors by category. */
  errors(): Readonly<Record<string, number>> & Record<FailureCategory, number> {
    const sums = [...this.#errors].map(([category, reasons]) => [
      category,
      [...reasons.values()].reduce((sum, one) => sum + one, 0),
    ]);
    return Object.fromEntries(sums);
  }

  /** Looks that came to something; canaries and verifying reads are none. */
  attempts(): number {
    return this.hits + this.misses + this.suspicious + this.#errorCount;
  }

  /** Hits among hits and misses; null without any. */
  hitRate(): number | null {
    const judged = this.hits + this.misses;
    return judged === 0 ? null : this.hits / judged;
  }

  errorRate(): number | null {
    const attempts = this.attempts();
    return attempts === 0 ? null : this.#errorCount / attempts;
  }

  isSuspicious(): boolean {
    return this.suspicious > MOST_SUSPICIOUS;
  }

  /** The most frequent kind of error when more than a tenth of at least 20 looks failed; else null. */
  tooManyErrors(): Kind | null {
    const attempts = this.attempts();
    if (attempts < ENOUGH || this.#errorCount * 10 <= attempts) return null;
    const kinds = [...this.#errors].flatMap(([category, reasons]) =>
      [...reasons].map(([reason, count]) => ({ category, reason, count })),
    );
    const errors = this.errors();
    const [worst] = kinds.sort(
      (a, b) => errors[b.category] - errors[a.category] || b.count - a.count,
    );
    return worst === undefined
      ? null
      : ({ category: worst.category, reason: worst.reason } as Kind); // pairs of `meaningOf`
  }
}
