/** What the prober says. */

import type { CycleFacts } from '../papers/probe/cycle/facts.ts';
import type { KnownCycles } from '../papers/probe/steps.ts';
import type { FailureCategory } from './failure.ts';

/** Moments in ms since the epoch, or null for never. */
export type ProbeFact =
  /** Read from the store at the start of an incarnation, so that a restart forgets nothing. */
  | ({ readonly type: 'probe.known' } & KnownCycles)
  /** One for each cycle, failed ones too; `id` is its uuid. */
  | ({ readonly type: 'probe.cycle'; readonly id: string } & CycleFacts)
  /** A single request without a usable answer: the first few of each category in a cycle. */
  | {
      readonly type: 'probe.request_failed';
      readonly url: string;
      readonly failureCategory: FailureCategory;
      readonly failureReason: string;
    }
  | {
      readonly type: 'draft.found' | 'draft.updated';
      readonly number: number;
      readonly revision: number;
      readonly url: string;
      /** It has lain there for long: history. */
      readonly older: boolean;
    };
