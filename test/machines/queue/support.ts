import { fromPromise } from 'xstate';
import { messageQueueMachine } from '../../../machines/messageQueue.ts';
import type { QueueInput } from '../../../machines/queue/types.ts';
import type { Outcome } from '../../../src/domain/delivery/result.ts';
import type {
  Begun,
  LookOrder,
  LookResult,
  Probed,
  Rescued,
  Signal,
  Tended,
  TendOrder,
  Tested,
  TurnOrder,
  TurnResult,
} from '../../../src/domain/delivery/turn.ts';
import type { FactDraft, QueueState } from '../../../src/domain/health/fact.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { settle } from '../../support/settle.ts';
import { start } from '../../support/start.ts';

export const SECOND = 1_000;

const lanes = <T>(value: T) => ({ ops: value, answers: value, news: value, bulk: value });

/** An empty queue, but for what is said. */
export const state = (some: Partial<QueueState> = {}): QueueState => ({
  depth: 0,
  scheduled: 0,
  parked: 0,
  dead: 0,
  ambiguous: 0,
  suspended: 0,
  gateMs: 0,
  oldestAgeMs: null,
  destinations: 0,
  byLane: lanes(0),
  enqueued: lanes(0),
  oldestAgeByLane: lanes(null),
  ...some,
});

/** The database is away. */
export const away = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'outbox.claim',
  message: 'gone',
});

export const idle: TurnResult = { type: 'idle' };

/** A turn that had a row. */
export const handled = (
  signal: Signal,
  dest = 'C1',
  facts: readonly FactDraft[] = [],
): TurnResult => ({
  type: 'handled',
  dest,
  signal,
  facts,
  unrecorded: null,
});

/** A result that the database did not take. */
export const outcome = (id: string, dest: string): Outcome => ({
  row: { id, nonce: `n${id}`, dest },
  result: { type: 'sent', channel: dest, ts: '1.0' },
  gates: [],
  suspend: null,
});

type Answer<T, I> = (input: I) => T | Error | Promise<T>;

/** What the steps of a test answer; may be changed on the way. */
export interface World {
  begin: Answer<Begun, undefined>;
  turn: Answer<TurnResult, TurnOrder>;
  confirm: Answer<LookResult, LookOrder>;
  tend: Answer<Tended, TendOrder>;
  authTest: Answer<Tested, undefined>;
  rescue: Answer<Rescued, undefined>;
  askSuspect: Answer<Probed, string>;
  proveToken: Answer<Tested, undefined>;
  spool: Answer<readonly FactDraft[], undefined>;
  restore: Answer<readonly FactDraft[], undefined>;
}

export const begun: Begun = { type: 'begun', epoch: '7', unrecorded: [], facts: [] };

export const tended = (
  some: Partial<QueueState> = {},
  recorded: readonly string[] = [],
): Tended => ({
  type: 'tended',
  state: state(some),
  at: 0,
  recorded,
  facts: [],
});

/** A queue on a clock of its own, in a world where nothing waits unless the test says so. */
export async function startQueue(
  some: Partial<World> = {},
  threshold = 100,
  before: Pick<QueueInput, 'startsIn' | 'pressedSince' | 'paused'> = {},
) {
  const world: World = {
    begin: () => begun,
    turn: () => idle,
    confirm: ({ looked }) => ({ turn: idle, looked }),
    tend: () => tended(),
    authTest: () => ({ signal: 'success', facts: [] }),
    rescue: () => ({ signal: 'none', facts: [], nextInMs: null }),
    spool: () => [],
    restore: () => [],
    askSuspect: () => ({ type: 'probed', signal: 'none', facts: [] }),
    proveToken: () => ({ signal: 'none', facts: [] }),
    ...some,
  };
  const reports: FactDraft[] = [];
  const said: string[] = [];
  const orders: TurnOrder[] = [];
  let now = 0;
  const step = <T, I>(answer: () => Answer<T, I>) =>
    fromPromise<T, I>(async ({ input }) => {
      const given = await answer()(input);
      if (given instanceof Error) throw given;
      return given;
    });
  const { actor, clock } = start(
    messageQueueMachine.provide({
      actors: {
        begin: step<Begun, undefined>(() => world.begin),
        turn: step<TurnResult, TurnOrder>(() => (order) => {
          orders.push(order);
          return world.turn(order);
        }),
        confirm: step<LookResult, LookOrder>(() => world.confirm),
        tend: step<Tended, TendOrder>(() => async (order) => {
          const given = await world.tend(order);
          return !(given instanceof Error) && given.type === 'tended'
            ? { ...given, at: now }
            : (given as Tended);
        }),
        authTest: step<Tested, undefined>(() => world.authTest),
        askSuspect: step<Probed, string>(() => world.askSuspect),
        proveToken: step<Tested, undefined>(() => world.proveToken),
        rescue: step<Rescued, undefined>(() => world.rescue),
        spool: step<readonly FactDraft[], undefined>(() => world.spool),
        restore: step<readonly FactDraft[], undefined>(() => world.restore),
      },
      actions: {
        report: (_, fact) => void reports.push(fact),
        ready: () => void said.push('ready'),
        beat: () => void said.push('beat'),
      },
    }),
    {
      input: {
        id: 'messageQueue',
        incarnation: 1,
        lastExit: null,
        threshold,
        drainMs: 10 * SECOND,
        ...before,
      },
    },
  );
  /** Lets all that is settled arrive. */
  const calm = async () => {
    for (let n = 0; n < 6; n++) await settle();
  };
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 250) {
      const slice = Math.min(250, left);
      now += slice;
      clock.increment(slice);
      await settle();
      await settle();
    }
    await calm();
  };
  await calm();
  return {
    actor,
    world,
    reports,
    said,
    orders,
    pass,
    calm,
    value: () => actor.getSnapshot().value,
    mode: () => modeOf(actor.getSnapshot().value.mode),
    pressure: () => JSON.stringify(actor.getSnapshot().value.pressure),
    told: () => reports.map(({ type }) => type).filter((type) => type !== 'queue.measured'),
  };
}

const modeOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value as Record<string, unknown>)
        .map(([name, inner]) => `${name}.${modeOf(inner)}`)
        .join();

/** A promise that the test settles when it wants. */
export function later<T>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, resolve };
}
