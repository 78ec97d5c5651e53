/** Whether a set of rules can work together; asked once, at start. */

import type { Condition, Rule } from './rule.ts';

const DEEPEST = 4;

/** Every problem, each in one line; none for a good set. `sections`: what the runbook has. */
export function checkRules(rules: readonly Rule[]): readonly string[] {
  const ids = rules.map(({ id }) => id);
  return [
    ...ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => `${id}: there are two of it`),
    ...rules.flatMap((rule) => problemsOf(rule, ids)),
    ...circles(rules),
  ];
}

function problemsOf(rule: Rule, ids: readonly string[]): readonly string[] {
  const { id, when, clear, dependsOn, forMs, keepMs, remindMs, runbook } = rule;
  const spans = { for: forMs, keep: keepMs, remind: remindMs ?? 0 };
  const deepest = Math.max(depthOf(when), clear === null ? 0 : depthOf(clear));
  return [
    ...dependsOn
      .filter((one) => !ids.includes(one))
      .map((one) => `${id}: depends on unknown ${one}`),
    ...Object.entries(spans)
      .filter(([, ms]) => !(Number.isFinite(ms) && ms >= 0))
      .map(([name]) => `${id}: ${name} is no span of time`),
    ...(deepest > DEEPEST ? [`${id}: its condition is ${deepest} deep, at most ${DEEPEST}`] : []),
    ...(runbook === '' ? [`${id}: has no section in the runbook`] : []),
  ];
}

function depthOf(condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return 1 + Math.max(0, ...condition.parts.map(depthOf));
    case 'not':
      return 1 + depthOf(condition.part);
    case 'state':
    case 'value':
    case 'ratio':
    case 'age':
    case 'count':
      return 1;
  }
}

/** Rules that wait for each other would wait for ever. */
function circles(rules: readonly Rule[]): readonly string[] {
  const parents = new Map(rules.map(({ id, dependsOn }) => [id, dependsOn]));
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (parents.get(from) ?? []).some(
      (parent) =>
        parent === to || (!seen.has(parent) && reaches(parent, to, new Set([...seen, parent]))),
    );
  return rules
    .filter(({ id }) => reaches(id, id, new Set()))
    .map(({ id }) => `${id}: depends on itself`);
}
