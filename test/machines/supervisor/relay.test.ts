import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, setup } from 'xstate';
import { type ChildInput, ready } from '../../../machines/childActions.ts';
import { rootId } from '../../../machines/supervision/types.ts';
import { supervisor } from '../../../machines/supervisor.ts';
import { stopped } from '../../../src/domain/supervision/exit.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import { VirtualClock } from '../../support/clock.ts';
import { note } from '../../support/start.ts';
import { wholeTree } from '../../support/wholeTree.ts';

/** A role that writes down the numbers it is sent, and crashes on one of them, the first time. */
function startListener(crashesOn: number) {
  const clock = new VirtualClock();
  const heard: number[] = [];
  let crashes = 0;
  const listener = setup({
    types: {
      input: {} as ChildInput,
      context: {} as { readonly id: string; readonly incarnation: number },
      events: {} as { readonly type: 'sup.stop' } | { readonly type: 'n'; readonly n: number },
      output: {} as typeof stopped,
    },
    actions: {
      ready: ready(),
      hear: (_, n: number) => {
        if (n === crashesOn && crashes++ === 0) throw new Error('this one');
        heard.push(n);
      },
    },
  }).createMachine({
    context: ({ input: { id, incarnation } }) => ({ id, incarnation }),
    output: stopped,
    initial: 'listening',
    states: {
      listening: {
        entry: 'ready',
        on: {
          'sup.stop': 'stopped',
          n: { actions: { type: 'hear', params: ({ event }) => event.n } },
        },
      },
      stopped: { type: 'final' },
    },
  });
  const start = (backoff = noBackoff) => {
    const spec = supervisorSpec({
      name: 'root',
      strategy: 'one_for_one',
      intensity: 5,
      periodMs: 600_000,
      children: [worker('role', 'poller', { liveness: null, backoff })],
    });
    const machine = supervisor({
      spec,
      catalogue: () => ({ logic: listener }),
      env: { now: clock.now, random: () => 0.5 },
    });
    return createActor(machine, { systemId: rootId, input: null, clock, inspect: note }).start();
  };
  return { clock, heard, start };
}

const order = (n: number) =>
  ({ type: 'sup.order', to: 'role', message: { type: 'n', n } }) as const;

const slow = { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0, resetAfterMs: 600_000 };

const test = suite('the relay');

test('of 150 orders for a role in backoff the newest 100 arrive in order', () => {
  const { clock, heard, start } = startListener(-1);
  const root = start(slow);
  root.system.get('role')?.send({ type: 'n', n: -1 });
  for (let n = 0; n < 150; n += 1) root.send(order(n));
  assert.equal(heard, []);
  clock.advance(1_000);
  assert.equal(
    heard,
    Array.from({ length: 100 }, (_, n) => n + 50),
  );
  const { ledger, relay } = root.getSnapshot().context;
  assert.equal([ledger.relayDropped, relay.dropped], [50, 50]);
});

for (const backoff of [noBackoff, slow])
  test(`a receiver that crashes loses the one it crashed on (backoff ${backoff.maxMs})`, () => {
    const { clock, heard, start } = startListener(3);
    const root = start(backoff);
    // All ten are kept while the role is away, then handed over to the new one.
    root.send({ type: 'sup.call', callId: '1', request: { call: 'terminate_child', id: 'role' } });
    for (let n = 1; n <= 10; n += 1) root.send(order(n));
    assert.equal(heard, []);
    root.send({ type: 'sup.call', callId: '2', request: { call: 'restart_child', id: 'role' } });
    clock.advance(1_000);
    assert.equal(heard, [1, 2, 4, 5, 6, 7, 8, 9, 10]);
  });

test('an order for a role that is up arrives at once', () => {
  const { heard, start } = startListener(-1);
  const root = start();
  root.send(order(7));
  assert.equal(heard, [7]);
});

test('facts reach the roles that want them, across the tree', () => {
  const { tell, stage, facts } = wholeTree(
    {},
    { factsTo: { watchdog: ['poll.recovered'], alerts: ['poll.recovered', 'poll.stale'] } },
  );
  const fact = { type: 'poll.recovered', component: 'watchdog', at: null } as const;
  stage.clock.advance(5);
  tell('poller', { type: 'say', fact } as { type: string });
  assert.equal(stage.heard, ['watchdog poll.recovered', 'alerts poll.recovered']);
  assert.equal(facts.at(-1), { ...fact, at: 5 }, 'the root fills in the moment');
});

test('a role hears after its restart what was said meanwhile, though its name was free', () => {
  const { tell, stage } = wholeTree({}, { factsTo: { watchdog: ['poll.recovered'] } });
  const fact = { type: 'poll.recovered', component: 'watchdog', at: 3 } as const;
  tell('watchdog', { type: 'crash' });
  tell('poller', { type: 'say', fact } as { type: string });
  assert.equal(stage.heard, []);
  stage.clock.advance(750);
  assert.equal(stage.heard, ['watchdog poll.recovered']);
});

test('* is every fact', () => {
  const { tell, root } = wholeTree({ watchdog: {} }, { factsTo: { watchdog: ['*'] } });
  tell('poller', { type: 'crash' });
  const { relay } = root.getSnapshot().context;
  assert.equal([relay.queues['watchdog'], relay.dropped], [[], 0]);
});

test.run();
