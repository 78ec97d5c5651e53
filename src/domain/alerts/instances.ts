/** All rules at once: which instances there are, and where each stands. */

import { evaluate } from './evaluate.ts';
import {
  type Effect,
  type Instance,
  inactive,
  keysOfRule,
  type Labels,
  type Observations,
  type Rule,
} from './rule.ts';
import { earlier } from './verdict.ts';

/** One instance with its rule and labels. `key` is the rule's id and the labels of its scope. */
export interface Watched {
  readonly key: string;
  readonly rule: Rule;
  readonly labels: Labels;
  readonly instance: Instance;
}

/** Something that changed. */
export interface Change {
  readonly watched: Watched;
  readonly effect: Effect;
}

/** What a look at everything brought. */
export interface Looked {
  /** By key; what is inactive and unseen is left out. */
  readonly all: ReadonlyMap<string, Watched>;
  readonly changes: readonly Change[];
  readonly nextAtMs: number | null;
  /** Rules whose evaluation threw: they stand still, the others go on. */
  readonly broken: readonly { readonly rule: string; readonly thrown: unknown }[];
}

/** The name of an instance: the rule, and the labels that tell it from its siblings. */
export const keyOf = (rule: Pick<Rule, 'id' | 'scope'>, labels: Labels): string =>
  [rule.id, ...rule.scope.map((name) => `${name}=${labels[name] ?? ''}`)].join('|');

/** Looks at every rule. The order of the rules changes nothing. */
export function lookAll(
  rules: readonly Rule[],
  before: ReadonlyMap<string, Watched>,
  seen: Observations,
  nowMs: number,
): Looked {
  const looks = rules.flatMap((rule) =>
    instancesOf(rule, before, seen).map((one) => lookAt(rule, one, before, seen, nowMs)),
  );
  return {
    all: new Map(looks.map(({ watched }) => [watched.key, watched])),
    changes: looks.flatMap(({ watched, effects }) =>
      effects.map((effect) => ({ watched, effect })),
    ),
    nextAtMs: looks.reduce<number | null>((at, one) => earlier(at, one.nextAtMs), null),
    broken: looks.flatMap(({ broken }) => broken),
  };
}

interface Named {
  readonly key: string;
  readonly labels: Labels;
}

interface Look {
  readonly watched: Watched;
  readonly effects: readonly Effect[];
  readonly nextAtMs: number | null;
  readonly broken: Looked['broken'];
}

function lookAt(
  rule: Rule,
  { key, labels }: Named,
  before: ReadonlyMap<string, Watched>,
  seen: Observations,
  nowMs: number,
): Look {
  const prev = before.get(key)?.instance ?? inactive;
  try {
    const mine = rule.scope.length === 0 ? seen : only(rule, labels, seen);
    const { next, effects, nextAtMs } = evaluate(rule, prev, mine, nowMs);
    return { watched: { key, rule, labels, instance: next }, effects, nextAtMs, broken: [] };
  } catch (thrown) {
    const instance = { ...prev, unknownSince: prev.unknownSince ?? nowMs };
    const broken = [{ rule: rule.id, thrown }];
    return { watched: { key, rule, labels, instance }, effects: [], nextAtMs: null, broken };
  }
}

/** The instances of a rule: those that are known, and one for each set of labels that was seen. */
function instancesOf(
  rule: Rule,
  before: ReadonlyMap<string, Watched>,
  seen: Observations,
): readonly Named[] {
  if (rule.scope.length === 0) return [{ key: rule.id, labels: rule.labels }];
  const known = [...before.values()].filter(
    (one) => one.rule.id === rule.id && one.instance.state !== 'inactive',
  );
  const all = keysOfRule(rule).flatMap((key) => (seen.get(key) ?? []).map(({ labels }) => labels));
  const sighted = [...new Set(all)] // equal ones are one object
    .filter((labels) => rule.scope.every((name) => labels[name] !== undefined))
    .map((labels) => {
      const own = Object.fromEntries(rule.scope.map((name) => [name, labels[name] ?? '']));
      return { key: keyOf(rule, own), labels: { ...rule.labels, ...own } };
    });
  const named = [...known, ...sighted].map(({ key, labels }) => [key, { key, labels }] as const);
  return [...new Map(named).values()];
}

/** What concerns one instance: its own, and what carries none of the labels that tell them apart. */
function only({ scope, ...rule }: Rule, labels: Labels, seen: Observations): Observations {
  const isMine = (of: Labels): boolean =>
    scope.every((name) => of[name] === undefined || of[name] === labels[name]);
  return new Map(
    keysOfRule({ ...rule, scope }).map((key) => [
      key,
      (seen.get(key) ?? []).filter((one) => isMine(one.labels)),
    ]),
  );
}
