/** Time, as it is wanted from outside. Types only. */

/** Two clocks: one for people and rows, one for spans. Both in ms. */
export interface Clock {
  /** Wall time, ms since the epoch; may jump. */
  now(): number;
  /** Time that only passes; its zero means nothing. */
  elapsed(): number;
}
