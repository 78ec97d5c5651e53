import { quantile } from '../../support/measure.ts';
import type { Draft, History } from './history.ts';

/** What looking came to. */
export interface Replayed {
  /** When each draft was found, in ms since the epoch; also those that were published by then. */
  readonly found: ReadonlyMap<Draft, number>;
  readonly requestsADay: number;
}

/** The result in numbers; delays in hours from when the draft appeared. */
export interface Recall {
  readonly requestsADay: number;
  /** Drafts that were found before they were published, of all. */
  readonly share: number;
  readonly medianHours: number;
  readonly p90Hours: number;
}

export function recallOf({ drafts }: History, { found, requestsADay }: Replayed): Recall {
  const delays = drafts.flatMap((draft) => {
    const at = found.get(draft);
    return at === undefined || at >= draft.publishedAt ? [] : [(at - draft.appearsAt) / 3_600_000];
  });
  return {
    requestsADay,
    share: delays.length / drafts.length,
    medianHours: quantile(delays, 0.5),
    p90Hours: quantile(delays, 0.9),
  };
}
