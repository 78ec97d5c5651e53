import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readArguments } from '../../src/commands/chaos/arguments.ts';
import type { Heard } from '../../src/commands/chaos/fleet.ts';
import { seeded } from '../../src/commands/chaos/random.ts';
import { judge, type Seen } from '../../src/commands/chaos/verdict/judge.ts';
import { lineOf } from '../../src/commands/demo/child.ts';
import type { Line } from '../../src/commands/demo/story.ts';

const calm: Seen = {
  promised: ['P1000R1', 'D2401R0'],
  told: ['D2401R0', 'P1000R1'],
  rows: { possibleDuplicates: 0, disordered: [], unexplained: 0, dead: 0, sent: 2 },
  breaches: [],
  logbook: { lines: [], noise: [], surprises: [], starts: 2 },
  codes: [0, 0],
  lives: [[100, 100, 100, 110, 110, 110, 120, 120, 120]],
  alerts: {
    records: { episodes: [], notices: [], rows: [] },
    messages: [],
    rules: [],
    calmMs: 0,
  },
};

const heard = (line: Line): Heard => ({ ...line, berth: 'one', heardAt: 0 });

const broken = (seen: Partial<Seen>): readonly string[] =>
  judge({ ...calm, ...seen })
    .filter(({ kept }) => !kept)
    .map(({ promise, seen: words }) => `${promise}: ${words}`);

const test = suite('npm run chaos');

test('a calm run keeps every promise', () => {
  assert.equal(broken({}), []);
});

const cases: readonly [what: string, seen: Partial<Seen>, finding: string][] = [
  [
    'a paper that was not told',
    { told: ['D2401R0'] },
    'Nothing is lost: 2 promised, lost 1: P1000R1',
  ],
  [
    'a draft told twice',
    { told: ['P1000R1', 'D2401R0', 'D2401R0'] },
    'Nothing is told twice: 3 told, twice 1: D2401R0',
  ],
  [
    'messages in the wrong order',
    { rows: { ...calm.rows, disordered: ['C1 lane 2: row 1 at 2.0, then row 2 at 1.0'] } },
    'Order is kept: 1: C1 lane 2: row 1 at 2.0, then row 2 at 1.0',
  ],
  [
    'a call inside a wait',
    {
      breaches: [{ name: 'inside_retry_after', method: 'chat.postMessage', channel: 'C1', at: 0 }],
    },
    'Slack is never called when it asked for silence: 1: inside_retry_after chat.postMessage',
  ],
  [
    'a bug',
    {
      logbook: {
        ...calm.logbook,
        lines: [
          heard({ event: 'actor.crashed', failure_reason: 'bug', message: 'x is undefined' }),
        ],
      },
    },
    'No bug: 1: actor.crashed x is undefined',
  ],
  [
    'a rejection that nobody took',
    {
      logbook: { ...calm.logbook, lines: [heard({ event: 'daemon.unhandled', message: 'no' })] },
    },
    'Nothing is unhandled: 1: daemon.unhandled no',
  ],
  [
    'a warning of the runtime',
    { logbook: { ...calm.logbook, noise: ['(node:1) MaxListenersExceededWarning: 11 added'] } },
    'Nothing is unhandled: 1: (node:1) MaxListenersExceededWarning: 11 added',
  ],
  [
    'a death of its own',
    {
      logbook: {
        ...calm.logbook,
        surprises: [{ berth: 'one', ended: { code: 3, signal: null } }],
      },
    },
    'Nobody dies but by our hand: 2 starts, surprises 1: one 3',
  ],
  ['an end that fails', { codes: [0, 2] }, 'Asked to stop, they stop: exit 0, 2'],
  [
    'memory that grows',
    { lives: [[100, 100, 100, 130, 130, 130, 170, 170, 170]] },
    'Memory stays flat: 1 long lives, at most 170 MB, grown by 70 MB',
  ],
];

for (const [what, seen, finding] of cases)
  test(`finds ${what}`, () => {
    assert.equal(broken(seen), [finding]);
  });

test('a crash that was asked for is no bug', () => {
  const line = {
    event: 'actor.crashed',
    failure_reason: 'bug',
    message: 'made to crash by an operator',
  };
  assert.equal(broken({ logbook: { ...calm.logbook, lines: [heard(line)] } }), []);
});

test('half a line that a kill left is no noise', () => {
  assert.is(lineOf('{"event":"poll.succ'), null);
  assert.is(lineOf('{"event":"poll.succeeded"}')?.event, 'poll.succeeded');
  assert.equal(broken({ logbook: { ...calm.logbook, noise: ['{"event":"poll.succ'] } }), []);
});

test('the same seed chooses the same faults', () => {
  const draws = (seed: number): readonly number[] => {
    const random = seeded(seed);
    return Array.from({ length: 5 }, () => random.between(1, 6));
  };
  assert.equal(draws(7), draws(7));
  assert.not.equal(draws(7), draws(8));
  assert.ok(draws(7).every((one) => one >= 1 && one <= 6));
});

test('wrong words are named, and nothing is started', () => {
  assert.equal(readArguments([], 9), { type: 'run', minutes: 2, seed: 9, log: null });
  assert.equal(readArguments(['--minutes', '0'], 9), {
    type: 'wrong',
    problem: '--minutes takes a number from 0.5 to 120',
  });
  assert.is(readArguments(['--seed', '-1'], 9).type, 'wrong');
  assert.is(readArguments(['--hours', '1'], 9).type, 'wrong');
});

test.run();
