/** Rules in words. */

import type { Bound, Condition, Rule } from '../../domain/alerts/rule.ts';

const signs = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** `30m`, `2h`, `1d`; 0 is `0`. */
export function spanInWords(ms: number): string {
  const unit = units.find(([, size]) => ms >= size && ms % size === 0);
  if (ms === 0) return '0';
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

const boundInWords = (to: Bound, asSpan = false): string => {
  const [sign = 'gt', limit = 0] = Object.entries(to)[0] ?? [];
  return `${signs[sign as keyof typeof signs]} ${asSpan ? spanInWords(limit) : limit}`;
};

/** A condition on one line. */
export function conditionInWords(condition: Condition): string {
  switch (condition.kind) {
    case 'state':
      return `${condition.of} is ${condition.is.join(' or ')}`;
    case 'value':
      return `${condition.fold}(${condition.of}, ${spanInWords(condition.windowMs)}) ${boundInWords(condition.to)}`;
    case 'ratio': {
      const { part, whole, windowMs, minWhole, to } = condition;
      return `${part} / ${whole} (${spanInWords(windowMs)}, at least ${minWhole}) ${boundInWords(to)}`;
    }
    case 'age':
      return `age(${condition.of}) ${boundInWords(condition.to, true)}`;
    case 'count':
      return `count(${condition.of}, ${spanInWords(condition.windowMs)}) ${boundInWords(condition.to)}`;
    case 'all':
      return condition.parts.map(nested).join(' and ');
    case 'any':
      return condition.parts.map(nested).join(' or ');
    case 'not':
      return `not ${nested(condition.part)}`;
  }
}

const nested = (part: Condition): string =>
  part.kind === 'all' || part.kind === 'any'
    ? `(${conditionInWords(part)})`
    : conditionInWords(part);

/** One line of the list. */
export const ruleInLine = ({ id, severity, forMs, keepMs, remindMs, title }: Rule): string =>
  [
    severity,
    id.padEnd(24),
    `for ${spanInWords(forMs)}`.padEnd(8),
    `keep ${spanInWords(keepMs)}`.padEnd(9),
    `remind ${remindMs === null ? 'never' : spanInWords(remindMs)}`.padEnd(13),
    title,
  ].join('  ');

const noData = {
  keep: 'nothing: it stays as it is',
  ok: 'false',
  fire: 'true',
} as const;

/** All of a rule. */
export const ruleInWords = (rule: Rule): string =>
  [
    `${rule.id} (${rule.severity}): ${rule.title}`,
    '',
    `true when    ${conditionInWords(rule.when)}`,
    `over when    ${rule.clear === null ? 'that is false' : conditionInWords(rule.clear)}`,
    `fires after  ${spanInWords(rule.forMs)}`,
    `ends after   ${spanInWords(rule.keepMs)}`,
    `no data is   ${noData[rule.noData]}`,
    `one for each ${rule.scope.length === 0 ? 'daemon' : rule.scope.join(', ')}`,
    `reminders    ${rule.remindMs === null ? 'none' : `after ${spanInWords(rule.remindMs)}, then each time twice as long, up to a day`}`,
    `held by      ${rule.dependsOn.join(', ') || 'nobody'}`,
    `avoids       ${rule.avoid.join(', ') || 'nothing'}`,
    `runbook      docs/runbook.md#${rule.runbook}`,
  ].join('\n');
