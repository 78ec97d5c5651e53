import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../../../src/domain/health/failure.ts';
import { movesOf } from '../../../../src/domain/health/metrics/moves.ts';

const test = suite('which fact of drafts, queue and actors moves which counter');

const failure: FailureRecord = {
  category: 'RATE_LIMIT',
  reason: 'http_429',
  operation: 'x',
  component: 'poller',
  message: 'm',
  attempt: 1,
  retryAfterMs: 7_000,
  at: 5,
};
const base = { component: 'message-queue', at: 5 } as const;
const told = { ...base, row: '1', lane: 'news', dest: 'C0PAPERS', attempt: 1 } as const;
const cycle = {
  type: 'probe.cycle',
  component: 'prober',
  at: 5,
  cycle: 'c1',
  result: 'OK',
  attempts: 10,
  hits: 3,
  misses: 5,
  suspicious: 4,
  errors: { TIMEOUT: 1, NETWORK: 1 },
  targets: 9,
  requests: 12,
  durationMs: 2_500,
};

const cases: readonly (readonly [what: string, fact: object, moves: readonly string[]])[] = [
  [
    'a cycle: only what happened is counted',
    cycle,
    [
      'probes_total{outcome=hit} 3',
      'probes_total{outcome=miss} 5',
      'probes_total{outcome=suspicious} 4',
      'probes_total{outcome=error} 2',
      'probe_duration_seconds{} 2.5',
    ],
  ],
  [
    'a cycle that failed, by a limit',
    { type: 'probe.failed', component: 'prober', at: 5, failure },
    [
      'probe_failures_total{category=RATE_LIMIT,reason=http_429} 1',
      'rate_limited_total{host=drafts} 1',
    ],
  ],
  [
    'a printed message',
    { type: 'delivery.printed', ...told },
    ['messages_sent_total{lane=news} 1'],
  ],
  [
    'a message that came too late',
    { type: 'delivery.expired', ...told },
    ['messages_expired_total{lane=news} 1'],
  ],
  [
    'a message that was found in the history',
    { type: 'delivery.confirmed', ...told },
    ['messages_confirmed_total{result=found} 1'],
  ],
  [
    'a message that was not there, and is sent again',
    { type: 'delivery.repeated', ...told, possibleDuplicate: false },
    ['messages_confirmed_total{result=absent} 1'],
  ],
  [
    'a message that may be there twice',
    { type: 'delivery.repeated', ...told, possibleDuplicate: true },
    ['messages_confirmed_total{result=unreadable} 1', 'messages_possible_duplicates_total{} 1'],
  ],
  [
    'eight messages told as one: seven are gone',
    { type: 'delivery.folded', ...told, count: 8 },
    ['messages_folded_total{} 7'],
  ],
  [
    'a gate',
    { type: 'queue.gate_closed', ...base, method: 'chat.postMessage' },
    ['slack_rate_limited_total{method=chat.postMessage} 1'],
  ],
  [
    'an envelope that came twice',
    { type: 'slack.duplicate', ...base },
    ['slack_envelopes_duplicate_total{} 1'],
  ],
  [
    'a call that Slack limited',
    { type: 'slack.failed', ...base, failure },
    ['rate_limited_total{host=slack} 1'],
  ],
  [
    'a call that failed otherwise',
    { type: 'slack.failed', ...base, failure: { ...failure, category: 'NETWORK' } },
    [],
  ],
  [
    'an actor that is back',
    { type: 'actor.restarted', component: 'poller', at: 5, id: 'poller', incarnation: 2 },
    ['actor_restarts_total{actor=poller} 1'],
  ],
  [
    'an actor that ended without a failure of its own',
    {
      type: 'actor.stop_failed',
      component: 'poller',
      at: 5,
      id: 'poller',
      incarnation: 1,
      attempt: 1,
      exit: { kind: 'normal' },
    },
    ['actor_failures_total{actor=poller,category=UNKNOWN} 1'],
  ],
  [
    'an alert that is over',
    { type: 'alert.resolved', component: 'alerts', at: 5, rule: 'self.db' },
    ['alert_transitions_total{rule=self.db,to=resolved} 1'],
  ],
  [
    'a ping that failed',
    { type: 'deadman.failed', component: 'alerts', at: 5, failure },
    ['deadman_pings_total{outcome=failed} 1'],
  ],
  [
    'a ping that was left out',
    { type: 'deadman.silent', component: 'alerts', at: 5 },
    ['deadman_pings_total{outcome=silent} 1'],
  ],
  [
    'a clock that was set',
    { type: 'clock.stepped', component: 'watchdog', at: 5 },
    ['clock_steps_total{} 1'],
  ],
  [
    'a first draft',
    { type: 'draft.found', component: 'prober', at: 5, older: false },
    ['papers_found_total{kind=draft} 1'],
  ],
  [
    'a draft that was there before us',
    { type: 'draft.found', component: 'prober', at: 5, older: true },
    [],
  ],
];

/** Each fact with what counters read of it; the rest of a fact moves nothing. */
const shown = (fact: object): readonly string[] =>
  movesOf(fact as Fact).map((move) => {
    const labels = Object.entries(move.labels).map((pair) => pair.join('='));
    return `${move.name}{${labels}} ${move.type === 'count' ? move.by : move.value}`;
  });

for (const [what, fact, moves] of cases) test(what, () => assert.equal(shown(fact), moves));

test('what did not happen in a cycle moves no counter', () => {
  const quiet = { ...cycle, hits: 0, misses: 0, suspicious: 0, errors: {} };
  assert.equal(shown(quiet), ['probe_duration_seconds{} 2.5']);
});

test.run();
