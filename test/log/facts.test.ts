import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../src/domain/health/failure.ts';
import { logFact } from '../../src/log/facts.ts';
import { createLog } from '../../src/log/logger.ts';

const failure: FailureRecord = {
  category: 'TIMEOUT',
  reason: 'headers_timeout',
  operation: 'index.fetch',
  component: 'poller',
  message: 'no answer',
  attempt: 2,
  retryAfterMs: null,
  at: 5,
};

/** The line of one fact. */
function lineOf(fact: Fact, streak = 0) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  logFact(
    createLog({
      level: 'debug',
      format: 'json',
      now: () => 0,
      redact: (text) => text,
      write,
      base: {},
    }),
    fact,
    streak,
  );
  return lines.map((line) => JSON.parse(line));
}

const failed = (attempt: number): Fact => ({
  type: 'poll.failed',
  component: 'poller',
  at: 5,
  failure: { ...failure, attempt },
  cycle: 'c1',
  durationMs: 7,
  retries: 2,
});

const test = suite('lines of facts');

test('PS08: a failed poll carries category and reason as bare words', () => {
  const [line] = lineOf(failed(2), 2);
  assert.equal(
    [line.failure_category, line.failure_reason, line.operation, line.attempt, line.duration_ms],
    ['TIMEOUT', 'headers_timeout', 'index.fetch', 2, 7],
  );
});

test('the third failure in a row is an error, the first two are warnings', () => {
  const levels = [1, 2, 3, 4].map((streak) => lineOf(failed(streak), streak)[0].level);
  assert.equal(levels, ['warn', 'warn', 'error', 'error']);
});

test('an actor that crashes again and again: warn, warn, error, error; a start by a call is quiet', () => {
  const actor = { component: 'poller', at: 5, id: 'poller', incarnation: 1 } as const;
  const exit = { kind: 'killed' } as const;
  const levels = [1, 2, 3, 4].map(
    (attempt) => lineOf({ ...actor, type: 'actor.crashed', attempt, exit })[0].level,
  );
  assert.equal(levels, ['warn', 'warn', 'error', 'error']);
  const started = (byCall: boolean) => lineOf({ ...actor, type: 'actor.started', byCall })[0].level;
  assert.equal([started(false), started(true)], ['info', 'debug']);
});

test('people are named by a hash, channels by their id', () => {
  const sent = (dest: string): Fact => ({
    type: 'delivery.sent',
    component: 'message-queue',
    at: 1,
    row: '1',
    lane: 'news',
    dest,
    attempt: 1,
    waitedMs: 3,
  });
  assert.is(lineOf(sent('C0PAPERS'))[0].dest, 'C0PAPERS');
  assert.match(lineOf(sent('U0PERSON'))[0].dest, /^[0-9a-f]{8}$/);
});

test('a supervisor that gave up names the whole chain, outermost first', () => {
  const [line] = lineOf({
    type: 'supervisor.escalated',
    component: 'supervisor',
    at: 1,
    supervisor: 'root',
    exit: {
      kind: 'gave_up',
      why: 'intensity',
      supervisor: 'root',
      child: 'ingestion',
      restarts: 4,
      cause: {
        kind: 'gave_up',
        why: 'intensity',
        supervisor: 'ingestion',
        child: 'poller',
        restarts: 6,
        cause: { kind: 'failure', failure },
      },
    },
  });
  assert.equal(line.chain, [
    'gave_up(root) over ingestion, intensity',
    'gave_up(ingestion) over poller, intensity',
    'TIMEOUT/headers_timeout',
  ]);
  assert.is(line.failure_category, 'TIMEOUT');
  assert.is(line.level, 'fatal');
});

test('facts that only feed health leave no line', () => {
  assert.equal(lineOf({ type: 'store.checked', component: 'store', at: 1, tookMs: 2 }), []);
});

test.run();
