/** What this daemon tells operators of itself. */

import type { FactOf } from '../health/fact.ts';

/** The rules, by the facts that they hear. */
export const selfRules = {
  'self.poll.stale': {
    severity: 'P1',
    title: 'No successful poll',
    fires: 'poll.stale',
    ends: 'poll.recovered',
  },
  'self.queue.backpressure': {
    severity: 'P2',
    title: 'Messages pile up',
    fires: 'queue.backpressure',
    ends: 'queue.relieved',
  },
} as const satisfies Record<string, SelfRule>;

interface SelfRule {
  /** P1: act now. P2: act today. */
  readonly severity: 'P1' | 'P2';
  readonly title: string;
  readonly fires: string;
  readonly ends: string;
}

/** The name of a rule. */
export type RuleId = keyof typeof selfRules;

/** All rules, in the order in which they are looked at. */
export const ruleIds = Object.keys(selfRules) as readonly RuleId[];

/** A fact that begins an episode. */
export type Firing = FactOf<'poll.stale' | 'queue.backpressure'>;

/** A fact that ends one. */
export type Ending = FactOf<'poll.recovered' | 'queue.relieved'>;

/** Every fact that alerts are made from. */
export type AlertFact = Firing | Ending | FactOf<'poll.failed'>;

/** The rule that a fact begins or ends. */
export const ruleOf = (fact: Firing | Ending): RuleId =>
  fact.type === 'poll.stale' || fact.type === 'poll.recovered'
    ? 'self.poll.stale'
    : 'self.queue.backpressure';

/** When an episode began: from there on it keeps its name over restarts of actor and daemon. */
export const beganAt = (fact: Firing): number =>
  fact.type === 'poll.stale' ? fact.sinceMs : fact.at;

/** How long who has just taken the lead waits before it believes what it saw while standing by. */
export const graceMs = (fact: Firing): number =>
  fact.type === 'poll.stale' ? fact.staleAfterMs : 0;
