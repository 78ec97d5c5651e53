import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Exit } from '../../../src/domain/supervision/exit.ts';
import { chainOf, failureOfExit } from '../../../src/domain/supervision/facts.ts';
import { sub, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { ChildSpec, SupervisorSpec } from '../../../src/domain/supervision/types.ts';
import { type Habits, newStage, run, subject } from '../../support/supervision.ts';
import { wholeTree } from '../../support/wholeTree.ts';

const quiet = { liveness: null } as const;

/** A supervisor of these children, in this order, each with its habits. */
function start(
  children: readonly ChildSpec[],
  habits: Readonly<Record<string, Habits>> = {},
  rest: Partial<SupervisorSpec> = {},
) {
  const stage = newStage();
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 3,
    periodMs: 600_000,
    children,
    ...rest,
  });
  return run([spec], (id) => ({ logic: subject(stage, habits[id]) }), { stage });
}

const word = (exit: Exit | null): string => {
  if (exit === null) return 'none';
  const failure = failureOfExit(exit, { component: 'supervisor', at: 0, attempt: 1 });
  return `${failure.category}/${failure.reason}`;
};

const test = suite('stopping and starting in time');

test('a child that never answers is halted at its shutdown time, its siblings are asked', () => {
  const { root, stage, ended, reports } = start(
    [worker('a', 'poller', quiet), worker('b', 'poller', { ...quiet, shutdown: 700 })],
    { b: { deaf: true } },
  );
  stage.log.length = 0;
  root.send({ type: 'sup.stop' });
  stage.clock.advance(699);
  assert.equal([stage.log, stage.open.size, ended()], [[], 2, null]);
  stage.clock.advance(1);
  assert.equal([stage.log, stage.open.size, ended()?.kind], [['stop a'], 0, 'shutdown']);
  assert.equal(
    reports.map(({ context, id, exit }) => [context, id, exit?.kind, word(exit)]),
    [['shutdown_error', 'b', 'killed', 'HUNG/stop_timeout']],
  );
  assert.is(stage.clock.pending, 0);
});

test('a stop that takes as long as it may is no error', () => {
  const { root, stage, ended, reports } = start(
    [worker('a', 'poller', { ...quiet, shutdown: 700 })],
    { a: { stopMs: 699 } },
  );
  root.send({ type: 'sup.stop' });
  stage.clock.advance(699);
  assert.equal([ended()?.kind, reports.length, stage.clock.pending], ['shutdown', 0, 0]);
});

test('a child that is never ready is halted after 5,000 ms', () => {
  const { stage, ended, reports } = start([worker('a', 'poller', quiet)], {
    a: { neverReady: true },
  });
  stage.clock.advance(4_999);
  assert.equal([ended(), stage.open.size], [null, 1]);
  stage.clock.advance(1);
  assert.equal([ended()?.kind, stage.open.size, stage.clock.pending], ['gave_up', 0, 0]);
  assert.equal(
    reports.map(({ context, exit }) => [context, word(exit)]),
    [['start_error', 'HUNG/not_ready']],
  );
});

test('a start that fails at boot says in its chain who it was', () => {
  const { ended, stage } = wholeTree({ poller: { failsToStart: () => true } });
  const exit = ended();
  assert.ok(exit);
  assert.equal(
    chainOf(exit).map((link) =>
      link.kind === 'gave_up' ? [link.why, link.supervisor, link.child] : word(link),
    ),
    [['boot', 'root', 'ingestion'], ['boot', 'ingestion', 'poller'], 'UNKNOWN/bug'],
  );
  assert.equal(
    stage.log.slice(-4),
    ['messageQueue', 'slackSocket', 'alerts', 'watchdog'].map((id) => `stop ${id}`),
  );
  assert.equal([stage.open.size, stage.clock.pending], [0, 0]);
});

test('a shutdown request halts a child that is just starting', () => {
  const { root, stage, ended } = start(
    [worker('a', 'poller', quiet), worker('b', 'poller', quiet)],
    { b: { neverReady: true } },
  );
  root.send({ type: 'sup.stop' });
  assert.equal([ended()?.kind, stage.open.size, stage.clock.pending], ['shutdown', 0, 0]);
});

