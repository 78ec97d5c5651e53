import type { Errand } from './errand.ts';
import type { Slot } from './slot.ts';

/** What waits to be sent: redirects to follow, then files to read, then looks in the order they came. */
export class Line {
  #redirects: Slot[] = [];
  #reads: Errand[] = [];
  #looks: Errand[] = [];

  get isEmpty(): boolean {
    return this.#redirects.length + this.#reads.length + this.#looks.length === 0;
  }

  add(errand: Errand): void {
    if (errand.keepBytes > 0) this.#reads.push(errand);
    else this.#looks.push(errand);
  }

  /** `slot` has a place to go on to. */
  follow(slot: Slot): void {
    this.#redirects.push(slot);
  }

  /** Whose turn it is; null when nobody waits. */
  next(): Errand | null {
    return this.#redirects[0]?.errand ?? this.#reads[0] ?? this.#looks[0] ?? null;
  }

  /** The slot of the errand whose turn it is that waits to follow a redirect, if it is that. */
  nextRedirect(): Slot | undefined {
    return this.#redirects.shift();
  }

  /** Nothing more of this errand is sent. Answers the slots that waited for it. */
  drop(errand: Errand): readonly Slot[] {
    const others = (one: Errand): boolean => one !== errand;
    this.#reads = this.#reads.filter(others);
    this.#looks = this.#looks.filter(others);
    const dropped = this.#redirects.filter((slot) => slot.errand === errand);
    this.#redirects = this.#redirects.filter((slot) => slot.errand !== errand);
    errand.begun = errand.count;
    return dropped;
  }

  /** All of this errand was begun; its redirects may still come. */
  begunAll(errand: Errand): void {
    if (this.#reads[0] === errand) this.#reads.shift();
    if (this.#looks[0] === errand) this.#looks.shift();
  }
}
