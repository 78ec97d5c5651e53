/** The calm after the storm: all is well, and what waits arrives. */

import { setTimeout as pause } from 'node:timers/promises';
import { selfRules } from '../../domain/alerts/selfRules.ts';
import { OPS, PAPERS, POLL_MS, type Sea } from './sea.ts';
import type { AlertsSeen } from './verdict/alerts/alerts.ts';
import { lastingProblems } from './verdict/alerts/crowd.ts';
import { shownProblems, waitingProblems } from './verdict/alerts/life.ts';
import { readAlerts } from './verdict/alerts/record.ts';
import { missing, toldLines } from './verdict/told.ts';

/** How long what waits may take to arrive: back-offs, leases, pauses of the prober. */
const CALM_MS = 360_000;
/** After a fault has ended, its traces may last so long: leases, back-offs, the pace of Slack. */
const GRACE_MS = 60_000;
const LOOK_MS = 1_000;

/** Depth of the queue as the daemons have it without a word. */
const THRESHOLD = 100;

/** What people were told of papers and drafts. */
export const told = (sea: Sea): readonly string[] => toldLines(sea.slack.messages(PAPERS));

/**
 * Waits until everything promised was told and alerts have come to rest, or the patience is used
 * up. What alerts look like by then.
 */
export async function calm(
  sea: Sea,
  promised: readonly string[],
): Promise<Omit<AlertsSeen, 'lines'>> {
  const begun = performance.now();
  const rules = selfRules({ pollIntervalMs: POLL_MS, threshold: THRESHOLD });
  const look = async (): Promise<Omit<AlertsSeen, 'lines'>> => {
    const calmMs = Math.max(0, performance.now() - begun - GRACE_MS);
    const records = await readAlerts(sea.env['DATABASE_URL'] ?? '');
    return { records, messages: [...sea.slack.messages(OPS)], rules, calmMs };
  };
  // What flickers is edited every half minute, so the last look may be on its way.
  const rests = ({ records, messages, calmMs }: Omit<AlertsSeen, 'lines'>): boolean =>
    waitingProblems(records).length === 0 &&
    shownProblems(records, messages).length === 0 &&
    lastingProblems(records, rules, calmMs).length === 0;
  for (;;) {
    const seen = await look();
    const isOver = missing(promised, told(sea)).length === 0 && rests(seen);
    if (!isOver && performance.now() - begun < CALM_MS) await pause(LOOK_MS);
    else {
      await pause(10_000); // whatever would be told twice may still be on its way
      return seen;
    }
  }
}
