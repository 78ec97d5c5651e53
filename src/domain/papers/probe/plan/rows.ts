/** What is kept of each planned URL; a line of text on its way out of the store. */

import type { PlannedUrl, ProbeClass } from './plan.ts';

/** One row of `probe_urls`. Cycles are counted by the store. */
export interface ProbeRow {
  readonly url: string;
  readonly number: number;
  readonly class: string;
  readonly period: number;
  /** The cycle since which it is to be asked; null while it is not. */
  readonly dueSince: number | null;
  /** The last cycle in which it was to be asked; written down before it is. */
  readonly lastAsked: number | null;
  /** What came of it; null also for an error, and where nobody knows: the process died in between. */
  readonly lastStatus: number | null;
  /** It was found missing once: whatever lies there later is news. */
  readonly missed: boolean;
  /** It belongs to the very first plan: what lies there may have lain there for long. */
  readonly firstPlan: boolean;
}

const word = (value: number | null): string => (value === null ? '-' : String(value));

const number = (text: string | undefined): number | null =>
  text === undefined || text === '-' ? null : Number(text);

/** `URL NUMBER CLASS PERIOD DUE ASKED STATUS MISSED FIRST`, `-` for what is not known. */
export const probeLine = (row: ProbeRow): string =>
  [
    row.url,
    row.number,
    row.class,
    row.period,
    word(row.dueSince),
    word(row.lastAsked),
    word(row.lastStatus),
    row.missed ? 1 : 0,
    row.firstPlan ? 1 : 0,
  ].join(' ');

/** Reads a line; the store writes them all in this form. */
export function readProbe(line: string): ProbeRow {
  const [url = '', of, name = '', period, due, asked, status, missed, first] = line.split(' ');
  return {
    url,
    number: Number(of),
    class: name,
    period: Number(period),
    dueSince: number(due),
    lastAsked: number(asked),
    lastStatus: number(status),
    missed: missed === '1',
    firstPlan: first === '1',
  };
}

/** A planned URL with what is known of it. */
export interface Target extends ProbeRow {
  readonly class: ProbeClass;
}

/** The row of a URL that was never planned before. */
export const newTarget = (planned: PlannedUrl, firstPlan: boolean): Target => ({
  ...planned,
  dueSince: null,
  lastAsked: null,
  lastStatus: null,
  missed: false,
  firstPlan,
});
