/** What this daemon watches of itself: the only rules there are, and the only place that names them. */

import { processRules } from './self/daemon.ts';
import {
  all,
  any,
  by,
  count,
  DAY,
  HOUR,
  is,
  last,
  MINUTE,
  make,
  SECOND,
  type SelfRule,
} from './self/make.ts';
import { percent, says, span } from './self/phrase.ts';
import { pressed, stale } from './self/pressure.ts';
import { slackRules } from './self/slack.ts';

/** The rule that only tries alerts. */
export const syntheticRule = 'self.synthetic';

/** What the numbers are computed from. */
export interface SelfSettings {
  readonly pollIntervalMs: number;
  /** Depth above which the queue is under pressure. */
  readonly threshold: number;
}

/** The table. Depths compare with `>`, times with `>=`. */
export function selfRules({ pollIntervalMs, threshold }: SelfSettings): readonly SelfRule[] {
  const staleAfterMs = 2 * pollIntervalMs;
  const errors = { kind: 'ratio', part: 'probe.errors', whole: 'probe.attempts' } as const;
  const ofProbes = { ...errors, windowMs: 30 * MINUTE, minWhole: 20 } as const;
  const slack = ['self.slack.auth', 'self.slack.socket', 'self.slack.limit'];
  return [
    make('P1', 'self.poll.stale', {
      title: 'No successful poll',
      // The watchdog says so; its second witness is the age itself.
      when: any(is('watchdog.state', 'stale'), {
        kind: 'age',
        of: 'index.success',
        to: { gte: staleAfterMs + 10 * SECOND },
      }),
      remindMs: Math.max(pollIntervalMs, 5 * MINUTE),
      speech: stale('index.success', staleAfterMs),
    }),
    make('P2', 'self.poll.failing', {
      title: 'Polls keep failing',
      when: last('poll.failures', { gte: 5 }, 7 * DAY),
      remindMs: 4 * HOUR,
      dependsOn: ['self.poll.stale', 'self.network', 'self.db'],
      speech: says(({ value }) => `${value} polls in a row have failed (threshold 5).`, {
        blames: ['poller'],
      }),
    }),
    make('P2', 'self.upstream', {
      title: 'A source answers otherwise than agreed',
      scope: ['source'],
      when: is('upstream.state', 'quarantined', 'blocked', 'canary', 'suspicious'),
      remindMs: 12 * HOUR,
      dependsOn: ['self.network'],
      speech: says(({ value, labels }) => `${by(labels, 'source')} is ${value}.`, {
        blames: ['poller', 'prober'],
      }),
    }),
    make('P2', 'self.probe.errors', {
      title: 'Many probes fail',
      when: { ...ofProbes, to: { gt: 0.5 } },
      clear: { ...ofProbes, to: { lt: 0.3 } },
      forMs: 5 * MINUTE,
      keepMs: 5 * MINUTE,
      remindMs: 4 * HOUR,
      dependsOn: ['self.network'],
      speech: says(
        ({ value }) => `${percent(value)} of the probes of 30 min failed (threshold 50 %).`,
        {
          blames: ['prober'],
        },
      ),
    }),
    make('P2', 'self.queue.backpressure', {
      title: 'Messages pile up',
      when: is('queue.state', 'backpressure'),
      remindMs: HOUR,
      speech: pressed('queue.state', threshold),
    }),
    make('P1', 'self.queue.stuck', {
      title: 'Nothing is sent',
      when: all(last('queue.due_age', { gte: 600 }), count('queue.sent', 5 * MINUTE, { lte: 0 })),
      forMs: MINUTE,
      remindMs: 30 * MINUTE,
      dependsOn: [...slack, 'self.db'],
      speech: says(
        ({ last: of }) =>
          `A message that is due waits ${span(Number(of('queue.due_age')?.value ?? 0) * SECOND)} (threshold 10 min), and none was sent for 5 min.`,
        { blames: ['message-queue'] },
      ),
    }),
    make('P2', 'self.queue.dead', {
      title: 'Messages died',
      scope: ['code'],
      when: count('queue.dead', 10 * MINUTE, { gte: 1 }),
      keepMs: 30 * MINUTE,
      remindMs: DAY,
      speech: says(
        ({ value, labels, last: of }) =>
          `${value} messages died of ${by(labels, 'code')}, the last one is row ${by(of('queue.dead')?.labels ?? {}, 'row')}.`,
      ),
    }),
    make('P2', 'self.destination', {
      title: 'A conversation is suspended',
      scope: ['dest'],
      when: is('destination.state', 'suspended'),
      remindMs: DAY,
      speech: says(
        ({ labels, last: of }) =>
          `Nothing reaches ${by(labels, 'dest')}: ${by(of('destination.state')?.labels ?? {}, 'code')}. Its messages wait.`,
      ),
    }),
    make('P1', 'self.slack.auth', {
      title: 'Slack refuses our tokens',
      when: any(is('slack.auth', 'unauthorised'), is('slack.socket', 'parked')),
      remindMs: 15 * MINUTE,
      avoid: ['slack'],
      speech: says(() => 'Nothing is sent until Slack takes the tokens again.', {
        blames: ['message-queue', 'slack-socket'],
      }),
    }),
    make('P1', 'self.slack.socket', {
      title: 'Slack cannot reach us',
      when: is('slack.socket', 'connecting', 'backing_off', 'parked'),
      forMs: 2 * MINUTE,
      keepMs: MINUTE,
      remindMs: 15 * MINUTE,
      dependsOn: ['self.network'],
      avoid: ['slack'],
      speech: says(({ value }) => `The socket is ${value}: commands and buttons do nothing.`, {
        blames: ['slack-socket'],
      }),
    }),
    ...slackRules,
    make('P2', 'self.ratelimit', {
      title: 'A host asks us to slow down',
      scope: ['host'],
      when: count('rate.limited', 10 * MINUTE, { gt: 5 }),
      keepMs: 10 * MINUTE,
      remindMs: 4 * HOUR,
      speech: says(
        ({ value, labels }) =>
          `${by(labels, 'host')} said 429 ${value} times in 10 min (threshold 5).`,
      ),
    }),
    ...processRules,
  ];
}
