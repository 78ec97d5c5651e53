/**
 * A clock that moves only when it is told to, and then in the order of due times: a timer that is
 * set while another fires counts from that one's due time, not from the end of the jump.
 */

interface Timer {
  readonly id: number;
  readonly due: number;
  readonly fn: () => void;
}

/** For actors (`clock`) and for `env.now`; its zero is the start of the test. */
export class VirtualClock {
  #now: number;
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();

  constructor(startsAt = 0) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  /** A negative delay is none. */
  readonly setTimeout = (fn: (...args: readonly unknown[]) => void, ms = 0): number => {
    const id = this.#nextId++;
    this.#timers.set(id, { id, due: this.#now + Math.max(0, ms), fn });
    return id;
  };

  readonly clearTimeout = (id: unknown): void => {
    if (typeof id === 'number') this.#timers.delete(id);
  };

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; null when there is none. */
  nextDue(): number | null {
    return this.#first()?.due ?? null;
  }

  /** Fires exactly one timer, moving to its time. False when there is none. */
  fireNext(): boolean {
    const timer = this.#first();
    if (timer === null) return false;
    this.#timers.delete(timer.id);
    this.#now = Math.max(this.#now, timer.due);
    timer.fn();
    return true;
  }

  /** Lets so much time pass, with everything that becomes due in it. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let due = this.nextDue(); due !== null && due <= until; due = this.nextDue())
      this.fireNext();
    this.#now = until;
  }

  /** By due time, then in the order of setting. */
  #first(): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers.values())
      if (first === null || timer.due < first.due) first = timer;
    return first;
  }
}
