import { fromPromise } from 'xstate';
import { pollerMachine } from '../../../machines/poller.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { Failure, type Kind } from '../../../src/domain/health/failure.ts';
import type { GateName } from '../../../src/domain/papers/gates.ts';
import type {
  Begun,
  FailInput,
  Fetched,
  PollEnd,
  Recorded,
  Refusal,
  TurnInput,
  Validated,
} from '../../../src/domain/polling/steps.ts';
import { settle } from '../settle.ts';
import { start } from '../start.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** A step that never ends. */
export const forever = Symbol('forever');

type Script<T> = readonly (T | Error | typeof forever)[];

/** What each step comes to, one after the other; the last one repeats. */
export interface PollScript {
  readonly begin?: Script<Begun>;
  readonly fetch?: Script<Fetched>;
  readonly validate?: Script<Validated>;
  readonly commit?: Script<PollEnd>;
  readonly fail?: Script<Recorded>;
}

export const begun: Extract<Begun, { type: 'begun' }> = {
  type: 'begun',
  epoch: '7',
  seed: 0.5, // the first draw is in the middle: no jitter
  known: {
    lastSuccessAt: null,
    lastAttemptAt: null,
    lastChangeAt: null,
    consecutiveFailures: 0,
    entries: null,
  },
};

export const committed = (durationMs = 0): Extract<PollEnd, { type: 'committed' }> => ({
  type: 'committed',
  poll: {
    cycle: 'c1',
    result: 'changed',
    entries: 29_136,
    added: 2,
    changed: 1,
    missing: 0,
    events: 3,
    messages: 1,
    bytes: 9,
    durationMs,
  },
  seeded: null,
  accepted: null,
});

export const refusal = (gate: GateName): Refusal => ({
  type: 'rejected',
  failure: {
    category: 'DATA_INVALID',
    reason: gate,
    operation: 'index.gates',
    component: 'poller',
    message: gate,
    attempt: 1,
    retryAfterMs: null,
    at: 5,
  },
  gate,
  hash: '0123456789ab',
  numbers: { bytes: 9, entries: 1, papers: 1, frontier: 1, gone: 1 },
});

/** A failure of a step; `retryAfterMs` null when nobody asked to wait. */
export const trouble = (kind: Kind, retryAfterMs: number | null = null): Failure =>
  new Failure({ ...kind, operation: 'index.fetch', message: kind.reason, retryAfterMs }).within({
    component: 'poller',
    at: 5,
  });

export const refused = trouble({ category: 'NETWORK', reason: 'refused' });

/** A poller on a clock of its own whose steps end as scripted. */
export function startPoller(script: PollScript, given = {}) {
  const facts: FactDraft[] = [];
  const turns: (TurnInput | FailInput)[] = [];
  const fetchedAt: number[] = [];
  const aborted: string[] = [];
  const said = { ready: 0, beats: 0 };
  const count: Record<string, number> = {};
  function next<T>(name: keyof PollScript, outcomes: Script<T>): Promise<T> {
    const turn = count[name] ?? 0;
    count[name] = turn + 1;
    const outcome = outcomes[Math.min(turn, outcomes.length - 1)];
    if (outcome === forever) return new Promise<never>(() => {});
    return outcome === undefined || outcome instanceof Error
      ? Promise.reject(outcome)
      : Promise.resolve(outcome as T);
  }
  const step = <TOutput, TInput>(name: keyof PollScript, outcomes: Script<TOutput>) =>
    fromPromise<TOutput, TInput>(({ input, signal }) => {
      if (name === 'fetch') fetchedAt.push(clock.now());
      if (input !== undefined) turns.push(input as TurnInput);
      signal.addEventListener('abort', () => aborted.push(name));
      return next(name, outcomes);
    });
  const { actor, clock } = start(
    pollerMachine.provide({
      actors: {
        begin: step<Begun, undefined>('begin', script.begin ?? [begun]),
        fetch: step<Fetched, TurnInput>('fetch', script.fetch ?? [{ type: 'body' }]),
        validate: step<Validated, TurnInput>('validate', script.validate ?? [{ type: 'differs' }]),
        commit: step<PollEnd, TurnInput>('commit', script.commit ?? [committed()]),
        fail: step<Recorded, FailInput>(
          'fail',
          script.fail ?? [{ type: 'recorded', cycle: 'c1', durationMs: 0 }],
        ),
      },
      actions: {
        ready: () => void said.ready++,
        beat: () => void said.beats++,
        report: (_, fact) => void facts.push(fact),
      },
    }),
    {
      input: {
        id: 'poller',
        incarnation: 1,
        lastExit: null,
        intervalMs: 30 * MINUTE,
        leading: true,
        ...given,
      },
    },
  );

  /** Lets time go by in steps of a second: one big step would skip what is set on the way. */
  async function pass(ms: number): Promise<void> {
    await settle();
    for (let left = ms; left > 0; left -= SECOND) {
      clock.increment(Math.min(left, SECOND));
      await settle();
    }
  }

  return {
    actor,
    facts,
    turns,
    fetchedAt,
    aborted,
    said,
    count,
    pass,
    state: () => actor.getSnapshot().value,
    context: () => actor.getSnapshot().context,
    named: (type: FactDraft['type']) => facts.filter((fact) => fact.type === type),
  };
}
