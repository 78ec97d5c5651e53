import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AlertsSeen, judgeAlerts } from '../../src/commands/chaos/verdict/alerts/alerts.ts';
import { lingersMs } from '../../src/commands/chaos/verdict/alerts/crowd.ts';
import { selfRules } from '../../src/domain/alerts/selfRules.ts';
import {
  anchor,
  ends,
  episode,
  line,
  message,
  notice,
  reply,
  row,
} from '../support/chaos/alerts.ts';

const rules = selfRules({ pollIntervalMs: 3_000, threshold: 100 });

/** One alert about the database, told and ended. */
const well: AlertsSeen = {
  records: {
    episodes: [episode('e1')],
    notices: [notice('e1:1:slack'), notice('e1:2:slack', ends)],
    rows: [anchor, reply],
  },
  messages: [
    message('1.1', '🟢 RESOLVED P1 The database is away'),
    message('1.2', '🟢 RESOLVED P1 The database is away'),
  ],
  lines: [],
  rules,
  calmMs: 120_000,
};

interface Planted extends Partial<Omit<AlertsSeen, 'records'>> {
  readonly records?: Partial<AlertsSeen['records']>;
}

const broken = ({ records, ...rest }: Planted): readonly string[] =>
  judgeAlerts({ ...well, ...rest, records: { ...well.records, ...records } })
    .filter(({ kept }) => !kept)
    .map(({ promise, seen }) => `${promise}: ${seen.replace(/^.*against it /, '')}`);

const many = Array.from({ length: 21 }, (_, nth) => `e${nth}`);

const test = suite('npm run chaos, alerts');

test('an alert that was told and ended keeps every invariant', () => {
  assert.equal(broken({}), []);
});

const cases: readonly [what: string, planted: Planted, finding: string][] = [
  [
    'a message that no row stands behind',
    { messages: [...well.messages, message('9.9', 'hello')] },
    'No alert without an episode: 1: no row for: hello',
  ],
  [
    'a message of an episode that is not known',
    {
      records: { rows: [anchor, reply, row('x:1:slack', '9.9', { anchorKey: 'alert:x' })] },
      messages: [...well.messages, message('9.9', 'hello')],
    },
    'No alert without an episode: 1: alert:x: hello',
  ],
  [
    'two beginnings without an end between them',
    { records: { episodes: [episode('e1', { events: ['fired', 'fired', 'resolved'] })] } },
    'An alert is open once at a time: 1: self.db e1: fired fired resolved',
  ],
  [
    'an open episode whose history has ended',
    { records: { episodes: [episode('e1'), episode('e2', { open: true, rule: 'self.clock' })] } },
    'An alert is open once at a time: 1: self.clock e2: fired resolved',
  ],
  [
    'a firing that was told twice',
    {
      records: {
        notices: [notice('e1:1:slack'), notice('e1:3:slack'), notice('e1:2:slack', ends)],
      },
    },
    'Told once and ended once: 1: self.db e1 on slack fires twice',
  ],
  [
    'an end that was told twice',
    {
      records: {
        notices: [notice('e1:1:slack'), notice('e1:2:slack', ends), notice('e1:3:slack', ends)],
      },
    },
    'Told once and ended once: 1: self.db e1 on slack ends twice',
  ],
  [
    'an end of what was never told',
    {
      records: {
        notices: [notice('e1:1:slack'), notice('e1:2:ntfy', { ...ends, channel: 'ntfy' })],
      },
    },
    'Told once and ended once: 1: self.db e1 on ntfy ends without having fired',
  ],
  [
    'an end that a way past Slack never heard of',
    { records: { notices: [notice('e1:1:ntfy', { channel: 'ntfy' })] } },
    'Told once and ended once: 1: self.db e1 on ntfy never ends',
  ],
  [
    'a notice that nobody has sent',
    {
      records: {
        notices: [notice('e1:1:slack'), notice('e1:2:slack', { ...ends, state: 'pending' })],
      },
    },
    'Nothing is left to be told: 1: e1:2:slack',
  ],
  [
    'an edit that nobody has made',
    {
      records: {
        rows: [anchor, reply, row('alert:e1:edit:2', '1.1', { kind: 'update', state: 'pending' })],
      },
    },
    'Nothing is left to be told: 1: alert:e1:edit:2',
  ],
  [
    'a message that shows another state',
    { messages: [message('1.1', '🔴 FIRING P1 The database is away'), message('1.2', 'over')] },
    'Slack shows how it stands: 1: self.db e1 shows: 🔴 FIRING P1 The database is away',
  ],
  [
    'an episode with two messages',
    {
      records: { rows: [anchor, reply, row('e1:9:slack', '1.3', { anchorKey: 'alert:e1' })] },
      messages: [...well.messages, message('1.3', '🟢 RESOLVED P1 again')],
    },
    'Slack shows how it stands: 1: self.db e1 has 2 messages',
  ],
  [
    'twenty-one notices in five minutes',
    {
      records: {
        episodes: many.map((id) =>
          episode(id, { events: ['fired'], open: true, rule: 'self.clock', key: id }),
        ),
        notices: many.map((id) => notice(`${id}:1:slack`)),
        rows: many.map((id) => row(`${id}:1:slack`, `2.${id}`)),
      },
      messages: [],
    },
    'No storm of alerts: 1: 21 notices in 5 min',
  ],
  [
    'a reminder before its time',
    {
      records: {
        notices: [
          notice('e1:1:slack'),
          notice('e1:2:slack', { kind: 'reminder' }),
          notice('e1:3:slack', ends),
        ],
        rows: [anchor, row('e1:2:slack', '1.2', { threadOf: 'alert:e1', createdAt: 61_000 })],
      },
    },
    'No storm of alerts: 1: self.db reminds after 60000 ms',
  ],
  [
    'an alarm that another explains',
    {
      records: { episodes: [episode('e1', { rule: 'self.poll.failing' })] },
      lines: [line('alert.firing', -9_000, { rule: 'self.db' })],
    },
    'What is explained is not told: 1: self.poll.failing was told while self.db fired',
  ],
  [
    'an alert that fires although all is well',
    {
      records: {
        episodes: [episode('e1', { open: true, events: ['fired'] })],
        notices: [notice('e1:1:slack')],
      },
      messages: [message('1.1', '🔴 FIRING P1 The database is away'), message('1.2', 'x')],
    },
    'No alert is left when all is well: 1: self.db',
  ],
];

for (const [what, planted, finding] of cases)
  test(`finds ${what}`, () => {
    assert.ok(broken(planted).includes(finding), broken(planted).join('\n'));
  });

test('a history with a hole is no fault where the disk was full and said so', () => {
  const records = { episodes: [episode('e1', { events: ['fired', 'resolved', 'resolved'] })] };
  assert.is(broken({ records }).length, 1);
  assert.equal(broken({ records, lines: [line('alert.spool_failed', 0)] }), []);
});

test('what is explained by an alert of another process may be told', () => {
  const records = { episodes: [episode('e1', { rule: 'self.poll.failing' })] };
  const fired = line('alert.firing', -9_000, { rule: 'self.db' });
  assert.equal(broken({ records, lines: [fired, line('leader.acquired', -5_000)] }), []);
});

test('a rule lingers for its window and its keep', () => {
  const of = (id: string): number => lingersMs(rules.filter((one) => one.id === id)[0] ?? fail());
  assert.is(of('self.poll.stale'), 0);
  assert.is(of('self.db'), 60_000);
  assert.is(of('self.clock'), 20 * 60_000);
  assert.is(of('self.crashloop'), 30 * 60_000);
});

function fail(): never {
  throw new Error('no such rule');
}

test.run();
