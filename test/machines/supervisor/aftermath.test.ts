import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnyActorRef } from 'xstate';
import { supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import { newStage, oneChild, run, subject } from '../../support/supervision.ts';

const quiet = { liveness: null } as const;
const boom = (): never => {
  throw new Error('boom');
};

const test = suite('after a crash');

test('words of a dead incarnation change nothing', () => {
  const stage = newStage();
  const { root, tell } = oneChild(subject(stage), stage);
  const old = root.system.get('a');
  tell('a', { type: 'crash' });
  const core = () => root.getSnapshot().context.core;
  const before = core();
  root.send({ type: 'child.beat', id: 'a', incarnation: 1 });
  root.send({ type: 'child.ready', id: 'a', incarnation: 1 });
  root.send({ type: 'sup.halted', id: 'a', incarnation: 1, exit: { kind: 'killed' } });
  root.send({ type: 'sup.up', id: 'a', incarnation: 1 });
  for (const name of ['kill', 'ready', 'restart'] as const)
    root.send({ type: 'sup.timer', timer: { type: 'timer', name, id: 'a', incarnation: 1 } });
  root.send({ type: 'xstate.error.actor.a', actorId: 'a' });
  root.send({ type: 'xstate.done.actor.a', actorId: 'a' });
  root.send({ type: 'xstate.done.actor.b', actorId: 'b' });
  assert.equal(core(), before);
  old?.send({ type: 'beat' });
  assert.equal(core(), before);
});

test('ended children leave the snapshot of their supervisor', () => {
  const stage = newStage();
  const { root, tell } = oneChild(subject(stage), stage, { restart: 'transient' });
  tell('a', { type: 'leave' });
  assert.equal(root.getSnapshot().children, {});
  assert.is(root.getSnapshot().context.core.children['a']?.status, 'down');
});

test('what listeners do wrong changes no step, and is not lost', async () => {
  const seen: unknown[] = [];
  const note = (thrown: unknown) => void seen.push(String(thrown));
  process.on('uncaughtException', note);
  try {
    const stage = newStage();
    const { root, tell, states, reports } = oneChild(subject(stage), stage);
    root.on('report', boom);
    root.subscribe({ next: boom, error: boom });
    tell('a', { type: 'crash' });
    assert.equal([states(), reports.length], [{ a: 'up 2' }, 1]);
    await new Promise((done) => setTimeout(done, 1));
    assert.ok(seen.length > 0, 'xstate throws it later: hence observe()');
  } finally {
    process.off('uncaughtException', note);
  }
});

test('the report made in the step before giving up arrives', () => {
  const stage = newStage();
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 0,
    periodMs: 1_000,
    children: [worker('a', 'poller', quiet)],
  });
  const { tell, reports, facts, ended } = run([spec], () => ({ logic: subject(stage) }), { stage });
  tell('a', { type: 'crash' });
  assert.equal(
    reports.map(({ context }) => context),
    ['child_terminated', 'shutdown'],
  );
  assert.equal(facts.at(-1)?.type, 'supervisor.escalated');
  assert.is(ended()?.kind, 'gave_up');
});

test('sends to a role in backoff kill nobody', () => {
  const stage = newStage();
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 3,
    periodMs: 600_000,
    children: [worker('a', 'poller', quiet)],
  });
  const { tell, root, states } = run([spec], () => ({ logic: subject(stage) }), { stage });
  const ref: AnyActorRef | undefined = root.system.get('a');
  tell('a', { type: 'crash' });
  ref?.send({ type: 'note' });
  root.send({ type: 'sup.order', to: 'a', message: { type: 'note' } });
  root.send({ type: 'sup.order', to: 'nobody', message: { type: 'note' } });
  assert.equal(states(), { a: 'restarting 1' });
  stage.clock.advance(750);
  assert.equal([states(), stage.heard], [{ a: 'up 2' }, ['a note']]);
});

test.run();
