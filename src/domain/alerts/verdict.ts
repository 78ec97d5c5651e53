/** Whether a condition holds: yes, no, or nobody knows (Kleene's three-valued logic). */

import type { Bound, Condition, Fold, Key, Observation, Observations } from './rule.ts';

/** What a condition comes to at a moment. */
export interface Verdict {
  /** Null: unknown. */
  readonly truth: boolean | null;
  /** What was measured; null where nothing was. */
  readonly value: number | string | null;
  /** When it may come out otherwise although nothing new is seen; null for never. */
  readonly nextAtMs: number | null;
}

/** The value of a registration: the key is known, and nothing of it was seen yet. */
export const registered = '(registered)';

/** The value of something that could not be seen, such as the result of a collector that failed. */
export const unknownValue = '(unknown)';

const nothing: Verdict = { truth: null, value: null, nextAtMs: null };

/** The earlier of two moments of which each may be missing. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** Whether a number is beyond a bound. */
export function isBeyond(value: number, to: Bound): boolean {
  if ('gt' in to) return value > to.gt;
  if ('gte' in to) return value >= to.gte;
  return 'lt' in to ? value < to.lt : value <= to.lte;
}

/** The limit itself. */
export const limitOf = (to: Bound): number => Object.values(to)[0] ?? 0;

/** What a condition comes to, given what was seen until `nowMs`. */
export function judge(condition: Condition, seen: Observations, nowMs: number): Verdict {
  switch (condition.kind) {
    case 'state':
      return stateOf(condition.is, lastOf(seen, condition.of));
    case 'value':
      return folded(condition, seen, nowMs);
    case 'ratio':
      return ratio(condition, seen, nowMs);
    case 'age':
      return age(condition.to, (seen.get(condition.of) ?? []).at(-1), nowMs);
    case 'count':
      return count(condition, seen, nowMs);
    case 'all':
      return joined(condition.parts, seen, nowMs, false);
    case 'any':
      return joined(condition.parts, seen, nowMs, true);
    case 'not': {
      const { truth, ...rest } = judge(condition.part, seen, nowMs);
      return { ...rest, truth: truth === null ? null : !truth };
    }
  }
}

const lastOf = (seen: Observations, key: Key): Observation | undefined =>
  (seen.get(key) ?? []).findLast(({ value }) => value !== registered);

function stateOf(is: readonly string[], last: Observation | undefined): Verdict {
  if (last === undefined || last.value === unknownValue) return nothing;
  return { truth: is.includes(String(last.value)), value: last.value, nextAtMs: null };
}

interface Window {
  readonly numbers: readonly number[];
  /** When the oldest leaves. */
  readonly nextAtMs: number | null;
  /** The key was registered or seen at all. */
  readonly known: boolean;
}

/** The numbers younger than the window. */
function windowOf(seen: Observations, key: Key, windowMs: number, nowMs: number): Window {
  const all = seen.get(key) ?? [];
  const inside = all.filter(
    ({ at, value }) => typeof value === 'number' && !Number.isNaN(value) && at > nowMs - windowMs,
  );
  const oldest = inside[0];
  return {
    numbers: inside.map(({ value }) => Number(value)),
    nextAtMs: oldest === undefined ? null : oldest.at + windowMs,
    known: all.length > 0,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** By the nearest rank: the smallest number that so many percent do not exceed. */
const percentile = (numbers: readonly number[], percent: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * numbers.length) - 1)] ??
  0;

/** Numbers to one; there is at least one. */
const folds: Readonly<Record<Fold, (numbers: readonly number[]) => number>> = {
  last: (numbers) => numbers.at(-1) ?? 0,
  avg: (numbers) => sum(numbers) / numbers.length,
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  p50: (numbers) => percentile(numbers, 50),
  p95: (numbers) => percentile(numbers, 95),
  p99: (numbers) => percentile(numbers, 99),
};

/** A look that saw nothing: what was seen before it does not hold any more. */
const isUnseen = (value: number | string | undefined): boolean =>
  value === unknownValue || (typeof value === 'number' && Number.isNaN(value));

function folded(
  { of, fold, windowMs, to }: Extract<Condition, { kind: 'value' }>,
  seen: Observations,
  nowMs: number,
): Verdict {
  const { numbers, nextAtMs } = windowOf(seen, of, windowMs, nowMs);
  const isLost = fold === 'last' && isUnseen(lastOf(seen, of)?.value);
  if (numbers.length === 0 || isLost) return { ...nothing, nextAtMs };
  const value = folds[fold](numbers);
  return { truth: isBeyond(value, to), value, nextAtMs };
}

function ratio(
  { part, whole, windowMs, minWhole, to }: Extract<Condition, { kind: 'ratio' }>,
  seen: Observations,
  nowMs: number,
): Verdict {
  const parts = windowOf(seen, part, windowMs, nowMs);
  const wholes = windowOf(seen, whole, windowMs, nowMs);
  const nextAtMs = earlier(parts.nextAtMs, wholes.nextAtMs);
  const all = sum(wholes.numbers);
  if (all < minWhole || all === 0) return { ...nothing, nextAtMs };
  const value = sum(parts.numbers) / all;
  return { truth: isBeyond(value, to), value, nextAtMs };
}

function age(to: Bound, last: Observation | undefined, nowMs: number): Verdict {
  if (last === undefined) return nothing;
  const value = nowMs - last.at;
  // Whole milliseconds: `gt` and `lte` turn one later than `gte` and `lt`.
  const turnsAt = last.at + limitOf(to) + ('gt' in to || 'lte' in to ? 1 : 0);
  return { truth: isBeyond(value, to), value, nextAtMs: turnsAt > nowMs ? turnsAt : null };
}

function count(
  { of, windowMs, to }: Extract<Condition, { kind: 'count' }>,
  seen: Observations,
  nowMs: number,
): Verdict {
  const { numbers, nextAtMs, known } = windowOf(seen, of, windowMs, nowMs);
  if (!known) return nothing;
  const value = sum(numbers);
  return { truth: isBeyond(value, to), value, nextAtMs };
}

/** `decisive`: the verdict of one part that is the verdict of all. */
function joined(
  parts: readonly Condition[],
  seen: Observations,
  nowMs: number,
  decisive: boolean,
): Verdict {
  const verdicts = parts.map((part) => judge(part, seen, nowMs));
  const nextAtMs = verdicts.reduce<number | null>((at, one) => earlier(at, one.nextAtMs), null);
  const decider = verdicts.find(({ truth }) => truth === decisive);
  if (decider !== undefined) return { ...decider, nextAtMs };
  const value = verdicts.find((one) => one.value !== null)?.value ?? null;
  const isUnknown = verdicts.some(({ truth }) => truth === null);
  return { truth: isUnknown ? null : !decisive, value, nextAtMs };
}
