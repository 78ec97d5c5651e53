import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../../../src/domain/health/failure.ts';
import { movesOf } from '../../../../src/domain/health/metrics/moves.ts';

const failure: FailureRecord = {
  category: 'RATE_LIMIT',
  reason: 'http_429',
  operation: 'index.fetch',
  component: 'poller',
  message: 'HTTP 429',
  attempt: 1,
  retryAfterMs: 7_000,
  at: 5,
};

const good = {
  type: 'poll.succeeded',
  component: 'poller',
  at: 5,
  cycle: 'c1',
  result: 'changed',
  entries: 100,
  added: 3,
  changed: 1,
  missing: 0,
  events: 4,
  messages: 1,
  bytes: 9,
  durationMs: 1_500,
  retries: 2,
} as const satisfies Fact;

const told = { row: '1', lane: 'news', dest: 'C0PAPERS', attempt: 1 } as const;

/** What moved, as short texts: `name{label=value} +by` or `name{…} =seconds`. */
const shown = (fact: Fact): string[] =>
  movesOf(fact).map((move) => {
    const labels = Object.entries(move.labels).map(([key, value]) => `${key}=${value}`);
    return `${move.name}{${labels}} ${move.type === 'count' ? `+${move.by}` : `=${move.value}`}`;
  });

const cases: readonly (readonly [what: string, fact: Fact, moves: readonly string[]])[] = [
  [
    'a changed index',
    good,
    [
      'polls_total{outcome=changed} +1',
      'poll_duration_seconds{} =1.5',
      'poll_retries_total{} +2',
      'papers_found_total{kind=index} +3',
    ],
  ],
  [
    'a first index: nothing in it was found',
    { ...good, result: 'seeded', retries: 0 },
    ['polls_total{outcome=seeded} +1', 'poll_duration_seconds{} =1.5'],
  ],
  [
    'a socket that Slack does not open for now',
    {
      type: 'slack.disconnected',
      component: 'slack-socket',
      at: 5,
      served: false,
      failure: { ...failure, reason: 'retry_after' },
    },
    ['slack_reconnects_total{reason=retry_after} +1', 'rate_limited_total{host=slack} +1'],
  ],
  [
    'a notice of Slack',
    { type: 'slack.notice', component: 'slack-socket', at: 5, reason: 'warning' },
    ['slack_reconnects_total{reason=warning} +1'],
  ],
  [
    'an envelope and its ack',
    { type: 'slack.received', component: 'slack-socket', at: 5, kind: 'command', ackMs: 2 },
    ['slack_ack_seconds{} =0.002'],
  ],
  [
    'an envelope that could not be acked',
    { type: 'slack.received', component: 'slack-socket', at: 5, kind: 'command', ackMs: null },
    ['slack_ack_failed_total{} +1'],
  ],
  [
    'a frame that was dropped',
    { type: 'slack.frame_rejected', component: 'slack-socket', at: 5, kind: 'binary' },
    ['slack_frames_rejected_total{kind=binary} +1'],
  ],
  [
    'a failed poll',
    {
      type: 'poll.failed',
      component: 'poller',
      at: 5,
      failure,
      cycle: 'c',
      durationMs: 250,
      retries: 0,
    },
    [
      'polls_total{outcome=failed} +1',
      'poll_failures_total{category=RATE_LIMIT,reason=http_429} +1',
      'poll_duration_seconds{} =0.25',
      'rate_limited_total{host=index} +1',
    ],
  ],
  [
    'a message that Slack took',
    { type: 'delivery.sent', component: 'message-queue', at: 5, waitedMs: 61_000, ...told },
    ['messages_sent_total{lane=news} +1', 'message_wait_seconds{lane=news} =61'],
  ],
  [
    'a delivery that failed',
    {
      type: 'delivery.failed',
      component: 'message-queue',
      at: 5,
      ...told,
      failure: { ...failure, category: 'SLACK', reason: 'http_5xx' },
    },
    ['messages_failed_total{lane=news,category=SLACK} +1'],
  ],
  [
    'a crash',
    {
      type: 'actor.crashed',
      component: 'poller',
      at: 5,
      id: 'poller',
      incarnation: 1,
      attempt: 1,
      exit: { kind: 'failure', failure },
    },
    ['actor_failures_total{actor=poller,category=RATE_LIMIT} +1'],
  ],
  [
    'an alert',
    {
      type: 'alert.firing',
      component: 'alerts',
      at: 5,
      rule: 'self.poll.stale',
      text: 'x',
      severity: 'P1',
      key: 'self.poll.stale',
      episode: 'e',
    },
    ['alert_transitions_total{rule=self.poll.stale,to=firing} +1'],
  ],
  [
    'an alert that arrived past Slack',
    {
      type: 'alert.delivered',
      component: 'alerts',
      at: 5,
      rule: 'r',
      channel: 'ntfy',
      kind: 'firing',
      waitedMs: 60_000,
    },
    [
      'notifications_total{channel=ntfy,kind=firing,outcome=ok} +1',
      'alert_fallback_total{target=ntfy,outcome=ok} +1',
      'notification_latency_seconds{channel=ntfy} =60',
    ],
  ],
  [
    'an alert that did not',
    {
      type: 'alert.delivery_failed',
      component: 'alerts',
      at: 5,
      rule: 'r',
      channel: 'ntfy',
      kind: 'firing',
      last: false,
      failure,
    },
    [
      'notifications_total{channel=ntfy,kind=firing,outcome=rate_limited} +1',
      'alert_fallback_total{target=ntfy,outcome=failed} +1',
      'rate_limited_total{host=alerting} +1',
    ],
  ],
  [
    'an alert that a broken server did not take',
    {
      type: 'alert.delivery_failed',
      component: 'alerts',
      at: 5,
      rule: 'r',
      channel: 'ntfy',
      kind: 'resolved',
      last: true,
      failure: { ...failure, category: 'NETWORK', reason: 'http_5xx' },
    },
    [
      'notifications_total{channel=ntfy,kind=resolved,outcome=server_error} +1',
      'alert_fallback_total{target=ntfy,outcome=failed} +1',
    ],
  ],
  [
    'a ping',
    { type: 'deadman.pinged', component: 'alerts', at: 5 },
    ['deadman_pings_total{outcome=ok} +1'],
  ],
  ['what only feeds health', { type: 'store.checked', component: 'store', at: 5, tookMs: 2 }, []],
];

const test = suite('which fact moves which counter');

for (const [what, fact, moves] of cases) test(what, () => assert.equal(shown(fact), moves));

test.run();
