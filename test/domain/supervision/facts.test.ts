import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import {
  type Exit,
  exitOf,
  exitOfOutput,
  GaveUp,
  hung,
} from '../../../src/domain/supervision/exit.ts';
import {
  chainOf,
  cutExit,
  factOfReport,
  failureOfExit,
} from '../../../src/domain/supervision/facts.ts';

const who = { component: 'poller', at: 9, attempt: 3 } as const;

const nested = (levels: number, cause: Exit): Exit =>
  levels === 0
    ? cause
    : {
        kind: 'gave_up',
        why: 'intensity',
        supervisor: `s${levels}`,
        child: 'x'.repeat(100_000),
        restarts: 6,
        cause: nested(levels - 1, cause),
      };

const word = (exit: Exit): string => {
  const { category, reason, attempt } = failureOfExit(exit, who);
  return `${category} ${reason} ${attempt}`;
};

const test = suite('what an exit says');

test('a report with a megabyte of message and twenty causes is one line of at most 4 KB', () => {
  const thrown = new Error('\u{1F4A3}\n'.repeat(200_000));
  const exit = nested(20, exitOf(thrown, 'poller', 1));
  const report = {
    context: 'child_terminated',
    id: 'ingestion',
    component: 'supervisor',
    exit,
    incarnation: 1,
    attempt: 1,
    at: 1,
  } as const;
  const line = JSON.stringify(factOfReport('root', report, null));
  assert.ok(Buffer.byteLength(line) <= 4_096, `${Buffer.byteLength(line)} bytes`);
  assert.not.ok(line.includes('\n'));
  const cut = chainOf(cutExit(exit));
  assert.equal([cut.length, cut.at(-1)?.kind], [5, 'failure'], 'the innermost is kept');
});

test('each kind of end has a category', () => {
  const limited = new Failure({
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 'x',
    message: 'no',
  });
  assert.is(word(exitOf(limited, 'poller', 1)), 'RATE_LIMIT http_429 3');
  assert.is(word(nested(3, exitOf(limited, 'poller', 1))), 'RATE_LIMIT http_429 3');
  assert.is(word(exitOf(new TypeError('x'), 'poller', 1)), 'UNKNOWN bug 3');
  assert.is(word(hung('silent', 'poller', 1)), 'HUNG silent 3');
  assert.is(word(hung('not_ready', 'poller', 1)), 'HUNG not_ready 3');
  assert.is(word({ kind: 'killed' }), 'HUNG stop_timeout 3');
  assert.is(word({ kind: 'normal' }), 'UNKNOWN bug 3');
});

test('a supervisor that gave up is known by its chain, whatever else was thrown by its bug', () => {
  const exit = nested(2, { kind: 'killed' });
  assert.is(exitOf(new GaveUp(exit), 'supervisor', 1), exit);
});

test('an output that says nothing of an exit is a normal end', () => {
  for (const output of [undefined, null, 7, {}, { exit: null }, { exit: { kind: 'odd' } }])
    assert.equal(exitOfOutput(output), { kind: 'normal' });
  assert.equal(exitOfOutput({ exit: { kind: 'ignore' } }), { kind: 'ignore' });
});

test.run();
