/** How the rules of ours are written down. */

import type { Bound, Condition, Key, Labels, Rule } from '../rule.ts';
import type { Speech } from './phrase.ts';

/** A rule with its sentences. */
export interface SelfRule extends Rule {
  readonly speech: Speech;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The last word of a key. */
export const is = (of: Key, ...words: readonly string[]): Condition => ({
  kind: 'state',
  of,
  is: words,
});
/** The last number of a key. */
export const last = (of: Key, to: Bound, windowMs = 2 * MINUTE): Condition => ({
  kind: 'value',
  of,
  fold: 'last',
  windowMs,
  to,
});
/** How often within a span. */
export const count = (of: Key, windowMs: number, to: Bound): Condition => ({
  kind: 'count',
  of,
  windowMs,
  to,
});
/** At least one of them. */
export const any = (...parts: readonly Condition[]): Condition => ({ kind: 'any', parts });
/** Each of them. */
export const all = (...parts: readonly Condition[]): Condition => ({ kind: 'all', parts });

type Rest = Partial<Rule> & Pick<SelfRule, 'title' | 'when' | 'speech'>;

/** The section of the runbook has the id as its heading; this is how pages link to it. */
export const make = (severity: Rule['severity'], id: string, rest: Rest): SelfRule => ({
  id,
  severity,
  labels: {},
  scope: [],
  clear: null,
  forMs: 0,
  keepMs: 0,
  noData: 'keep',
  remindMs: null,
  dependsOn: [],
  avoid: [],
  runbook: id.replaceAll('.', ''),
  ...rest,
});

/** The value of a label. */
export const by = (labels: Labels, name: string): string => labels[name] ?? '?';
