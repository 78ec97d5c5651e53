/** What a pool has seen: the part of its status that is counted, not looked up. */

import { Failure } from '../../domain/health/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PoolError, PoolStatus } from '../../ports/database.ts';

type Counted = Omit<PoolStatus, 'max' | 'open' | 'connecting' | 'inUse' | 'earlyCloses'>;

/** Counts and last times of one pool. */
export class Tally {
  readonly #clock: Clock;
  connects = 0;
  deadlineHits = 0;
  recycles = 0;
  repeats = 0;
  #waiting = 0;
  #waitingSince: number | null = null;
  #lastOk = Number.NEGATIVE_INFINITY;
  #lastOkAt: number | null = null;
  #failing = false;
  #lastCheckMs: number | null = null;
  #lastError: PoolError | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  succeeded(): void {
    this.#lastOk = this.#clock.elapsed();
    this.#lastOkAt = this.#clock.now();
    this.#failing = false;
  }

  /** How long no statement has succeeded, in ms. */
  sinceOk(): number {
    return this.#clock.elapsed() - this.#lastOk;
  }

  /** Only failures of the database are kept: an aborted call says nothing about it. */
  failed(thrown: unknown): void {
    if (!(thrown instanceof Failure) || thrown.category !== 'DB') return;
    const { code = '' } = thrown.details;
    this.#failing = true;
    this.#lastError = { reason: thrown.reason, code: String(code), at: this.#clock.now() };
  }

  checked(tookMs: number): number {
    this.#lastCheckMs = tookMs;
    return tookMs;
  }

  /** How many wait for a slot now. */
  line(waiting: number): void {
    this.#waiting = waiting;
    if (waiting === 0) this.#waitingSince = null;
    else this.#waitingSince ??= this.#clock.elapsed();
  }

  status(): Counted {
    return {
      waiting: this.#waiting,
      waitingMs: this.#waitingSince === null ? null : this.#clock.elapsed() - this.#waitingSince,
      connects: this.connects,
      deadlineHits: this.deadlineHits,
      recycles: this.recycles,
      repeats: this.repeats,
      failing: this.#failing,
      lastOkAt: this.#lastOkAt,
      lastCheckMs: this.#lastCheckMs,
      lastError: this.#lastError,
    };
  }
}
