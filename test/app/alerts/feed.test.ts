import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sightingsOf, usualSightings } from '../../../src/app/alerts/feed.ts';
import { noOutside } from '../../../src/app/alerts/outside.ts';
import { createSynthetic } from '../../../src/app/alerts/synthetic.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';
import { failed, pressed, stale, succeeded } from '../../support/alerts/facts.ts';

const test = suite('what alerts see of facts');

const MINUTE = 60_000;

const seen = (fact: object, component: Fact['component'] = 'poller'): string[] =>
  sightingsOf({ component, at: 0, ...fact } as Fact).map(({ key, value, labels, count }) => {
    const named = Object.entries(labels ?? {}).map(([name, word]) => `${name}=${word}`);
    return `${key} ${count ? '+' : ''}${value} ${named.join()}`.trim();
  });

const failure = (category: string, reason: string, operation: string) => ({
  category,
  reason,
  operation,
  component: 'poller',
  message: '',
  attempt: 1,
  retryAfterMs: null,
  at: 0,
});

const cycle = (change: object) => ({
  type: 'probe.cycle',
  id: 'c',
  cycle: 1,
  result: 'EMPTY',
  startedAt: 0,
  durationMs: 1,
  requests: 30,
  attempts: 28,
  hits: 0,
  misses: 20,
  suspicious: 0,
  canary: 'passed',
  errors: { TIMEOUT: 5, NETWORK: 3 },
  hitRate: 0,
  errorRate: 0.28,
  rate: 2,
  dueLeft: 0,
  targets: 9,
  found: 0,
  updated: 0,
  ...change,
});

for (const [what, fact, expected] of [
  [
    'a good poll',
    succeeded,
    [
      'index.success 1',
      'watchdog.state fresh',
      'poll.failures 0',
      'upstream.state ok source=index',
    ],
  ],
  ['a failed poll', failed(0, 5), ['poll.failures 5']],
  ['a stale index', stale, ['watchdog.state stale']],
  ['pressure', pressed(), ['queue.state backpressure depth=101,cause=depth,oldest_ms=180000']],
  [
    'a limit of the index',
    { type: 'poll.failed', failure: failure('RATE_LIMIT', 'http_429', 'index.fetch') },
    ['poll.failures 1', 'rate.limited +1 host=index'],
  ],
  [
    'a cycle of probes',
    cycle({}),
    ['probe.attempts +28', 'probe.errors +8', 'upstream.state ok source=drafts'],
  ],
  [
    'suspicious hits',
    cycle({ suspicious: 1 }),
    ['probe.attempts +28', 'probe.errors +8', 'upstream.state suspicious source=drafts'],
  ],
  [
    'forbidden drafts',
    {
      type: 'probe.failed',
      cycle: 1,
      failure: failure('UPSTREAM_CHANGED', 'http_403', 'drafts.probe'),
    },
    ['upstream.state blocked source=drafts'],
  ],
  [
    'a socket that is gone',
    { type: 'slack.disconnected', served: true, failure: failure('NETWORK', 'reset', 'socket') },
    ['slack.socket backing_off'],
  ],
  [
    'a restart',
    { type: 'actor.restarted', id: 'poller', incarnation: 2, byCall: false },
    ['actor.restarts +1 child=poller'],
  ],
  [
    'a restart on request',
    { type: 'actor.restarted', id: 'poller', incarnation: 2, byCall: true },
    [],
  ],
  [
    'a conversation that is suspended',
    { type: 'destination.suspended', dest: 'C1', reason: 'is_archived' },
    ['destination.state suspended dest=C1,code=is_archived'],
  ],
] as const)
  test(`${what} is seen`, () => {
    assert.equal(seen(fact), expected);
  });

test('a host is down after two minutes without an answer; a refusal is an answer', () => {
  const outside = noOutside(0);
  const note = (fact: object, component: Fact['component'], at: number) =>
    outside.note({ component, at, ...fact } as Fact, at);
  note(failed(0), 'poller', MINUTE);
  assert.equal([outside.failing(2 * MINUTE - 1), outside.failing(2 * MINUTE)], [0, 1]);
  note({ type: 'probe.failed', failure: failure('NETWORK', 'dns', 'd') }, 'prober', MINUTE);
  assert.is(outside.failing(2 * MINUTE), 2);
  note(cycle({ result: 'OK' }), 'prober', 2 * MINUTE);
  assert.is(outside.failing(3 * MINUTE), 1);
  const refused = failure('UPSTREAM_CHANGED', 'http_403', 'index.fetch');
  note({ type: 'poll.failed', failure: refused }, 'poller', 3 * MINUTE);
  assert.is(outside.failing(9 * MINUTE), 0);
});

test('the daily test is on for two minutes, first ten minutes after the start', () => {
  const synthetic = createSynthetic(0);
  const at = (minute: number) => synthetic.take(minute * MINUTE).map(({ value }) => value);
  assert.equal([at(0), at(9.9), at(10), at(11), at(12), at(1_449), at(1_450)].flat(), [
    'on',
    'off',
    'on',
  ]);
});

test('what nobody speaks of within a minute is taken to be well', () => {
  const one = (value: string, at: number) => [{ at, value, labels: {} }];
  const known = new Map([
    ['store.state', one('lost', 0)],
    ['queue.state', one('(unknown)', 5)],
  ]);
  assert.equal(usualSightings(known, MINUTE - 1, 0), []);
  const keys = (now: number) => usualSightings(known, now, 0).map(({ key }) => key);
  assert.equal(keys(MINUTE), ['slack.auth', 'slack.socket', 'slack.ghosts']);
  assert.equal(keys(MINUTE + 5), ['queue.state', 'slack.auth', 'slack.socket', 'slack.ghosts']);
});

test.run();
