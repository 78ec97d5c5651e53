import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fact } from '../../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../../src/domain/health/failure.ts';
import { stopped } from '../../../src/domain/supervision/exit.ts';
import { chainOf } from '../../../src/domain/supervision/facts.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import { newStage, run, subject } from '../../support/supervision.ts';
import { wholeTree } from '../../support/wholeTree.ts';

const typesOf = (facts: readonly Fact[]): string[] =>
  facts.map((fact) => ('id' in fact ? `${fact.type} ${fact.id}` : fact.type));

const test = suite('the supervision tree');

test('starts observers and sinks first and stops in exact reverse', () => {
  const { root, stage, ended } = wholeTree();
  assert.equal(
    stage.log,
    ['watchdog', 'alerts', 'slackSocket', 'messageQueue', 'poller', 'prober'].map(
      (id) => `start ${id}`,
    ),
  );
  stage.log.length = 0;
  root.send({ type: 'sup.stop' });
  assert.equal(
    stage.log,
    ['prober', 'poller', 'messageQueue', 'slackSocket', 'alerts', 'watchdog'].map(
      (id) => `stop ${id}`,
    ),
  );
  assert.equal(ended(), stopped.exit);
  assert.equal([stage.clock.pending, stage.open.size], [0, 0]);
});

test('a crashed poller is back after 750 ms and nobody else is touched', () => {
  const { tell, stage, states, facts } = wholeTree();
  const before = facts.length;
  tell('poller', { type: 'crash' });
  assert.is(states()['poller'], 'restarting 1');
  stage.clock.advance(749);
  assert.is(states()['poller'], 'restarting 1');
  stage.clock.advance(1);
  assert.equal(states(), {
    watch: 'up 1',
    delivery: 'up 1',
    ingestion: 'up 1',
    watchdog: 'up 1',
    alerts: 'up 1',
    slackSocket: 'up 1',
    messageQueue: 'up 1',
    poller: 'up 2',
    prober: 'up 1',
  });
  assert.equal(typesOf(facts.slice(before)), ['actor.crashed poller', 'actor.restarted poller']);
});

test('without backoff a crashed child is back in the same step', () => {
  const stage = newStage();
  const logic = subject(stage);
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 3,
    periodMs: 1_000,
    children: [worker('a', 'poller', { backoff: noBackoff, liveness: null })],
  });
  const { tell, states } = run([spec], () => ({ logic }), { stage });
  tell('a', { type: 'crash' });
  assert.equal([states(), stage.clock.now()], [{ a: 'up 2' }, 0]);
});

test('a crashed socket stops the queue at once, and both start after 750 ms', () => {
  const { tell, stage, states } = wholeTree();
  stage.log.length = 0;
  tell('slackSocket', { type: 'crash' });
  assert.equal(stage.log, ['stop messageQueue']);
  assert.equal([states()['slackSocket'], states()['messageQueue']], ['restarting 1', 'down 1']);
  stage.clock.advance(750);
  assert.equal([states()['slackSocket'], states()['messageQueue']], ['up 2', 'up 2']);
  assert.equal(stage.log, ['stop messageQueue', 'start slackSocket', 'start messageQueue']);
});

test('a crashed queue leaves the socket alone', () => {
  const { tell, stage, states } = wholeTree();
  tell('messageQueue', { type: 'crash' });
  stage.clock.advance(750);
  assert.equal([states()['slackSocket'], states()['messageQueue']], ['up 1', 'up 2']);
});

const endings: [random: number, endsAt: number, back: number[]][] = [
  [0, 69_000, [1_000, 2_000, 4_000]],
  [0.5, 103_500, [1_500, 3_000, 6_000]],
  [0.999_999_9, 138_000, [2_000, 4_000, 8_000]],
];

for (const [random, endsAt, back] of endings) {
  test(`a poller that crashes at once on every start ends the root after ${endsAt} ms`, () => {
    const { stage, facts, ended } = wholeTree(
      { poller: { crashesAtOnce: () => true } },
      { random: () => random },
    );
    stage.clock.advance(endsAt - 1);
    assert.is(ended(), null);
    stage.clock.advance(1);
    const gaveUp = ended();
    assert.ok(gaveUp);
    const crashes = typesOf(facts).filter((fact) => fact === 'actor.crashed poller');
    assert.is(crashes.length, 24);
    const restarts = facts.filter((fact) => 'id' in fact && fact.id === 'ingestion');
    const gaps = restarts
      .slice(1)
      .flatMap((fact, n) => (n % 2 === 1 ? fact.at - (restarts[n]?.at ?? 0) : []));
    assert.equal(gaps, back);
    const chain = chainOf(gaveUp).map((exit) =>
      exit.kind === 'gave_up' ? `${exit.supervisor}/${exit.child}` : exit.kind,
    );
    assert.equal(chain, ['root/ingestion', 'ingestion/poller', 'failure']);
    assert.equal([stage.clock.pending, stage.open.size], [0, 0]);
  });
}

test('a thousand failed polls use no restart', () => {
  const { tell, facts, states, root } = wholeTree();
  const failed = (n: number): FailureRecord => ({
    category: (['RATE_LIMIT', 'NETWORK', 'DB'] as const)[n % 3] ?? 'DB',
    reason: 'x',
    operation: 'index.fetch',
    component: 'poller',
    message: 'no',
    attempt: n + 1,
    retryAfterMs: null,
    at: 0,
  });
  for (let n = 0; n < 1_000; n += 1) {
    const failure = failed(n);
    const base = { type: 'poll.failed', component: 'poller', at: null, failure } as const;
    const fact = { ...base, cycle: 'c', durationMs: 1, retries: 0 };
    tell('poller', { type: 'say', fact } as { type: string });
  }
  assert.is(facts.filter(({ type }) => type === 'poll.failed').length, 1_000);
  assert.is(states()['poller'], 'up 1');
  const { ledger } = root.getSnapshot().context;
  assert.equal(ledger.components.poller.failures, { RATE_LIMIT: 334, NETWORK: 333, DB: 333 });
  assert.is(ledger.components.poller.consecutive, 1_000);
});

test('after a crash five starts fail: one delay per attempt, then it gives up', () => {
  const stage = newStage();
  const logic = subject(stage, { failsToStart: (life) => life > 1 });
  const backoff = { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0, resetAfterMs: 600_000 };
  const starts: number[] = [];
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 5,
    periodMs: 600_000,
    children: [worker('a', 'poller', { backoff, liveness: null })],
  });
  const catalogue = () => ({
    logic,
    input: () => {
      starts.push(stage.clock.now());
      return {};
    },
  });
  const { tell, ended, reports } = run([spec], catalogue, { stage });
  tell('a', { type: 'crash' });
  stage.clock.advance(31_000);
  assert.equal(starts, [0, 1_000, 3_000, 7_000, 15_000, 31_000]);
  assert.is(ended()?.kind, 'gave_up');
  assert.equal(
    reports.map(({ context }) => context),
    ['child_terminated', ...Array(5).fill('start_error'), 'shutdown'],
  );
});

test.run();
