import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noBackoff, sub, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { Backoff, Strategy, SupervisorSpec } from '../../../src/domain/supervision/types.ts';
import { dice, pick } from '../../domain/supervision/random.ts';
import { type Habits, newStage, type Running, run, subject } from '../../support/supervision.ts';

const slow: Backoff = { firstMs: 20, factor: 2, maxMs: 200, jitter: 0.5, resetAfterMs: 5_000 };

const habitsOf = (random: () => number): Habits => ({
  ...(random() < 0.3 ? { stopMs: 15 } : {}),
  ...(random() < 0.1 ? { deaf: true } : {}),
  ...(random() < 0.3 ? { failsToStart: (life: number) => life > 1 && random() < 0.4 } : {}),
  ...(random() < 0.2 ? { crashesAtOnce: (life: number) => life > 1 && random() < 0.3 } : {}),
});

/** Two supervisors under a root, each over three children of random habits. */
function startRandom(random: () => number): Running {
  const stage = newStage();
  const strategies: readonly Strategy[] = ['one_for_one', 'one_for_all', 'rest_for_one'];
  const names = ['left', 'right'];
  const limits = { intensity: 4, periodMs: 500 } as const;
  const specs = names.map(
    (name): SupervisorSpec =>
      supervisorSpec({
        name,
        strategy: pick(random, strategies),
        ...limits,
        children: [1, 2, 3].map((n) =>
          worker(`${name}${n}`, 'poller', {
            shutdown: pick(random, ['brutal_kill', 10, 40] as const),
            restart: pick(random, ['permanent', 'permanent', 'transient', 'temporary'] as const),
            backoff: random() < 0.5 ? noBackoff : slow,
            start: { readyWithinMs: 30 },
            liveness: null,
          }),
        ),
      }),
  );
  const root = supervisorSpec({
    name: 'root',
    strategy: pick(random, strategies),
    ...limits,
    children: names.map((name) => sub(name, { backoff: random() < 0.5 ? noBackoff : slow })),
  });
  const logic = new Map(
    specs.flatMap(({ children }) =>
      children.map(({ id }) => [id, subject(stage, habitsOf(random))] as const),
    ),
  );
  return run(
    [root, ...specs],
    (id) => {
      const known = logic.get(id);
      return known && { logic: known };
    },
    { stage, random },
  );
}

/** Every child that runs holds one resource, and nobody else holds any. */
function nothingIsLost({ root, stage, states }: Running, seed: number): void {
  if (root.getSnapshot().status !== 'active') return;
  const holders = [...stage.open].map((name) => name.split(' ')[0]);
  assert.is(new Set(holders).size, holders.length, `seed ${seed}: somebody runs twice`);
  for (const [id, state] of Object.entries(states())) {
    const runs = root.system.get(id)?.getSnapshot().status === 'active';
    if (state.startsWith('up')) assert.ok(runs, `seed ${seed}: ${id} is ${state}`);
    if (state.startsWith('down') || state.startsWith('restarting'))
      assert.not.ok(holders.includes(id), `seed ${seed}: ${id} is ${state} and holds on`);
  }
}

const test = suite('real actors in chaos');

test('whoever crashes whenever, nothing is lost and everything ends', () => {
  let gaveUp = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = dice(seed);
    const running = startRandom(random);
    const { root, stage, tell, ended } = running;
    for (let n = 0; n < 40 && ended() === null; n += 1) {
      const id = `${pick(random, ['left', 'right'])}${pick(random, [1, 2, 3])}`;
      tell(id, { type: pick(random, ['crash', 'crash', 'leave']) });
      stage.clock.advance(pick(random, [0, 0, 5, 12, 60]));
      nothingIsLost(running, seed);
    }
    if (ended() !== null) gaveUp += 1;
    else root.send({ type: 'sup.stop' });
    stage.clock.advance(1_000);
    assert.ok(ended(), `seed ${seed} did not end`);
    assert.equal([[...stage.open], stage.clock.pending], [[], 0], `seed ${seed}`);
    assert.equal(Object.keys(root.system.getAll()), [], `seed ${seed}: names taken`);
  }
  assert.ok(gaveUp > 20 && gaveUp < 280, `${gaveUp} gave up`);
});

test.run();
