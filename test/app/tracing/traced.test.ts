import { AsyncLocalStorage } from 'node:async_hooks';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assign, createActor, setup } from 'xstate';
import { step } from '../../../src/app/step.ts';
import { traced } from '../../../src/app/tracing/traced.ts';
import { createTracer } from '../../../src/app/tracing/tracer.ts';
import { VirtualClock } from '../../support/clock.ts';
import { settle } from '../../support/settle.ts';

/**
 * An actor of two steps, which rests a second after both, and tries again when one fails. `seen` has
 * the name and the trace of each step, and of what the machine does with its end.
 */
function start(owner = 'poller', failures = 0) {
  const tracer = createTracer();
  const clock = new VirtualClock(0);
  const seen: (readonly [what: string, traceId: string | null])[] = [];
  const see = (what: string): void => void seen.push([what, tracer.current()?.traceId ?? null]);
  let left = failures;
  const one = (name: string) =>
    step({
      operation: name,
      component: 'poller',
      deadlineMs: 5_000,
      clock: { now: () => 0, elapsed: () => 0 },
      run: async () => {
        see(name);
        await settle();
        if (name === 'commit' && left-- > 0) throw new Error('once more');
      },
    });
  const machine = setup({
    actors: { fetch: one('fetch'), commit: one('commit') },
    actions: { report: () => see('report'), count: assign({}) },
    delays: { rest: 1_000 },
  }).createMachine({
    initial: 'waiting',
    states: {
      fetching: { invoke: { src: 'fetch', onDone: 'committing' } },
      committing: {
        invoke: {
          src: 'commit',
          onDone: { target: 'waiting', actions: 'report' },
          onError: 'waiting',
        },
      },
      waiting: { after: { rest: 'fetching' }, on: { go: 'fetching' } },
    },
  });
  /** Real timers run in the context in which they were set; so do these. */
  const timers = {
    setTimeout: (work: () => void, ms: number) =>
      clock.setTimeout(AsyncLocalStorage.bind(work), ms),
    clearTimeout: (id: never) => clock.clearTimeout(id),
  };
  const actor = createActor(traced(machine, owner, tracer), { clock: timers });
  actor.start();
  const rest = async (): Promise<void> => {
    clock.advance(1_000);
    for (let n = 0; n < 4; n += 1) await settle();
  };
  return { tracer, actor, seen, rest };
}

const traces = (seen: readonly (readonly [string, string | null])[]) =>
  new Set(seen.map(([, trace]) => trace));

const test = suite('turns of actors');

test('the steps of a turn and what is reported at its end are one trace', async () => {
  const { seen, rest } = start();
  await rest();
  assert.equal(
    seen.map(([what]) => what),
    ['fetch', 'commit', 'report'],
  );
  assert.is(traces(seen).size, 1);
  assert.match(seen[0]?.[1] ?? '', /^[0-9a-f]{32}$/);
});

test('the next turn is another trace, though a timer of the last one began it', async () => {
  const { seen, rest } = start();
  await rest();
  await rest();
  assert.is(seen.length, 6);
  assert.is(traces(seen).size, 2);
});

test('what comes again because it failed is the same turn', async () => {
  const { seen, rest } = start('poller', 1);
  await rest();
  await rest();
  assert.equal(
    seen.map(([what]) => what),
    ['fetch', 'commit', 'fetch', 'commit', 'report'],
  );
  assert.is(traces(seen).size, 1);
});

test('an order from outside gives its trace to the turn that it begins, and to no other', async () => {
  const { tracer, actor, seen, rest } = start();
  const header = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  tracer.incoming(header, () => actor.send({ type: 'go' }));
  for (let n = 0; n < 4; n += 1) await settle();
  assert.equal([...traces(seen)], ['4bf92f3577b34da6a3ce929d0e0e4736']);
  await rest();
  assert.is(traces(seen).size, 2);
});

test('outside of turns there is no trace, and every outgoing request has a span of its own', () => {
  const tracer = createTracer();
  assert.equal([tracer.current(), tracer.traceparent()], [null, null]);
  tracer.incoming(null, ({ traceId, spanId }) => {
    const spans = [tracer.traceparent(), tracer.traceparent()].map((one) => one?.split('-') ?? []);
    assert.equal(
      spans.map(([, trace]) => trace),
      [traceId, traceId],
    );
    assert.is(new Set([spanId, ...spans.map(([, , span]) => span)]).size, 3);
  });
});

test.run();
