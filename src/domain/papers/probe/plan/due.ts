/** Which planned URLs are due in a cycle. */

import { slotOf } from '../file.ts';
import type { PlannedUrl } from './plan.ts';
import { newTarget, type ProbeRow, type Target } from './rows.ts';

/** What the store knows when a cycle begins. */
export interface Known {
  /** The rows by URL; those no longer planned too. */
  readonly rows: ReadonlyMap<string, ProbeRow>;
  /** The number of this cycle. */
  readonly cycle: number;
  /** The number of the last cycle, if nobody knows how it ended; else null. */
  readonly interrupted: number | null;
}

/** All planned URLs, and which of their rows must be written. */
export interface DueUrls {
  readonly targets: readonly Target[];
  readonly changed: readonly ProbeRow[];
}

/** A URL that an interrupted cycle may not have asked waits for its next turn, if that comes this soon. */
const SOON = 24;

/** New URLs of these classes are asked at once. */
const eager: ReadonlySet<string> = new Set(['watched', 'F', 'A']);

/** It is to be asked in every cycle c for which (c + slot) mod period is 0: an even load. */
const isTurn = (url: string, period: number, cycle: number): boolean =>
  (cycle + slotOf(url)) % period === 0;

/** The interrupted cycle was about to ask it, and its own turn is far off. */
const isInDoubt = ({ lastAsked, lastStatus }: ProbeRow, period: number, known: Known): boolean =>
  known.interrupted !== null &&
  lastAsked === known.interrupted &&
  lastStatus === null &&
  period > SOON;

/** Whether a URL that was not due before has become so. */
function isDue(planned: PlannedUrl, row: ProbeRow | undefined, known: Known): boolean {
  if (isTurn(planned.url, planned.period, known.cycle)) return true;
  if (row === undefined) return eager.has(planned.class);
  if (planned.class === 'watched' && row.class !== 'watched') return true;
  return isInDoubt(row, planned.period, known);
}

/** Nearly all rows are: nothing is made for them, since there are thousands. */
const isAsBefore = (row: ProbeRow, planned: PlannedUrl, since: number | null): row is Target =>
  row.class === planned.class && row.period === planned.period && row.dueSince === since;

/** A row that is planned no more and was never asked gets a date, so that it is not kept for ever. */
function forgotten(plan: readonly PlannedUrl[], known: Known): readonly ProbeRow[] {
  const planned = new Set(plan.map(({ url }) => url));
  return [...known.rows.values()].flatMap((row) => {
    const isUsed = row.lastAsked !== null || row.dueSince !== null || planned.has(row.url);
    return isUsed ? [] : [{ ...row, dueSince: known.cycle }];
  });
}

/** Joins the plan with what is known, and marks what has become due. */
export function dueUrls(plan: readonly PlannedUrl[], known: Known): DueUrls {
  const isFirst = known.rows.size === 0;
  const changed: ProbeRow[] = [];
  let joined = 0;
  const targets = plan.map((planned): Target => {
    const row = known.rows.get(planned.url);
    if (row !== undefined) joined += 1;
    const since = row?.dueSince ?? (isDue(planned, row, known) ? known.cycle : null);
    if (row !== undefined && isAsBefore(row, planned, since)) return row;
    const target = { ...(row ?? newTarget(planned, isFirst)), ...planned, dueSince: since };
    changed.push(target);
    return target;
  });
  if (joined < known.rows.size) changed.push(...forgotten(plan, known));
  return { targets, changed };
}
