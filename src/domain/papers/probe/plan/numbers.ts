/** What the plan must know of a paper number; a line of text on its way out of the store. */

import type { Extension } from '../file.ts';

/** A number with a regular P entry in the index. */
export interface PaperNumber {
  readonly number: number;
  /** The highest regular revision. */
  readonly revision: number;
  /** Of the latest `long_link`; html where there is none. */
  readonly extension: Extension;
  /** Since when there is this revision, in ms since the epoch. */
  readonly at: number;
}

/** The fields of a line, as the store has them. */
export interface NumberRow {
  readonly number: number;
  readonly revision: number;
  /** When the entry of that revision was first seen, in ms since the epoch. */
  readonly firstSeenAt: number;
  /** It came with the first index, so nobody knows when it appeared. */
  readonly seeded: boolean;
  readonly dateIso: string | null;
  /** What stands behind the last dot of the latest long link. */
  readonly suffix: string | null;
}

/** `NUMBER REVISION FIRST_SEEN SEEDED DATE SUFFIX`, `-` for what is not known. */
export const numberLine = (row: NumberRow): string =>
  [
    row.number,
    row.revision,
    row.firstSeenAt,
    row.seeded ? 1 : 0,
    row.dateIso ?? '-',
    row.suffix ?? '-',
  ].join(' ');

/**
 * When a revision appeared: when it was first seen, or for one of the first index its date (the
 * first day of a month or year). A date that is unknown or lies ahead says nothing.
 */
function appearedAt(firstSeenAt: number, seeded: boolean, date: string): number {
  if (!seeded) return firstSeenAt;
  const at = date === '-' ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) || at > firstSeenAt ? firstSeenAt : at;
}

/** Reads a line; the store writes them all in this form. */
export function readNumber(line: string): PaperNumber {
  const [number, revision, firstSeenAt, seeded, date = '-', suffix = '-'] = line.split(' ');
  return {
    number: Number(number),
    revision: Number(revision),
    extension: suffix.toLowerCase() === 'pdf' ? 'pdf' : 'html',
    at: appearedAt(Number(firstSeenAt), seeded === '1', date),
  };
}
