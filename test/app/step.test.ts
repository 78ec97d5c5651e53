import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, setup, toPromise } from 'xstate';
import { step } from '../../src/app/step.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import { settle } from '../support/settle.ts';

const clock = { now: () => 1_700, elapsed: () => 0 };

const run = (flow: (signal: AbortSignal) => Promise<number>, deadlineMs = 1_000) => {
  const logic = step<number>({
    operation: 'index.fetch',
    component: 'poller',
    deadlineMs,
    clock,
    run: (_, signal) => flow(signal),
  });
  return toPromise(createActor(logic, { input: undefined }).start());
};

const failureOf = async (ended: Promise<number>): Promise<Failure> => {
  const thrown: unknown = await ended.then(
    () => 'no failure',
    (error: unknown) => error,
  );
  if (thrown instanceof Failure) return thrown;
  throw new Error(`wanted a Failure, got ${String(thrown)}`);
};

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted'))),
  );

const test = suite('step');

test('gives what the flow gives', async () => {
  assert.is(await run(async () => 42), 42);
});

test('a flow that never ends is a TIMEOUT, whether it minds the signal or not', async () => {
  for (const flow of [() => new Promise<never>(() => undefined), untilAborted]) {
    const { category, reason } = await failureOf(run(flow, 5));
    assert.equal([category, reason], ['TIMEOUT', 'step']);
  }
});

test('a Failure keeps its kind and learns who and when', async () => {
  const limited = new Failure({
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 'x',
    message: 'HTTP 429',
    retryAfterMs: 7_000,
  });
  const failure = await failureOf(run(() => Promise.reject(limited)));
  assert.equal(failure.toRecord(2), {
    category: 'RATE_LIMIT',
    reason: 'http_429',
    operation: 'x',
    component: 'poller',
    message: 'HTTP 429',
    attempt: 2,
    retryAfterMs: 7_000,
    at: 1_700,
  });
});

test('anything else is UNKNOWN, under the name of the step', async () => {
  const bug = await failureOf(run(() => Promise.reject(new TypeError('oops'))));
  assert.equal([bug.category, bug.operation, bug.message], ['UNKNOWN', 'index.fetch', 'oops']);
});

test('a flow that throws before its first await is a failure too', async () => {
  const bug = await failureOf(
    run(() => {
      throw new RangeError('at once');
    }),
  );
  assert.is(bug.message, 'at once');
});

test('its machine hears of progress at most once a second, and not after it has left', async () => {
  let elapsed = 0;
  let heard = 0;
  let say = (): void => undefined;
  const machine = setup({
    actors: {
      work: step<void>({
        operation: 'long',
        component: 'poller',
        deadlineMs: 60_000,
        clock: { now: () => 0, elapsed: () => elapsed },
        run: (_, signal, progress) => {
          say = progress;
          return untilAborted(signal);
        },
      }),
    },
    actions: {
      count: () => {
        heard += 1;
      },
    },
  }).createMachine({
    initial: 'working',
    on: { 'step.progress': { actions: 'count' } },
    states: {
      working: { invoke: { src: 'work', input: undefined }, on: { leave: 'idle' } },
      idle: {},
    },
  });
  const actor = createActor(machine).start();
  for (const at of [0, 999, 1_000, 1_500, 2_000]) {
    elapsed = at;
    say();
  }
  assert.is(heard, 3);
  actor.send({ type: 'leave' });
  await settle();
  elapsed = 9_000;
  say();
  assert.is(heard, 3);
});

test.run();
