/** Keeping what was seen: half an hour of it, and always the last of each kind. */

import type { Key, Labels, Observation, Observations } from './rule.ts';
import { registered } from './verdict.ts';

const KEPT_MS = 30 * 60_000;
const BUCKET_MS = 10_000;
const MOST_LABELS = 8;
const LONGEST_LABEL = 120;
const MOST_OLD = 200;

/** One thing to remember. `count`: it adds up within ten seconds; `sum`: on top of the last one. */
export interface Sighting {
  readonly key: Key;
  readonly value: number | string;
  readonly labels?: Labels;
  readonly count?: boolean;
  readonly sum?: boolean;
}

/** Labels come from outside, too: few, and short. */
const bounded = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, MOST_LABELS)
      .map(([name, value]) => [name, value.slice(0, LONGEST_LABEL)]),
  );

const isSame = (a: Labels, b: Labels): boolean => {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

/** What was seen, with one more. */
export function observed(
  seen: Observations,
  { key, value, labels = {}, count = false, sum = false }: Sighting,
  at: number,
): Observations {
  const before = recent(seen.get(key) ?? [], at);
  const last = before.at(-1)?.value;
  const base = sum && typeof last === 'number' ? last : 0;
  const sighted = sum ? base + Number(value) : value;
  const one: Observation = { at, value: sighted, labels: shared(before, bounded(labels)) };
  return new Map(seen).set(key, count ? counted(before, one) : [...before, one]);
}

/** Equal labels are one object: whoever looks for instances meets each set once. */
const shared = (before: readonly Observation[], labels: Labels): Labels =>
  before.findLast((one) => isSame(one.labels, labels))?.labels ?? labels;

/** Adds to the count of these ten seconds, where there is one. */
function counted(before: readonly Observation[], one: Observation): readonly Observation[] {
  const index = before.findLastIndex(({ labels }) => isSame(labels, one.labels));
  const same = before[index];
  const isInBucket =
    same !== undefined &&
    typeof same.value === 'number' &&
    Math.floor(same.at / BUCKET_MS) === Math.floor(one.at / BUCKET_MS);
  if (!isInBucket) return [...before, one];
  const more = { ...one, value: Number(same.value) + Number(one.value) };
  return [...before.toSpliced(index, 1), more];
}

/** Half an hour, and the last one of each set of labels however old it is; of very many, the newest. */
function recent(all: readonly Observation[], nowMs: number): readonly Observation[] {
  const oldest = all[0];
  if (oldest === undefined || oldest.at > nowMs - KEPT_MS) return all;
  const [old, young] = [
    all.filter(({ at }) => at <= nowMs - KEPT_MS),
    all.filter(({ at }) => at > nowMs - KEPT_MS),
  ];
  const last = old.filter(
    ({ labels }, n) =>
      ![...old.slice(n + 1), ...young].some((other) => isSame(other.labels, labels)),
  );
  return [...last.slice(-MOST_OLD), ...young];
}

/** The key is known from now on: counts of it are 0, and its age begins. */
export const register = (seen: Observations, key: Key, at: number): Observations =>
  seen.has(key) ? seen : new Map(seen).set(key, [{ at, value: registered, labels: {} }]);
