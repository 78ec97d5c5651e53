/** What the main thread and the index worker say to each other. */

import type { FailureInit } from '../../domain/health/failure.ts';
import type { Compared, IndexBase, Prepared, Reading } from '../../domain/papers/reading.ts';
import type { IndexBody, PrepareFacts } from '../../ports/papers.ts';

/** What each call wants and gives. */
export interface Calls {
  readonly read: {
    readonly input: Pick<IndexBody, 'bytes' | 'encoding'> & { readonly minEntries: number };
    readonly output: Reading;
  };
  readonly compare: {
    readonly input: { readonly known: readonly string[]; readonly base: IndexBase | null };
    readonly output: Compared;
  };
  readonly prepare: {
    readonly input: {
      readonly rows: readonly string[];
      readonly facts: PrepareFacts;
    };
    /** The parts go ahead, one message each. */
    readonly output: Omit<Prepared, 'parts'>;
  };
}

/** One of the three calls, numbered so that an answer finds its question. */
export type Question = {
  [K in keyof Calls]: {
    readonly type: K;
    readonly call: number;
    readonly input: Calls[K]['input'];
  };
}[keyof Calls];

/**
 * Asks for what comes after a part. Parts are fetched one by one: thirty that arrive together
 * would be taken in at once, and hold the event loop for that long.
 */
export interface More {
  readonly type: 'more';
  readonly call: number;
}

/** `failed`: expected trouble. A bug ends the worker instead. */
export type Answer =
  | { readonly type: 'part'; readonly call: number; readonly part: Prepared['parts'][number] }
  | {
      readonly type: 'done';
      readonly call: number;
      readonly value: Calls[keyof Calls]['output'];
    }
  | { readonly type: 'failed'; readonly call: number; readonly failure: FailureInit };
