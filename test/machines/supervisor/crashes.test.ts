import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyActorLogic, assign, fromCallback, fromPromise, sendTo, setup } from 'xstate';
import { type ChildInput, ready } from '../../../machines/childActions.ts';
import { callback } from '../../../machines/supervision/callback.ts';
import { stopped } from '../../../src/domain/supervision/exit.ts';
import { sub, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import { settle } from '../../support/settle.ts';
import { newStage, oneChild, run, type Stage, subject } from '../../support/supervision.ts';

const quiet = { liveness: null } as const;
const boom = (): never => {
  throw new Error('boom');
};

type Place =
  | 'action'
  | 'guard'
  | 'assign'
  | 'entry'
  | 'exit'
  | 'after'
  | 'callback'
  | 'later'
  | 'step'
  | 'output';

/** A machine that throws where the test says, and holds a resource in a child of a child. */
function fragile(stage: Stage, place: Place): AnyActorLogic {
  const resource = callback<{ type: string }, string>(({ input, receive, guard }) => {
    stage.open.add(input);
    receive(({ type }) => {
      if (type === 'callback') boom();
      if (type === 'later') stage.clock.setTimeout(guard(boom), 5);
    });
    return () => {
      stage.open.delete(input);
    };
  });
  const holder = setup({ actors: { resource } }).createMachine({
    context: {},
    invoke: { src: 'resource', input: () => 'deep' },
    after: { 1: { actions: () => stage.log.push('a timer of the dead') } },
  });
  return setup({
    types: {
      input: {} as ChildInput,
      context: {} as { id: string; incarnation: number },
      output: {} as { exit: (typeof stopped)['exit'] },
    },
    actors: {
      resource,
      holder,
      step: fromPromise(async () => boom()),
    },
    actions: { ready: ready(), boom },
    guards: { boom },
    delays: { soon: 5 },
  }).createMachine({
    context: ({ input: { id, incarnation } }) => ({ id, incarnation }),
    output: () => (place === 'output' ? boom() : stopped),
    invoke: [
      { src: 'holder', id: 'holder', systemId: 'deepHolder' },
      { src: 'resource', id: 'res', input: () => 'near' },
    ],
    initial: 'well',
    entry: 'ready',
    on: { 'sup.stop': '.stopped' },
    states: {
      well: {
        on: {
          action: { actions: 'boom' },
          guard: { guard: 'boom', target: 'stopped' },
          assign: { actions: assign(boom) },
          entry: 'illEntry',
          exit: 'illExit',
          after: 'illAfter',
          step: 'illStep',
          output: 'stopped',
          callback: { actions: sendTo('res', { type: 'callback' }) },
          later: { actions: sendTo('res', { type: 'later' }) },
        },
      },
      illEntry: { entry: 'boom' },
      illExit: { exit: 'boom', always: 'stopped' },
      illAfter: { after: { soon: { actions: 'boom' } } },
      illStep: { invoke: { src: 'step' } },
      stopped: { type: 'final' },
    },
  });
}

const test = suite('crashes');

const places: Place[] = [
  'action',
  'guard',
  'assign',
  'entry',
  'exit',
  'after',
  'callback',
  'later',
  'step',
  'output',
];

for (const place of places) {
  test(`a crash in ${place} leaves nothing running, no name taken, no timer`, async () => {
    const stage = newStage();
    const { root, tell, states, facts } = oneChild(fragile(stage, place), stage, {
      restart: 'temporary',
    });
    const system = root.system;
    assert.equal([...stage.open].sort(), ['deep', 'near']);
    assert.ok(system.get('deepHolder'));
    tell('a', { type: place });
    if (place === 'after' || place === 'later') stage.clock.advance(5);
    await settle();
    assert.equal([...stage.open], []);
    assert.equal([system.get('a'), system.get('deepHolder')], [undefined, undefined]);
    assert.equal([states(), root.getSnapshot().children], [{}, {}]);
    const crash = facts.at(-1);
    assert.is(crash?.type, 'actor.crashed');
    stage.log.length = 0;
    stage.clock.advance(10_000);
    assert.equal([stage.log, stage.clock.pending], [[], 0]);
  });

  test(`a crash in ${place} takes one restart, after which all is there again`, async () => {
    const stage = newStage();
    const { tell, states, root } = oneChild(fragile(stage, place), stage);
    tell('a', { type: place });
    if (place === 'after' || place === 'later') stage.clock.advance(5);
    await settle();
    assert.equal([states(), [...stage.open].sort()], [{ a: 'up 2' }, ['deep', 'near']]);
    root.send({ type: 'sup.stop' });
    assert.equal([stage.open.size, stage.clock.pending], [0, 0]);
  });
}

const setUps: [where: string, logic: (stage: Stage) => AnyActorLogic][] = [
  [
    'an entry',
    (stage) =>
      setup({ actors: { held: held(stage) } }).createMachine({
        invoke: { src: 'held' },
        entry: boom,
      }),
  ],
  [
    'an assign on entry',
    (stage) =>
      setup({ actors: { held: held(stage) } }).createMachine({
        context: {},
        invoke: { src: 'held' },
        entry: assign(boom),
      }),
  ],
  [
    'a context factory',
    (stage) =>
      setup({ actors: { held: held(stage) } }).createMachine({
        context: ({ spawn }) => {
          spawn('held');
          return boom();
        },
      }),
  ],
];

const held = (stage: Stage) =>
  fromCallback(() => {
    stage.open.add('held');
    return () => {
      stage.open.delete('held');
    };
  });

for (const [where, logic] of setUps) {
  test(`a crash in the set-up, in ${where}, leaves nothing open`, () => {
    const stage = newStage();
    const { ended } = oneChild(logic(stage), stage);
    assert.equal([ended()?.kind, stage.open.size, stage.clock.pending], ['gave_up', 0, 0]);
  });
}

test('an id that is taken elsewhere is a failed start and the supervisor lives', () => {
  const stage = newStage();
  const logic = subject(stage);
  const { call, states, root } = oneChild(logic, stage);
  const inner = supervisorSpec({
    name: 'inner',
    strategy: 'one_for_one',
    intensity: 1,
    periodMs: 1_000,
    children: [],
  });
  const nested = run([{ ...inner, name: 'root', children: [sub('inner')] }, inner], () => ({
    logic,
  }));
  assert.equal(nested.call({ call: 'start_child', spec: worker('x', 'poller', quiet) }), {
    ok: null,
  });
  assert.equal(nested.call({ call: 'start_child', spec: worker('x', 'poller', quiet) }, 'inner'), {
    error: 'start_error',
  });
  assert.equal(nested.states(), { inner: 'up 1', x: 'up 1' });
  assert.equal(call({ call: 'start_child', spec: worker('a', 'poller', quiet) }), {
    error: 'already_started',
  });
  assert.equal([states(), root.getSnapshot().status], [{ a: 'up 1' }, 'active']);
});

test('a catalogue or an input that throws is a failed start', () => {
  const stage = newStage();
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 1,
    periodMs: 1_000,
    children: [],
  });
  const logic = subject(stage);
  const { call, root } = run([spec], (id) => (id === 'a' ? boom() : { logic, input: boom }), {
    stage,
  });
  for (const id of ['a', 'b'])
    assert.equal(call({ call: 'start_child', spec: worker(id, 'poller', quiet) }), {
      error: 'start_error',
    });
  assert.is(root.getSnapshot().status, 'active');
});

test.run();
