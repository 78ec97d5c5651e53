import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Exit } from '../../../src/domain/supervision/exit.ts';
import { noBackoff, sub, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { ChildSpec, SupervisorSpec } from '../../../src/domain/supervision/types.ts';
import { type Habits, newStage, run, subject } from '../../support/supervision.ts';

const quiet = { liveness: null, backoff: noBackoff } as const;

/** A root over `inner` over the children, without backoff. */
function start(
  inner: Partial<SupervisorSpec> & { readonly children: readonly ChildSpec[] },
  given: {
    readonly root?: Partial<SupervisorSpec>;
    readonly asChild?: Partial<ChildSpec>;
    readonly habits?: Readonly<Record<string, Habits>>;
  } = {},
) {
  const stage = newStage();
  const common = { strategy: 'one_for_one', intensity: 2, periodMs: 1_000 } as const;
  const asChild = sub('inner', { backoff: noBackoff, ...given.asChild });
  return run(
    [
      supervisorSpec({
        ...common,
        name: 'root',
        children: [asChild, worker('w', 'watchdog', quiet)],
        ...given.root,
      }),
      supervisorSpec({ ...common, name: 'inner', ...inner }),
    ],
    (id) => ({ logic: subject(stage, given.habits?.[id]) }),
    { stage },
  );
}

const a = worker('a', 'poller', quiet);

const test = suite('nested supervisors');

test('an inner crash stays inner', () => {
  const { tell, states } = start({ children: [a, worker('b', 'poller', quiet)] });
  tell('a', { type: 'crash' });
  assert.equal(states(), { inner: 'up 1', w: 'up 1', a: 'up 2', b: 'up 1' });
});

test('the inner supervisor decides first, the outer sees only that it gave up', () => {
  const { tell, states, reports } = start({ children: [a] });
  for (let n = 0; n < 3; n += 1) tell('a', { type: 'crash' });
  assert.equal(states(), { inner: 'up 2', w: 'up 1', a: 'up 1' });
  assert.equal(
    reports.map(({ context, id, exit }) => [context, id, exit?.kind]),
    [['child_terminated', 'inner', 'gave_up']],
  );
});

test('children added by a call are gone after a restart of their supervisor', () => {
  const { tell, states, call } = start({ children: [a] });
  const x = worker('x', 'poller', quiet);
  assert.equal(call({ call: 'start_child', spec: x }, 'inner'), { ok: null });
  assert.is(states()['x'], 'up 1');
  for (let n = 0; n < 3; n += 1) tell('a', { type: 'crash' });
  assert.equal(states(), { inner: 'up 2', w: 'up 1', a: 'up 1' });
});

const significant = worker('a', 'poller', { ...quiet, restart: 'transient', significant: true });

test('the end of a significant child ends its supervisor, and no other', () => {
  const { tell, states, root } = start(
    { children: [significant], autoShutdown: 'any_significant' },
    { asChild: { restart: 'transient' }, root: { autoShutdown: 'any_significant' } },
  );
  tell('a', { type: 'leave' });
  assert.equal([states(), root.getSnapshot().status], [{ inner: 'down 1', w: 'up 1' }, 'active']);
});

test('a significant supervisor that ends ends the one above', () => {
  const { tell, ended } = start(
    { children: [significant], autoShutdown: 'any_significant' },
    {
      asChild: { restart: 'transient', significant: true },
      root: { autoShutdown: 'any_significant' },
    },
  );
  tell('a', { type: 'leave' });
  assert.equal(ended(), { kind: 'shutdown', term: false });
});

test('a transient supervisor that gave up is restarted: that is no clean end', () => {
  const { tell, states } = start({ children: [a] }, { asChild: { restart: 'transient' } });
  for (let n = 0; n < 3; n += 1) tell('a', { type: 'crash' });
  assert.is(states()['inner'], 'up 2');
});

test('a restarting child is listed so, is not active, and keeps its spec', () => {
  const { tell, call, stage } = start({ children: [worker('a', 'poller', { liveness: null })] });
  tell('a', { type: 'crash' });
  assert.equal(call({ call: 'which' }, 'inner'), { ok: [{ id: 'a', state: 'restarting' }] });
  assert.equal(call({ call: 'count' }, 'inner'), { ok: [1, 0, 0, 1] });
  assert.equal(call({ call: 'delete_child', id: 'a' }, 'inner'), { error: 'restarting' });
  assert.equal(call({ call: 'get_childspec', id: 'b' }, 'inner'), { error: 'not_found' });
  stage.clock.advance(750);
  assert.equal(call({ call: 'which' }, 'inner'), { ok: [{ id: 'a', state: 'up' }] });
});

test('a child that configuration switches off is no error anywhere', () => {
  const off: Exit = { kind: 'ignore' };
  const stage = newStage();
  const logic = subject(stage, { neverReady: true, exit: off });
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 1,
    periodMs: 1_000,
    children: [worker('off', 'slack-socket', quiet), worker('on', 'poller', quiet)],
  });
  const { root, tell, states, facts, reports } = run(
    [spec],
    (id) => ({ logic: id === 'off' ? logic : subject(stage) }),
    { stage },
  );
  tell('off', { type: 'leave' });
  assert.equal(states(), { off: 'down 1', on: 'up 1' });
  assert.equal([facts.map(({ type }) => type), reports], [['actor.started'], []]);
  assert.is(root.getSnapshot().context.core.mode, 'running');
});

test.run();
