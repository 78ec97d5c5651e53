import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Exit, hung } from '../../../src/domain/supervision/exit.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { ChildSpec, RestartType } from '../../../src/domain/supervision/types.ts';
import { World } from './world.ts';

const exits = {
  normal: { kind: 'normal' },
  shutdown: { kind: 'shutdown', term: false },
  shutdown_term: { kind: 'shutdown', term: true },
  killed: { kind: 'killed' },
  error: hung('silent', 'poller', 0),
} satisfies Readonly<Record<string, Exit>>;

type How = keyof typeof exits;

const child = (id: string, restart: RestartType, shutdown: ChildSpec['shutdown']): ChildSpec =>
  worker(id, 'poller', { restart, shutdown, start: 'sync', liveness: null, backoff: noBackoff });

/** `b` ends by itself while `c`, which is stopped before it, takes its time. */
function race(restart: RestartType, shutdown: ChildSpec['shutdown']): World {
  const world = new World(
    supervisorSpec({
      name: 'root',
      strategy: 'one_for_all',
      intensity: 3,
      periodMs: 1_000,
      children: [
        child('a', 'permanent', 1_000),
        child('b', restart, shutdown),
        child('c', 'permanent', 'infinity'),
      ],
    }),
  );
  world.take({ type: 'boot' });
  return world;
}

const all: readonly How[] = ['normal', 'shutdown', 'shutdown_term', 'killed', 'error'];

/** The ends of a stopped child that are worth a report. */
const reported: Readonly<
  Record<RestartType, Readonly<Record<'asked' | 'brutal', readonly How[]>>>
> = {
  permanent: {
    asked: ['normal', 'shutdown_term', 'killed', 'error'],
    brutal: ['normal', 'shutdown', 'shutdown_term', 'error'],
  },
  transient: { asked: ['killed', 'error'], brutal: ['error'] },
  temporary: { asked: ['killed', 'error'], brutal: ['error'] },
};

const test = suite('a child that ends by itself while it is to be stopped');

for (const restart of ['permanent', 'transient', 'temporary'] as const)
  for (const [kind, shutdown] of [
    ['asked', 1_000],
    ['brutal', 'brutal_kill'],
  ] as const)
    for (const how of all) {
      const silent = reported[restart][kind].includes(how) ? 'reported' : 'silent';

      test(`${restart}, ${kind}, ${how}: not awaited in a final stop, ${silent}`, () => {
        const world = race(restart, shutdown);
        world.take({ type: 'shutdown' });
        world.end('b', exits[how]);
        assert.equal([...world.asked], ['c'], 'the plan waits for c alone');
        world.end('c', exits.shutdown);
        assert.equal([...world.asked], ['a'], 'b is not asked any more');
        world.end('a', exits.shutdown);
        assert.ok(world.ended);
        assert.equal(
          world.reports.map(({ context, id }) => `${context} ${id}`),
          silent === 'silent' ? [] : ['shutdown_error b'],
        );
        assert.equal(world.core.restarts, []);
      });

      test(`${restart}, ${kind}, ${how}: restarted once with its group, one restart counted`, () => {
        const world = race(restart, shutdown);
        world.end('a', exits.error);
        assert.equal([...world.asked], ['c']);
        world.end('b', exits[how]);
        world.end('c', exits.shutdown);
        const starts = ['a 1', 'b 1', 'c 1', 'a 2', 'b 2', 'c 2'];
        assert.equal(
          world.started,
          restart === 'temporary' ? starts.filter((start) => start !== 'b 2') : starts,
        );
        assert.is(world.core.restarts.length, 1);
        assert.is(world.reports.filter(({ context }) => context === 'child_terminated').length, 1);
        assert.is(world.reports.length, silent === 'silent' ? 1 : 2);
        assert.is(world.core.mode, 'running');
      });
    }

test('one that the plan leaves alone is dealt with after it', () => {
  const world = new World(
    supervisorSpec({
      name: 'root',
      strategy: 'rest_for_one',
      intensity: 3,
      periodMs: 1_000,
      children: [
        child('a', 'permanent', 1_000),
        child('b', 'permanent', 1_000),
        child('c', 'permanent', 1_000),
      ],
    }),
  );
  world.take({ type: 'boot' });
  world.end('b', exits.error);
  world.end('a', exits.error);
  assert.equal([...world.asked], ['c'], 'a waits for its turn');
  world.end('c', exits.shutdown);
  for (const id of ['c', 'b']) world.end(id, exits.shutdown);
  assert.equal(world.started, ['a 1', 'b 1', 'c 1', 'b 2', 'c 2', 'a 2', 'b 3', 'c 3']);
  assert.is(world.core.restarts.length, 2);
});

test.run();
