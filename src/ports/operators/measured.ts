/** How adapters tell how long something took. Types only. */

/** One outgoing request that ended, well or not. */
export interface MeasuredRequest {
  /** What was asked: an operation such as `index.fetch`, or the address at Slack. */
  readonly what: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
}

/** Hears of every request. Must not throw. */
export type OnRequest = (request: MeasuredRequest) => void;

/** Hears of every statement: its name, and how long the caller waited for it, in ms. Must not throw. */
export type OnStatement = (name: string, ms: number) => void;
