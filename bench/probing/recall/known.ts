import { frontier } from '../../../src/domain/papers/frontier.ts';
import type { PaperNumber } from '../../../src/domain/papers/probe/plan/numbers.ts';
import type { History, Paper } from './history.ts';

/** What the index says as time goes by: the latest revision of each number. */
export class Known {
  readonly numbers = new Map<number, PaperNumber>();
  readonly #history: History;
  #released = 0;

  constructor(history: History) {
    this.#history = history;
    for (const { at, ...paper } of history.before) this.#take(paper, at);
  }

  /** Takes in what was published up to this moment; true when that was anything. */
  upTo(now: number): boolean {
    const before = this.#released;
    for (let next = this.#next(now); next !== null; next = this.#next(now)) {
      for (const paper of next.papers) this.#take(paper, next.at);
      this.#released += 1;
    }
    return this.#released > before;
  }

  /** Of the numbers that are published and of `others`. */
  frontier(others: Iterable<number> = []): number {
    const all = new Set([...this.numbers.keys(), ...others]);
    return frontier([...all].toSorted((a, b) => a - b));
  }

  #next(now: number) {
    const next = this.#history.releases[this.#released];
    return next !== undefined && next.at <= now ? next : null;
  }

  #take({ number, revision, extension }: Paper, at: number): void {
    const known = this.numbers.get(number);
    if (known === undefined || known.revision < revision)
      this.numbers.set(number, { number, revision, extension, at });
  }
}
