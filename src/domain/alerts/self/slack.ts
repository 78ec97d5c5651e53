/** What is watched of Slack, beside tokens and socket. */

import { count, DAY, is, MINUTE, make, SECOND, type SelfRule } from './make.ts';
import { says, span } from './phrase.ts';

/** Limits, rights and strangers. */
export const slackRules: readonly SelfRule[] = [
  make('P2', 'self.slack.limit', {
    title: 'Slack has closed a gate',
    when: { kind: 'value', of: 'slack.gate', fold: 'max', windowMs: 2 * MINUTE, to: { gt: 300 } },
    keepMs: 10 * MINUTE,
    remindMs: DAY,
    speech: says(
      ({ value }) => `Slack asked us to wait ${span(Number(value) * SECOND)} (threshold 5 min).`,
    ),
  }),
  make('P2', 'self.slack.scope', {
    title: 'The app lacks a right',
    when: count('slack.scope', 10 * MINUTE, { gte: 1 }),
    keepMs: 10 * MINUTE,
    remindMs: DAY,
    speech: says(() => 'Slack says missing_scope; the manifest names what is needed.'),
  }),
  make('P2', 'self.slack.ghosts', {
    title: 'Another process uses our app token',
    when: is('slack.ghosts', 'seen'),
    keepMs: 10 * MINUTE,
    remindMs: DAY,
    speech: says(() => 'Slack counts more connections than ours: clicks vanish meanwhile.'),
  }),
];
