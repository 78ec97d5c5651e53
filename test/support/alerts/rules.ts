/** Rules for tests, an episode and a notice of one. */

import type { Episode, Marks } from '../../../src/domain/alerts/episode.ts';
import type { Rule } from '../../../src/domain/alerts/rule.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';

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

/** An episode of that rule, open and unmarked. */
export const plainEpisode: Episode = {
  id: 'e',
  key: 'r',
  rule: 'r',
  severity: 'P2',
  labels: {},
  startedAt: 0,
  endedAt: null,
  value: null,
  category: null,
  reason: null,
  traceId: null,
  ackedBy: null,
  ackedAt: null,
  endReason: null,
  events: 1,
  marks: noMarks,
};

/** What a notice of it says. */
export const plainBody: Notice['body'] = {
  key: 'r',
  rule: 'r',
  severity: 'P2',
  state: 'firing',
  title: 't',
  text: 'x',
  publicText: 'x',
  since: 0,
  at: 0,
  runbook: 'r',
  traceId: null,
};

/** A notice of it that nobody has tried to send. */
export const plainNotice = {
  key: 'e:1:ntfy',
  episode: 'e',
  channel: 'ntfy',
  kind: 'firing',
  body: plainBody,
  state: 'pending',
  attempts: 0,
  madeAt: 0,
  crowded: false,
  into: null,
  outbox: null,
  deliveredAt: null,
} as const satisfies Notice;