test('a second request to stop changes nothing', () => {
  const { root, stage, ended } = start([worker('a', 'poller', quiet)], { a: { stopMs: 100 } });
  root.send({ type: 'sup.stop' });
  root.send({ type: 'sup.stop' });
  stage.clock.advance(99);
  assert.is(ended(), null);
  stage.clock.advance(1);
  assert.is(ended()?.kind, 'shutdown');
});

test('a ready of an old incarnation is ignored', () => {
  const { root, stage, ended } = start([worker('a', 'poller', quiet)], {
    a: { neverReady: true },
  });
  root.send({ type: 'child.ready', id: 'a', incarnation: 0 });
  root.send({ type: 'child.ready', id: 'a', incarnation: 2 });
  stage.clock.advance(5_000);
  assert.is(ended()?.kind, 'gave_up');
});

test('what ready carries reaches who asked for the start', () => {
  const { root, call, states } = start([]);
  const waiting = call({ call: 'start_child', spec: worker('a', 'poller', quiet) });
  assert.equal(waiting, { ok: null }, 'a subject carries nothing');
  assert.equal(states(), { a: 'up 1' });
  const answers: unknown[] = [];
  root.on('reply', ({ reply }) => void answers.push(reply));
  const slow = start([], { b: { neverReady: true } });
  slow.root.on('reply', ({ reply }) => void answers.push(reply));
  slow.root.send({
    type: 'sup.call',
    callId: '1',
    request: { call: 'start_child', spec: worker('b', 'poller', quiet) },
  });
  slow.root.send({ type: 'child.ready', id: 'b', incarnation: 1, value: { port: 7 } });
  assert.equal(answers, [{ ok: { port: 7 } }]);
});

test('calls that wait behind a stop are answered when it ends', () => {
  const { root, stage, call } = start([worker('a', 'poller', quiet)], { a: { stopMs: 100 } });
  const answers: unknown[] = [];
  root.on('reply', ({ callId, reply }) => void answers.push([callId, reply]));
  root.send({ type: 'sup.call', callId: '1', request: { call: 'terminate_child', id: 'a' } });
  root.send({ type: 'sup.call', callId: '2', request: { call: 'count' } });
  assert.equal(answers, []);
  stage.clock.advance(100);
  assert.equal(answers, [
    ['1', { ok: null }],
    ['2', { ok: [1, 0, 0, 1] }],
  ]);
  assert.equal(call({ call: 'start_child', spec: worker('a', 'poller', quiet) }), {
    error: 'already_present',
  });
});

test('who asks a supervisor that stops is told that it is no more', () => {
  const { root, stage } = start([worker('a', 'poller', quiet)], { a: { stopMs: 100 } });
  const answers: unknown[] = [];
  root.on('reply', ({ callId, reply }) => void answers.push([callId, reply]));
  for (const [callId, request] of [
    ['1', { call: 'terminate_child', id: 'a' }],
    ['2', { call: 'which' }],
  ] as const)
    root.send({ type: 'sup.call', callId, request });
  root.send({ type: 'sup.stop' });
  root.send({ type: 'sup.call', callId: '3', request: { call: 'which' } });
  stage.clock.advance(100);
  assert.equal(
    answers,
    ['1', '2', '3'].map((callId) => [callId, { error: 'noproc' }]),
  );
});

test('logic that nobody has is refused, and wrong specs are', () => {
  const stage = newStage();
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 1,
    periodMs: 1_000,
    children: [],
  });
  const { call } = run([spec], () => undefined, { stage });
  assert.equal(call({ call: 'start_child', spec: worker('a', 'poller') }), {
    error: 'unknown_logic',
  });
  const { call: ask } = start([]);
  const significant = worker('a', 'poller', { significant: true });
  assert.equal(ask({ call: 'start_child', spec: significant }), { error: 'bad_combination' });
  assert.equal(ask({ call: 'start_child', spec: sub('') }), { error: 'missing_id' });
});

test('brutal_kill does not ask', () => {
  const { root, stage, reports, ended } = start([
    worker('a', 'poller', { ...quiet, shutdown: 'brutal_kill' }),
  ]);
  stage.log.length = 0;
  root.send({ type: 'sup.stop' });
  assert.equal([stage.log, reports, ended()?.kind, stage.open.size], [[], [], 'shutdown', 0]);
});

test.run();
