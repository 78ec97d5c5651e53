/** Silences: what nobody wants to hear of for a while. They mute notices and nothing else. */

import type { Labels, Severity } from '../rule.ts';

/** What a silence is about: a rule id, `*` standing for anything, and labels that must be so. */
export interface Match {
  readonly rule: string;
  readonly labels: Labels;
}

/** Moments in wall time. */
export interface Silence {
  readonly id: string;
  readonly match: Match;
  readonly author: string;
  readonly reason: string;
  readonly fromAt: number;
  readonly untilAt: number;
  /** Who ended it before its time; null when nobody did. */
  readonly endedBy: string | null;
}

const HOUR = 3_600_000;
const LONGEST_MS = 7 * 24 * HOUR;
const LONGEST_P1_MS = HOUR;

/** The part of a silence that its author chooses. */
export interface Wish {
  readonly match: Match;
  readonly spanMs: number;
  readonly reason: string;
}

/** Whether a match is about this. */
export function matches(
  match: Match,
  what: { readonly rule: string; readonly labels: Labels },
): boolean {
  const pattern = match.rule.split(/\*+/).map(literally).join('.*'); // many stars would never end
  return (
    new RegExp(`^${pattern}$`).test(what.rule) &&
    Object.entries(match.labels).every(([name, value]) => what.labels[name] === value)
  );
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Why a wish cannot be granted; null when it can. `rules`: all there are. */
export function refusalOf(
  { match, spanMs, reason }: Wish,
  rules: readonly { readonly id: string; readonly severity: Severity }[],
): string | null {
  if (match.rule.replaceAll('*', '') === '' && Object.keys(match.labels).length === 0)
    return 'a silence must name a rule or a label';
  const muted = rules.filter(({ id }) =>
    matches({ ...match, labels: {} }, { rule: id, labels: {} }),
  );
  if (muted.length === 0) return `no rule is called ${match.rule}`;
  if (!(Number.isFinite(spanMs) && spanMs > 0)) return 'a silence needs a time to end';
  if (spanMs > LONGEST_MS) return 'a silence lasts at most 7 days';
  const urgent = muted.find(({ severity }) => severity === 'P1');
  if (urgent !== undefined && spanMs > LONGEST_P1_MS)
    return `${urgent.id} is P1: a silence of it lasts at most 1 hour`;
  return reason.trim() === '' ? 'a silence needs a reason' : null;
}

/** Whether somebody wants to hear nothing of this now. */
export const isSilenced = (
  silences: readonly Silence[],
  what: { readonly rule: string; readonly labels: Labels },
  wall: number,
): boolean =>
  silences.some(
    ({ match, fromAt, untilAt, endedBy }) =>
      endedBy === null && fromAt <= wall && wall < untilAt && matches(match, what),
  );

/** When the next silence ends, in wall time; null for none. */
export const nextEnd = (silences: readonly Silence[], wall: number): number | null =>
  silences.reduce<number | null>(
    (first, { untilAt, endedBy }) =>
      endedBy === null && untilAt > wall && (first === null || untilAt < first) ? untilAt : first,
    null,
  );
