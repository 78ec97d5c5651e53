import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Exit, hung, shutdown } from '../../../src/domain/supervision/exit.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { Backoff, ChildSpec, SupervisorSpec } from '../../../src/domain/supervision/types.ts';
import { dice, pick } from './random.ts';
import { World } from './world.ts';

const exits: readonly Exit[] = [
  { kind: 'normal' },
  { kind: 'shutdown', term: false },
  { kind: 'shutdown', term: true },
  { kind: 'killed' },
  hung('silent', 'poller', 0),
];

const slow: Backoff = { firstMs: 10, factor: 2, maxMs: 80, jitter: 0.5, resetAfterMs: 1_000 };

function child(id: string, auto: boolean, random: () => number): ChildSpec {
  const restart = pick(random, ['permanent', 'permanent', 'transient', 'temporary'] as const);
  return worker(id, 'poller', {
    restart,
    significant: auto && restart !== 'permanent' && random() < 0.2,
    shutdown: pick(random, ['brutal_kill', 'infinity', 5, 50] as const),
    start: random() < 0.5 ? 'sync' : { readyWithinMs: 20 },
    liveness: random() < 0.3 ? { silentMaxMs: 40 } : null,
    backoff: random() < 0.5 ? noBackoff : slow,
  });
}

function specOf(random: () => number): SupervisorSpec {
  const autoShutdown = pick(random, [
    'never',
    'never',
    'any_significant',
    'all_significant',
  ] as const);
  const count = Math.floor(random() * 7);
  return supervisorSpec({
    name: 'root',
    strategy: pick(random, ['one_for_one', 'one_for_all', 'rest_for_one'] as const),
    intensity: Math.floor(random() * 8),
    periodMs: 200,
    autoShutdown,
    sweepMs: 10,
    children: Array.from({ length: count }, (_, n) =>
      child(`c${n}`, autoShutdown !== 'never', random),
    ),
  });
}

/** What must be true after every step, whatever happened. */
function holds(world: World): void {
  const { core } = world;
  for (const [id, { status, goneBy }] of Object.entries(core.children)) {
    const runs = ['starting', 'up', 'stopping'].includes(status) && goneBy === null;
    assert.is(world.alive.has(id), runs, `${id} is ${status}`);
  }
  assert.equal([...core.order].sort(), Object.keys(core.children).sort());
  for (const id of world.alive.keys()) assert.ok(id in core.children, `${id} runs without a spec`);
  assert.ok(core.restarts.length <= core.spec.intensity + 1);
  if (core.waiting === null) assert.is(core.plan.length, 0);
  if (core.ending !== null) assert.ok(core.mode === 'stopping' || core.mode === 'ended');
}

/** Something that happens, also in the middle of stops and starts; how many calls there were then. */
function happen(world: World, random: () => number, asked: number): number {
  const id = pick(random, ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'x']);
  const incarnation = world.alive.get(id) ?? 0;
  const roll = random();
  if (roll < 0.3) world.end(id, pick(random, exits));
  else if (roll < 0.55) world.up(id);
  else if (roll < 0.7) world.fire();
  else if (roll < 0.75) world.take({ type: 'sweep' });
  else if (roll < 0.82) obey(world, () => pick(random, exits));
  else if (roll < 0.85) world.take({ type: 'beat', id, incarnation });
  else return ask(world, random, id, asked);
  return asked;
}

/** Everybody who was asked to stop ends. */
function obey(world: World, exit: () => Exit): void {
  for (const id of [...world.asked]) world.end(id, exit());
}

function ask(world: World, random: () => number, id: string, asked: number): number {
  const calls = ['terminate_child', 'restart_child', 'delete_child'] as const;
  const call = pick(random, [...calls, 'start_child', 'which'] as const);
  const [type, callId] = ['call', `${asked}`] as const;
  if (call === 'which') world.take({ type, callId, request: { call } });
  else if (call === 'start_child')
    world.take({ type, callId, request: { call, spec: child(id, false, random) } });
  else world.take({ type, callId, request: { call, id } });
  return asked + 1;
}

/** Everybody who is asked ends, who starts is up, timers pass: does the supervisor come to its end? */
function bringToEnd(world: World): number {
  world.take({ type: 'shutdown' });
  let rounds = 0;
  while (!world.ended && rounds < 500) {
    rounds += 1;
    obey(world, () => shutdown);
    if (!world.ended) world.fire();
    holds(world);
  }
  return rounds;
}

const test = suite('any supervisor, whatever happens to it');

test('never runs a child twice, never loses one, answers every call once, and ends when asked', () => {
  let midPlan = 0;
  for (let seed = 1; seed <= 1_500; seed += 1) {
    const random = dice(seed);
    const world = new World(specOf(random), random);
    world.take({ type: 'boot' });
    let asked = 0;
    for (let n = 0; n < 120 && !world.ended; n += 1) {
      if (world.core.waiting !== null) midPlan += 1;
      asked = happen(world, random, asked);
      holds(world);
    }
    const rounds = bringToEnd(world);
    assert.ok(world.ended, `seed ${seed} did not end in ${rounds} rounds`);
    assert.equal([world.alive.size, world.pending], [0, 0], `seed ${seed}`);
    assert.is(world.replies.size, asked, `seed ${seed} left a call without an answer`);
  }
  assert.ok(midPlan > 20_000, `only ${midPlan} events met a running plan`);
});

const isUnderWay = ({ core }: World): boolean =>
  core.mode === 'recovering' || core.mode === 'stopping';

/** Starts are up at once and stops are obeyed, until nothing is under way any more. */
function calmDown(world: World): void {
  for (let n = 0; n < 300 && !world.ended; n += 1) {
    for (const id of world.core.order) {
      world.take({ type: 'beat', id, incarnation: world.alive.get(id) ?? 0 });
      if (world.statusOf(id) === 'starting') world.up(id);
    }
    obey(world, () => shutdown);
    if (isUnderWay(world)) world.fire();
  }
}

/** Eight crashes, each after the one before is dealt with. */
function afterCrashes(seed: number): World {
  const random = dice(seed);
  const world = new World(specOf(random), random);
  world.take({ type: 'boot' });
  for (let n = 0; n < 8; n += 1) {
    calmDown(world);
    world.end(pick(random, [...world.core.order, 'none']), pick(random, exits));
  }
  calmDown(world);
  return world;
}

test('left alone after the chaos, everything permanent is up again or it gave up', () => {
  let survivors = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const { core, ended } = afterCrashes(seed * 7);
    if (ended) continue;
    survivors += 1;
    assert.is(core.mode, 'running', `seed ${seed}`);
    const down = Object.values(core.children).filter(({ status }) => status !== 'up');
    assert.is(down.find(({ spec }) => spec.restart === 'permanent')?.spec.id, undefined);
  }
  assert.ok(survivors > 100, `only ${survivors} went on`);
});

test.run();
