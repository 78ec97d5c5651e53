import { probeClasses } from './plan.ts';
import type { Target } from './rows.ts';

/** Not more requests than this in 24 hours, whatever happens. */
export const DAY_BUDGET = 20_000;

/** So many requests a cycle may send: 0 in the configuration lifts both limits. */
export const allowance = (budget: number, sentLastDay: number): number =>
  budget === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.min(budget, DAY_BUDGET - sentLastDay));

/** Place in the order of classes; what is overdue by more than two periods goes one class up. */
function rank({ class: name, period, dueSince }: Target, cycle: number): number {
  const overdue = cycle - (dueSince ?? cycle);
  return probeClasses.indexOf(name) - (overdue > 2 * period ? 1 : 0);
}

/** What is due, in the order in which it is asked: by class, within a class the longest overdue first. */
export const inOrder = (targets: readonly Target[], cycle: number): readonly Target[] =>
  targets
    .filter(({ dueSince }) => dueSince !== null)
    .map((target) => ({ target, rank: rank(target, cycle), since: target.dueSince ?? cycle }))
    .sort((a, b) => a.rank - b.rank || a.since - b.since)
    .map(({ target }) => target);

/** The URLs of one number, due or not: an operator asked for them. */
export const ofNumber = (targets: readonly Target[], number: number): readonly Target[] =>
  targets.filter((target) => target.number === number);
