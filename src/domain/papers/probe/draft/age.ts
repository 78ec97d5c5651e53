import type { SeenFile } from './rows.ts';

const DAY_MS = 86_400_000;

/** An HTTP date in ms; null when it is missing or unreadable. */
function moment(header: string | null): number | null {
  const at = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(at) ? null : at;
}

/** `Date` − `Last-Modified`: how long a file lies there; null where the headers do not say. */
function ageMs(lastModified: string | null, date: string | null): number | null {
  const [modified, now] = [moment(lastModified), moment(date)];
  return modified === null || now === null || modified > now ? null : now - modified;
}

/**
 * Whether a file is news. One whose URL was empty before is, however seldom it is looked at; at
 * the first look it is when it is at most a day old. A file of unknown age is news, except in the
 * very first plan, which finds what has lain there for years.
 */
export function isNews({ verified, date, missedBefore, firstPlan }: SeenFile): boolean {
  if (missedBefore) return true;
  const age = ageMs(verified.lastModified, date);
  return age === null ? !firstPlan : age <= DAY_MS;
}

/** What of an answer tells whether a file may have changed. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly length: number | null;
}

/** Whether a file must be read again: one of its validators differs, or the server sends none. */
export function mayHaveChanged(known: Validators, reply: Validators): boolean {
  const pairs = [
    [known.etag, reply.etag],
    [known.lastModified, reply.lastModified],
    [known.length, reply.length],
  ] as const;
  const said = pairs.filter(([, now]) => now !== null);
  return said.length === 0 || said.some(([before, now]) => before !== now);
}
