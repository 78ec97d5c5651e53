import type { Warn } from './text.ts';

/** A date as the index gives it: often only a month. */
export interface IndexDate {
  readonly raw: string | null;
  /** `2024-05-16`, `2024-05`, `2024`, as precise as it is known; null when it cannot be read. */
  readonly iso: string | null;
  readonly precision: 'day' | 'month' | 'year' | 'none';
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** 1 to 12, 0 for no month: full English names, three letters, and `Sept`. */
function monthOf(word: string): number {
  const lower = word.toLowerCase();
  if (lower === 'sept') return 9;
  return months.findIndex((name) => name === lower || name.slice(0, 3) === lower) + 1;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** How many days a month (1 to 12) of a year has; 0 for no month. */
export function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 0);
}

const two = (n: number): string => String(n).padStart(2, '0');

type Read = Omit<IndexDate, 'raw'> | null;

function day(year: number, month: number, date: number): Read {
  const isDay = month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month);
  return isDay ? { iso: `${year}-${two(month)}-${two(date)}`, precision: 'day' } : null;
}

const month = (year: number, number: number): Read =>
  number >= 1 && number <= 12 ? { iso: `${year}-${two(number)}`, precision: 'month' } : null;

/** The written forms, each with what its parts mean. */
const forms: readonly (readonly [RegExp, (a: string, b: string, c: string) => Read])[] = [
  [/^([12]\d{3})-(\d{2})-(\d{2})$/, (y, m, d) => day(Number(y), Number(m), Number(d))],
  [/^([12]\d{3})-(\d{2})$/, (y, m) => month(Number(y), Number(m))],
  [/^([12]\d{3})$/, (y) => ({ iso: y, precision: 'year' })],
  [/^([12]\d{3})(\d{2})(\d{2})$/, (y, m, d) => day(Number(y), Number(m), Number(d))],
  [/^(\d{1,2}) ([a-z]+) ([12]\d{3})$/i, (d, m, y) => day(Number(y), monthOf(m), Number(d))],
  [/^([a-z]+) ([12]\d{3})$/i, (m, y) => month(Number(y), monthOf(m))],
];

function readDate(text: string): Read {
  for (const [form, read] of forms) {
    const match = form.exec(text);
    if (match) return read(match[1] ?? '', match[2] ?? '', match[3] ?? '');
  }
  return null;
}

/**
 * Reads the date of an entry. Impossible and unreadable ones are null with a warning, `unknown`
 * without one; a day after `tomorrow` (ISO) is kept with a warning.
 */
export function indexDate(raw: string | null, tomorrow: string, warn: Warn): IndexDate {
  const read = raw === null ? null : readDate(raw);
  if (read === null) {
    if (raw !== null && raw.toLowerCase() !== 'unknown') warn('date_unreadable');
    return { raw, iso: null, precision: 'none' };
  }
  if (read.iso !== null && read.iso > tomorrow) warn('date_in_future');
  return { raw, ...read };
}
