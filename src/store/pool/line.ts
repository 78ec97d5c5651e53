/** Who waits for a slot: first in, first out, urgent ones ahead. */

/** A place in the line. `call` is called once, when its turn has come. */
export interface Place {
  readonly urgent: boolean;
  call(): void;
  /** The pool closes: there will be no turn. */
  dismiss(): void;
}

/** A line of at most `longest` places. */
export class Line {
  readonly #longest: number;
  readonly #urgent = new Set<Place>();
  readonly #others = new Set<Place>();

  constructor(longest: number) {
    this.#longest = longest;
  }

  get length(): number {
    return this.#urgent.size + this.#others.size;
  }

  /** False when the line is full. */
  enter(place: Place): boolean {
    if (this.length >= this.#longest) return false;
    (place.urgent ? this.#urgent : this.#others).add(place);
    return true;
  }

  leave(place: Place): void {
    this.#urgent.delete(place);
    this.#others.delete(place);
  }

  /** Takes the first out of the line. */
  next(): Place | undefined {
    const [first] = this.#urgent.size > 0 ? this.#urgent : this.#others;
    if (first !== undefined) this.leave(first);
    return first;
  }
}
