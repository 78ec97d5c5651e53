import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { evaluate } from '../../../src/domain/alerts/evaluate.ts';
import { observed, register } from '../../../src/domain/alerts/observe.ts';
import { type Instance, inactive, type Observations } from '../../../src/domain/alerts/rule.ts';
import { selfRules } from '../../../src/domain/alerts/selfRules.ts';
import { cases, HOUR, MINUTE, type Seen } from '../../support/alerts/numbers.ts';

const test = suite('numbers of the rules');

const rules = selfRules({ pollIntervalMs: 30 * MINUTE, threshold: 100 });

const seenOf = (all: readonly Seen[]): Observations =>
  all.reduce<Observations>((seen, [key, value, at = 0]) => {
    const count = Array.isArray(value);
    return observed(
      register(seen, key, -HOUR),
      { key, value: count ? value[0] : value, count },
      at,
    );
  }, new Map());

function look(id: string, seen: readonly Seen[], at: number, prev: Instance = inactive) {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return evaluate(rule, prev, seenOf(seen), at).next;
}

const firing: Instance = { ...inactive, state: 'firing', t0: 0 };

for (const { what, id, under, over, at = 0 } of cases)
  test(`operations-7: ${id}, both sides of ${what}`, () => {
    const [quiet, loud] = [look(id, under, at), look(id, over, at)];
    assert.is(quiet.state, 'inactive', 'under');
    assert.is(loud.state === 'firing' || loud.state === 'pending', true, 'over');
  });

for (const [id, word, other] of [
  ['self.poll.stale', 'watchdog.state stale', 'fresh'],
  ['self.upstream', 'upstream.state quarantined', 'ok'],
  ['self.upstream', 'upstream.state blocked', 'ok'],
  ['self.queue.backpressure', 'queue.state backpressure', 'normal'],
  ['self.destination', 'destination.state suspended', 'ok'],
  ['self.slack.auth', 'slack.auth unauthorised', 'ok'],
  ['self.slack.auth', 'slack.socket parked', 'connected'],
  ['self.slack.socket', 'slack.socket backing_off', 'connected'],
  ['self.slack.ghosts', 'slack.ghosts seen', 'none'],
  ['self.db', 'store.state lost', 'up'],
  ['self.delivery', 'channel.refused refused', 'taken'],
  ['self.config', 'config.problem wrong', 'mended'],
  ['self.config.missing', 'config.problem missing', 'wrong'],
  ['self.synthetic', 'synthetic.state on', 'off'],
] as const)
  test(`operations-7: ${id} by ${word}, and not by ${other}`, () => {
    const [key = '', value = ''] = word.split(' ');
    assert.not.equal(look(id, [[key, value]], 0).state, 'inactive');
    assert.is(look(id, [[key, other]], 0).state, 'inactive');
  });

for (const [id, seen, forMs] of [
  [
    'self.probe.errors',
    [
      ['probe.attempts', 20],
      ['probe.errors', 20],
    ],
    5 * MINUTE,
  ],
  ['self.slack.socket', [['slack.socket', 'backing_off']], 2 * MINUTE],
  ['self.network', [['outside.failing', 2]], MINUTE],
  ['self.memory', [['memory.used', 0.9]], 5 * MINUTE],
  ['self.disk', [['disk.used', 0.9]], 5 * MINUTE],
] as const)
  test(`operations-7: ${id} is waited for to its last moment`, () => {
    const begun = look(id, seen, 0);
    assert.is(begun.state, 'pending');
    const again = seen.map(([key, value]) => [key, value, forMs] as const);
    assert.is(look(id, again, forMs - 1, begun).state, 'pending');
    assert.is(look(id, again, forMs, begun).state, 'firing');
  });

for (const [id, between, over] of [
  ['self.memory', [['memory.used', 0.75]], [['memory.used', 0.749]]],
  ['self.disk', [['disk.used', 0.75]], [['disk.used', 0.749]]],
  [
    'self.crashloop',
    [
      ['process.uptime', 1_799],
      ['process.unclean', [0]],
    ],
    [
      ['process.uptime', 1_800],
      ['process.unclean', [0]],
    ],
  ],
  [
    'self.probe.errors',
    [
      ['probe.attempts', 100],
      ['probe.errors', 30],
    ],
    [
      ['probe.attempts', 100],
      ['probe.errors', 29],
    ],
  ],
] as const)
  test(`operations-7: ${id} is over below its lower bound, not between the two`, () => {
    assert.is(look(id, between as never, 0, firing).state, 'firing');
    assert.not.equal(look(id, over as never, 0, firing).state, 'firing');
  });

test('reminders, severities and parents are as they are written down', () => {
  const rows = rules.map(({ id, severity, forMs, keepMs, remindMs, dependsOn, avoid }) =>
    [
      id.replace('self.', ''),
      severity,
      `${forMs / MINUTE}/${keepMs / MINUTE}`,
      remindMs === null ? '-' : remindMs / MINUTE,
      [...dependsOn, ...avoid.map((one) => `not ${one}`)].join(' ').replaceAll('self.', '') || '-',
    ].join(' '),
  );
  assert.equal(rows, [
    'poll.stale P1 0/0 30 -',
    'poll.failing P2 0/0 240 poll.stale network db',
    'upstream P2 0/0 720 network',
    'probe.errors P2 5/5 240 network',
    'queue.backpressure P2 0/0 60 -',
    'queue.stuck P1 1/0 30 slack.auth slack.socket slack.limit db',
    'queue.dead P2 0/30 1440 -',
    'destination P2 0/0 1440 -',
    'slack.auth P1 0/0 15 not slack',
    'slack.socket P1 2/1 15 network not slack',
    'slack.limit P2 0/10 1440 -',
    'slack.scope P2 0/10 1440 -',
    'slack.ghosts P2 0/10 1440 -',
    'ratelimit P2 0/10 240 -',
    'db P1 0/1 15 -',
    'network P1 1/1 15 -',
    'restarts P2 0/30 240 -',
    'restarts.last P1 0/30 240 -',
    'crashloop P1 0/0 60 -',
    'loop P2 0/2 60 -',
    'memory P2 5/5 240 -',
    'disk P2 5/5 720 -',
    'delivery P1 0/0 60 not $channel',
    'config P2 0/0 1440 -',
    'config.missing P3 0/0 - -',
    'clock P2 0/10 1440 -',
    'deadman P2 0/0 1440 -',
    'synthetic P3 0/0 - -',
  ]);
});

test('one alert for each source, code, conversation, host, child, volume, way and setting', () => {
  const scoped = rules.filter(({ scope }) => scope.length > 0);
  assert.equal(
    scoped.map(({ id, scope }) => `${id} ${scope.join(' ')}`),
    [
      'self.upstream source',
      'self.queue.dead code',
      'self.destination dest',
      'self.ratelimit host',
      'self.restarts child',
      'self.disk volume',
      'self.delivery channel',
      'self.config problem',
      'self.config.missing problem',
    ],
  );
});

test.run();
