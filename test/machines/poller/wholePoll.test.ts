import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, fromPromise, SimulatedClock, setup } from 'xstate';
import { pollerMachine } from '../../../machines/poller.ts';
import { watchdogMachine } from '../../../machines/watchdog.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import type {
  FailInput,
  Fetched,
  PollEnd,
  Recorded,
  TurnInput,
  Validated,
} from '../../../src/domain/polling/steps.ts';
import type { Leased } from '../../../src/domain/watchdog/steps.ts';
import { indexOf, pollWorld } from '../../support/polling/polls.ts';
import { leading } from '../../support/polling/watchdog.ts';
import { settle } from '../../support/settle.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const refused = new Failure({
  category: 'NETWORK',
  reason: 'refused',
  operation: 'index.fetch',
  message: 'ECONNREFUSED',
});

/** The poller with its real steps and the watchdog beside it, under a parent that listens. */
async function startBoth() {
  const world = pollWorld();
  await world.leadership.bid(true);
  const flow = world.steps();
  const poller = pollerMachine.provide({
    actors: {
      begin: fromPromise(() => flow.begin()),
      fetch: fromPromise<Fetched, TurnInput>(({ input, signal }) => flow.fetch(input, signal)),
      validate: fromPromise<Validated, TurnInput>(({ input, signal }) =>
        flow.validate(input, signal),
      ),
      commit: fromPromise<PollEnd, TurnInput>(({ input, signal }) => flow.commit(input, signal)),
      fail: fromPromise<Recorded, FailInput>(({ input }) => flow.fail(input)),
    },
  });
  const watchdog = watchdogMachine.provide({
    actors: {
      bid: fromPromise<Leased, undefined>(async () => leading('1', false)),
      check: fromPromise(async () => ({ tookMs: 1, at: world.time.now })),
      release: fromPromise(async () => {}),
    },
  });
  const heard: ({ readonly type: string; readonly id?: string } | FactDraft)[] = [];
  const child = { incarnation: 1, lastExit: null, leading: true };
  const parent = setup({
    actors: { poller, watchdog },
    actions: { hear: (_, event: { type: string }) => void heard.push(event) },
  }).createMachine({
    invoke: [
      {
        src: 'watchdog',
        id: 'watchdog',
        systemId: 'watchdog',
        input: {
          ...child,
          id: 'watchdog',
          staleAfterMs: 60 * MINUTE,
          staleInMs: 60 * MINUTE,
          sinceMs: world.time.now,
        },
      },
      {
        src: 'poller',
        id: 'poller',
        systemId: 'poller',
        input: { ...child, id: 'poller', intervalMs: 30 * MINUTE },
      },
    ],
    on: { '*': { actions: { type: 'hear', params: ({ event }) => event } } },
  });
  const clock = new SimulatedClock();
  const actor = createActor(parent, { clock });
  actor.subscribe({ error: () => {} });
  actor.start();
  let relayed = 0;

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SECOND) {
      clock.increment(SECOND);
      world.time.now += SECOND;
      world.time.elapsed += SECOND;
      await settle();
      for (; relayed < heard.length; relayed++) {
        const fact = heard[relayed];
        if (fact?.type !== 'poll.succeeded') continue;
        actor.system.get('watchdog')?.send({ ...fact, at: world.time.now });
      }
    }
  }

  const facts = <T extends FactDraft['type']>(type: T) =>
    heard.filter((fact): fact is Extract<FactDraft, { type: T }> => fact.type === type);
  return { ...world, actor, heard, facts, pass, stop: () => actor.stop() };
}

const test = suite('poller with its steps');

test('an outage of all hosts fails every poll, is stale after two intervals and loses nothing', async () => {
  const both = await startBoth();
  both.source.serve(indexOf(100, 100));
  await both.pass(SECOND);
  both.source.fail(refused);
  await both.pass(3 * 60 * MINUTE);
  const failed = both.facts('poll.failed');
  assert.ok(failed.length >= 8, `${failed.length} failed polls`);
  assert.equal(
    failed.map(({ failure }) => [failure.category, failure.attempt]),
    failed.map((_, place) => ['NETWORK', place + 1]),
  );
  assert.is(both.facts('poll.stale').length, 1);
  assert.is((await both.store.papers.state()).consecutiveFailures, failed.length);
  both.source.serve(indexOf(140, 100));
  await both.pass(31 * MINUTE);
  assert.is(both.events().filter(({ kind }) => kind === 'paper.new').length, 40);
  assert.is(both.facts('poll.recovered').length, 1);
  both.stop();
});

test('an index that was never there is stale too, and seeded when it comes', async () => {
  const both = await startBoth();
  both.source.fail(refused);
  await both.pass(59 * MINUTE);
  assert.is(both.facts('poll.stale').length, 0);
  await both.pass(61 * SECOND);
  assert.is(both.facts('poll.stale').length, 1);
  both.source.serve(indexOf(100, 100));
  await both.pass(31 * MINUTE);
  assert.is(both.facts('index.seeded').length, 1);
  assert.is(both.messages('C0PAPERS').length, 0);
  both.stop();
});

test('an operator lets a refused index pass, with an order to poll at once', async () => {
  const both = await startBoth();
  both.source.serve(indexOf(100, 900));
  await both.pass(SECOND);
  both.source.serve(indexOf(50, 450));
  const poller = both.actor.system.get('poller');
  poller?.send({ type: 'poll.now' });
  await both.pass(SECOND);
  const [rejected] = both.facts('index.rejected');
  poller?.send({ type: 'index.accept', hash: rejected?.hash ?? '', by: 'U0OPS' });
  await both.pass(5 * MINUTE);
  poller?.send({ type: 'poll.now' });
  await both.pass(SECOND);
  const accepted = both.facts('index.accepted');
  assert.equal(
    accepted.map(({ by, gate, entries }) => [by, gate, entries]),
    [['U0OPS', 'shrunk', 500]],
  );
  both.stop();
});

test('both say that they run, and go on giving signs of life with their name and incarnation', async () => {
  const both = await startBoth();
  both.source.serve(indexOf(10, 10));
  await both.pass(MINUTE);
  for (const id of ['poller', 'watchdog']) {
    const ready = both.heard.filter(
      (word) => word.type === 'child.ready' && 'id' in word && word.id === id,
    );
    assert.equal(ready, [{ type: 'child.ready', id, incarnation: 1 }]);
    const beats = both.heard.filter(
      (word) => word.type === 'child.beat' && 'id' in word && word.id === id,
    );
    assert.ok(beats.length >= 2, `${id}: ${beats.length}`);
  }
  both.stop();
});

test.run();
