import {
  type AnyStateMachine,
  fromPromise,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';
import { nodesOf } from '../../../src/app/charts/chart.ts';
import { seeded } from '../../../src/commands/chaos/random.ts';
import { Failure } from '../../../src/domain/health/failure.ts';

const STEPS = 8_000;

const failure = new Failure({
  category: 'NETWORK',
  reason: 'refused',
  operation: 'test',
  message: 'away',
}).toRecord();

/** More than any machine of ours wants to be started with. */
const input = {
  id: 'x',
  incarnation: 1,
  enabled: true,
  leading: true,
  channel: 'ntfy',
  intervalMs: 60_000,
  staleAfterMs: 60_000,
  staleInMs: 60_000,
  sinceMs: 0,
  threshold: 10,
  drainMs: 1_000,
};

/** What may stand in each field of a context besides its first value. */
const fields: Readonly<Record<string, readonly unknown[]>> = {
  epoch: [null, '1'],
  leading: [true, false],
  enabled: [true, false],
  paused: [true, false],
  orders: ['open', 'closed'],
  failure: [null, failure],
  wanted: [null, { type: 'probe.now' }],
  grant: [null, { trial: true }, { trial: false }],
  restMs: [0, 3_600_000],
  retries: [0, 9],
  noticeInMs: [null, 0, 5_000],
  waiting: [0, 7],
  doubts: [0, 2],
  tries: [0, 3],
  misses: [0, 5],
  destinations: [0, 3],
  coming: [0, 1, 2],
  serving: [0, 1, 2],
  old: [0, 1, 2],
};

const calm = {
  depth: 0,
  scheduled: 0,
  oldestAgeMs: null,
  parked: 0,
  dead: 0,
  destinations: 0,
  oldestAgeByLane: { ops: null, answers: null, news: null, bulk: null },
};
const pressed = { ...calm, depth: 50_000, oldestAgeMs: 3_600_000, destinations: 9 };

/** What an event may carry, as steps and siblings say it. */
const payloads: readonly object[] = [
  { n: 1, parks: true, reason: 'warning', connections: null, signal: 'auth', state: calm },
  {
    n: 2,
    parks: false,
    reason: 'refresh_requested',
    connections: 11,
    signal: 'success',
    state: pressed,
  },
];

/** What a step may give. */
const outputs: readonly object[] = [
  ...['standby', 'begun', 'same', 'fenced', 'handled', 'committed', 'ended'].map((type) => ({
    type,
    signal: 'success',
    turn: { type },
    result: 'sent',
  })),
  {
    type: 'leading',
    fresh: true,
    leading: true,
    fenced: false,
    result: 'nothing',
    signal: 'auth',
    turn: { type: 'fenced' },
  },
];

/** What a walk over a chart has seen of its guards. */
export interface GuardWalk {
  readonly thrown: readonly string[];
  readonly called: ReadonlySet<string>;
}

type Chance = () => number;

const oneOf = <T>(random: Chance, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

/** The same chart: its guards are asked, but a coin answers, and its actions and steps do nothing. */
function onCoins(machine: AnyStateMachine, random: Chance, called: Set<string>): AnyStateMachine {
  const { actions, actors, guards } = machine.implementations;
  const asked = Object.entries(guards).map(([name, guard]) => {
    if (typeof guard !== 'function' || 'check' in guard) return [name, guard];
    const ask = (args: never, params: never): boolean => {
      called.add(name);
      guard(args, params);
      return random() < 0.5;
    };
    return [name, ask];
  });
  const step = fromPromise(async () => {});
  return machine.provide({
    actions: Object.fromEntries(Object.keys(actions).map((name) => [name, () => {}])),
    actors: Object.fromEntries(Object.keys(actors).map((name) => [name, step])),
    guards: Object.fromEntries(asked),
  });
}

const valueAt = ([first = '', ...rest]: readonly string[]): StateValue =>
  rest.length === 0 ? first : { [first]: valueAt(rest) };

const varied = (random: Chance, context: object): object =>
  Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      name in fields ? oneOf(random, fields[name] ?? []) : value,
    ]),
  );

/**
 * Asks the guards of a chart: in states taken at random, by every event that the chart declares,
 * with contexts and payloads of all kinds. A coin answers for each guard, so that no way stays
 * closed to those behind it.
 */
export function walkGuards(machine: AnyStateMachine, seed = 1): GuardWalk {
  const random = seeded(seed).next;
  const called = new Set<string>();
  const thrown = new Set<string>();
  const chart = onCoins(machine, random, called);
  const nodes = nodesOf(chart.root).filter(({ path, type }) => path.length > 0 && type !== 'final');
  const types = nodesOf(chart.root).flatMap(({ transitions }) => [...transitions.keys()]);
  const [{ context }] = initialTransition(chart, input);
  for (let step = 0; step < STEPS; step += 1) {
    const value = valueAt(oneOf(random, nodes).path);
    const at = chart.resolveState({ value, context: varied(random, context) });
    const output = oneOf(random, outputs);
    const event = {
      type: oneOf(random, types),
      output,
      error: failure,
      ...oneOf(random, payloads),
    };
    try {
      transition(chart, at, event);
    } catch (error) {
      // Else it is an action that got what its arrow never has: the coin let it in, not the guard.
      const message = error instanceof Error ? error.message : String(error);
      if (message.startsWith('Unable to evaluate guard')) thrown.add(message);
    }
  }
  return { thrown: [...thrown], called };
}
