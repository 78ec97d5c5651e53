import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sub, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';

const test = suite('what is usual of a child');

test('a worker is permanent, ready and stopped within 5 s, and silent for 90 s at most', () => {
  assert.equal(worker('a', 'poller'), {
    id: 'a',
    component: 'poller',
    type: 'worker',
    restart: 'permanent',
    significant: false,
    shutdown: 5_000,
    start: { readyWithinMs: 5_000 },
    liveness: { silentMaxMs: 90_000 },
    backoff: { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5, resetAfterMs: 600_000 },
  });
});

test('a supervisor has 30 s to be ready and all the time to stop; nobody asks it for beats', () => {
  assert.equal(sub('b'), {
    id: 'b',
    component: 'supervisor',
    type: 'supervisor',
    restart: 'permanent',
    significant: false,
    shutdown: 'infinity',
    start: { readyWithinMs: 30_000 },
    liveness: null,
    backoff: { firstMs: 2_000, factor: 2, maxMs: 60_000, jitter: 0.5, resetAfterMs: 600_000 },
  });
});

test('a supervisor looks every 5 s who is silent, and tells nobody facts unless it is said', () => {
  const given = { name: 'root', strategy: 'one_for_one', intensity: 3, periodMs: 60_000 } as const;
  assert.equal(supervisorSpec({ ...given, children: [] }), {
    ...given,
    children: [],
    autoShutdown: 'never',
    sweepMs: 5_000,
    factsTo: {},
  });
});

test.run();
