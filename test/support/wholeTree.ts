import { sub, supervisorSpec, worker } from '../../src/domain/supervision/spec.ts';
import { type Habits, newStage, type Running, run, type Stage, subject } from './supervision.ts';

const MINUTE = 60_000;

/** A tree of the form that the daemon has, with children that do what the test says. */
export function wholeTree(
  habits: Readonly<Record<string, Habits>> = {},
  given: { readonly random?: () => number; readonly factsTo?: Record<string, string[]> } = {},
): Running {
  const stage: Stage = newStage();
  const logic = new Map<string, ReturnType<typeof subject>>();
  const five = { intensity: 5, periodMs: 10 * MINUTE } as const;
  return run(
    [
      supervisorSpec({
        name: 'root',
        strategy: 'one_for_one',
        intensity: 3,
        periodMs: 60 * MINUTE,
        children: [sub('watch'), sub('delivery'), sub('ingestion')],
        factsTo: given.factsTo ?? {},
      }),
      supervisorSpec({
        name: 'watch',
        strategy: 'one_for_one',
        ...five,
        children: [
          worker('watchdog', 'watchdog', { liveness: null }),
          worker('alerts', 'alerts', { liveness: null }),
        ],
      }),
      supervisorSpec({
        name: 'delivery',
        strategy: 'rest_for_one',
        ...five,
        children: [
          worker('slackSocket', 'slack-socket', { liveness: null }),
          worker('messageQueue', 'message-queue', { liveness: null }),
        ],
      }),
      supervisorSpec({
        name: 'ingestion',
        strategy: 'one_for_one',
        ...five,
        children: [
          worker('poller', 'poller', { liveness: null }),
          worker('prober', 'prober', { liveness: null }),
        ],
      }),
    ],
    (id) => {
      const known = logic.get(id) ?? subject(stage, habits[id]);
      logic.set(id, known);
      return { logic: known };
    },
    { stage, ...(given.random === undefined ? {} : { random: given.random }) },
  );
}
