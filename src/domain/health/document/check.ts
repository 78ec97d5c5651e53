/** The form of a check, and how one is made. */

import { type Collected, type HealthParts, valueIn } from './parts.ts';

/** A check as the health-check draft writes it. `output` only when it does not pass. */
export interface Check {
  readonly name: string;
  readonly status: 'pass' | 'warn' | 'fail';
  /** False: a `fail` of this check alone leaves the whole at `warn`. */
  readonly decides: boolean;
  readonly value: number | boolean | string | null;
  readonly unit: string;
  readonly threshold?: number;
  readonly output?: string;
}

/** What a judge says. */
export type Judged = Pick<Check, 'status'> & { readonly output?: string };

/** All is well. */
export const pass: Judged = { status: 'pass' };
/** Worth a look. */
export const warn = (output: string): Judged => ({ status: 'warn', output });
/** Broken. */
export const fail = (output: string): Judged => ({ status: 'fail', output });

/** A check of a part; without the part it warns that the collector failed. */
export function check<T>(
  part: Collected<T>,
  shape: Pick<Check, 'name' | 'unit'> & { readonly threshold?: number; readonly decides?: boolean },
  judge: (value: T) => Judged & { readonly value: Check['value'] },
): Check {
  const rest = { decides: true, ...shape };
  if (!part.ok) return { ...rest, status: 'warn', value: null, output: part.output };
  return { ...rest, ...judge(part.value) };
}

/** Another process polls, probes and sends; this one is ready to take over. */
export const isStandby = ({ process }: HealthParts): boolean =>
  valueIn(process)?.leader === false && valueIn(process)?.running === true;
