/** Drafts found before they were published, through six years of mailings. Line 11. */

import type { BenchRow } from '../row.ts';
import { historyBy } from './recall/history.ts';
import { replayOurs } from './recall/ours.ts';
import { type Recall, recallOf } from './recall/replayed.ts';
import { replayTheirs } from './recall/theirs.ts';

/** Any other seed does as well; with this one the numbers can be compared. */
const SEED = 1;
const SIGMA = 0.9;
/** Half of the drafts lie there for less than … days. */
const MEDIANS = [3, 7, 14];
/** Of their requests. */
const PART = 1 / 7;

const shown = ({ requestsADay, share, medianHours, p90Hours }: Recall): string => {
  const delay = `median ${medianHours.toFixed(1)} h, p90 ${p90Hours.toFixed(1)} h`;
  const perDay = Math.round(requestsADay).toLocaleString('en');
  return `${perDay} a day, ${(100 * share).toFixed(1)} % found, ${delay}`;
};

/** One row for each guess at how long drafts lie there. */
export async function recallBench(): Promise<BenchRow[]> {
  return MEDIANS.map((medianDays) => {
    const history = historyBy({ seed: SEED, medianDays, sigma: SIGMA });
    const theirs = recallOf(history, replayTheirs(history));
    const ours = recallOf(history, replayOurs(history));
    const ratio = ours.requestsADay / theirs.requestsADay;
    return {
      line: `11 recall: ${history.drafts.length} drafts, out ${medianDays} days (median) before their mailing`,
      floor: `Python paperscout: ${shown(theirs)}`,
      ours: shown(ours),
      ratio,
      goal: 'requests <= 1/7, share not lower',
      met: ratio <= PART && ours.share >= theirs.share,
    };
  });
}
