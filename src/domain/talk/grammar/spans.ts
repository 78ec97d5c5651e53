/** Spans, times of day, zones and months as people write them. */

import { daysIn } from '../../papers/entry/date.ts';
import { type Problem, problem } from './command.ts';

const MINUTE = 60_000;
const units: Readonly<Record<string, number>> = {
  m: MINUTE,
  h: 60 * MINUTE,
  d: 1_440 * MINUTE,
  w: 10_080 * MINUTE,
};

/** `3d`, `12h`, `2w`, `30m` in ms; null for what is no span. */
export function readSpan(word: string): number | null {
  const match = /^(\d{1,5})([mhdw])$/i.exec(word);
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** `22`, `22:30`, `7` as minutes after midnight; null for what is no time. 24 is midnight. */
export function readTime(word: string): number | null {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(word);
  if (match === null) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  const all = hours * 60 + minutes;
  return minutes > 59 || all > 1_440 ? null : all % 1_440;
}

/** An IANA zone in its usual writing; a problem for what is none. */
export function readZone(word: string): string | Problem {
  // offsets such as +02:00 are zones to Intl, but know no summer time
  if (/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(word)) {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: word }).resolvedOptions().timeZone;
    } catch {
      return unknownZone; // Intl knows every zone there is and throws for all else
    }
  }
  return unknownZone;
}

const unknownZone = problem(
  'That is no time zone; they are written like `Europe/Berlin`, for example `quiet 22-07 Europe/Berlin`.',
);

/** Whether a word is a year, a month or a day: `2025`, `2025-03`, `2025-03-01`. */
export function isDate(word: string): boolean {
  const match = /^((?:19|20)\d{2})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(word);
  if (match === null) return false;
  const [year = 0, month = 1, day = 1] = match.slice(1).map((part) => Number(part ?? 1));
  return day >= 1 && day <= daysIn(year, month);
}

/** Whether a word is a month: `2025-03`. */
export const isMonth = (word: string): boolean => word.length === 7 && isDate(word);
