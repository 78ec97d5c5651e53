/** Rules for tests. */

import type { Marks } from '../../../src/domain/alerts/episode.ts';
import type { Rule } from '../../../src/domain/alerts/rule.ts';

/** A P2 rule that fires at once while `k` is `bad`, changed as the test needs it. */
export const ruleOf = (change: Partial<Rule> = {}): Rule => ({
  id: 'r',
  title: 'Something is bad',
  severity: 'P2',
  labels: {},
  scope: [],
  when: { kind: 'state', of: 'k', is: ['bad'] },
  clear: null,
  forMs: 0,
  keepMs: 0,
  noData: 'keep',
  remindMs: null,
  dependsOn: [],
  avoid: [],
  runbook: 'r',
  ...change,
});

/** Marks of an episode of which nothing was told. */
export const noMarks: Marks = {
  told: {},
  toldAt: null,
  reminders: 0,
  changes: [],
  flapping: false,
  heldSince: null,
  explained: false,
  freedAt: null,
  endedAt: null,
  face: '',
  editedAt: null,
};
