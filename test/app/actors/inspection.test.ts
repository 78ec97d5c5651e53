import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, fromPromise, setup } from 'xstate';
import { ready } from '../../../machines/childActions.ts';
import { rootId } from '../../../machines/supervision/types.ts';
import { supervisor } from '../../../machines/supervisor.ts';
import { createTap } from '../../../src/app/actors/inspection.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import { VirtualClock } from '../../support/clock.ts';
import { heapNow } from '../../support/heap.ts';
import { settle } from '../../support/settle.ts';

const secrets = ['context', 'input', 'output', 'machine'].map(
  (where) => `xoxb-planted-in-${where}`,
);
const [inContext = '', inInput = '', inOutput = '', inMachine = ''] = secrets;

const child = setup({
  types: {
    context: {} as { id: string; incarnation: number; token: string; polls: number },
    input: {} as { id: string; incarnation: number },
  },
  actors: { work: fromPromise<string, string>(async () => inOutput) },
  actions: {
    ready: ready(),
    limited: () => {
      throw new Failure({
        category: 'RATE_LIMIT',
        reason: 'http_429',
        operation: 'x',
        message: inContext,
      });
    },
  },
}).createMachine({
  context: ({ input: { id, incarnation } }) => ({ id, incarnation, token: inContext, polls: 7 }),
  output: inMachine,
  entry: 'ready',
  initial: 'working',
  on: { crash: { actions: 'limited' }, leave: '.done', tick: {} },
  states: {
    working: { invoke: { src: 'work', input: inInput, onDone: 'waiting', onError: 'waiting' } },
    waiting: {},
    done: { type: 'final' },
  },
});

function startTapped(
  options: { readonly intensity?: number; readonly visible?: () => never } = {},
) {
  const clock = new VirtualClock(5_000);
  const tap = createTap({
    now: clock.now,
    visible: options.visible ?? ((id) => (id === 'poller' ? ['polls'] : [])),
  });
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: options.intensity ?? 10,
    periodMs: 1_000,
    children: [worker('poller', 'poller', { liveness: null, backoff: noBackoff })],
  });
  const machine = supervisor({
    spec,
    catalogue: () => ({ logic: child }),
    env: { now: clock.now, random: () => 0 },
  });
  const root = createActor(machine, {
    systemId: rootId,
    input: null,
    clock,
    inspect: tap.inspect,
  });
  root.subscribe({ error: (thrown) => tap.rootCrashed(root, thrown) });
  root.start();
  const poller = () => root.system.get('poller');
  return { tap, root, poller };
}

const test = suite('the tap');

test('shows path, incarnation, event types, state and what is declared visible', async () => {
  const { tap } = startTapped();
  await settle();
  const last = tap.since(0).findLast(({ path }) => path === 'root/poller');
  assert.equal(
    { ...last, seq: 0 },
    {
      seq: 0,
      at: 5_000,
      path: 'root/poller',
      incarnation: 1,
      kind: 'state',
      event: null,
      status: 'active',
      value: 'waiting',
      context: { polls: 7 },
      category: null,
    },
  );
});

test('none of four planted secrets is in a thousand events', async () => {
  const { tap, poller } = startTapped();
  const seen: string[] = [];
  tap.follow((glimpse) => void seen.push(JSON.stringify(glimpse)));
  await settle();
  for (let n = 0; n < 500; n += 1) poller().send({ type: 'tick', token: inContext });
  poller().send({ type: 'crash' });
  await settle();
  poller().send({ type: 'leave' });
  await settle();
  assert.ok(seen.length >= 1_000, `${seen.length}`);
  const all = [...seen, JSON.stringify(tap.since(0))].join('\n');
  for (const secret of secrets) assert.not.ok(all.includes(secret), secret);
});

test('marks the death of a child, with its category, and its end', async () => {
  const { tap, poller } = startTapped();
  await settle();
  poller().send({ type: 'crash' });
  await settle();
  poller().send({ type: 'leave' });
  const deaths = tap
    .since(0)
    .filter(({ kind, path }) => path === 'root/poller' && kind !== 'event');
  assert.equal(
    deaths
      .filter(({ kind }) => kind !== 'state')
      .map(({ kind, incarnation, category }) => [kind, incarnation, category]),
    [
      ['crash', 1, 'RATE_LIMIT'],
      ['end', 2, null],
    ],
  );
});

test('marks the death of the root, which no event tells', () => {
  const { tap, poller } = startTapped({ intensity: 0 });
  poller().send({ type: 'crash' });
  const last = tap.since(0).at(-1);
  assert.equal([last?.path, last?.kind, last?.category], ['root', 'crash', 'RATE_LIMIT']);
});

test('a tap that goes wrong is counted and harms no actor', async () => {
  const { tap, root, poller } = startTapped({
    visible: () => {
      throw new Error('boom');
    },
  });
  await settle();
  poller().send({ type: 'crash' });
  await settle();
  assert.is(root.getSnapshot().status, 'active');
  assert.is(poller().getSnapshot().context.incarnation, 2);
  assert.ok(tap.errors() > 0);
  const fine = startTapped();
  fine.tap.follow(() => {
    throw new Error('boom');
  });
  fine.poller().send({ type: 'crash' });
  assert.is(fine.root.getSnapshot().status, 'active');
  assert.ok(fine.tap.errors() > 0);
});

test('keeps the newest five hundred, and nothing of 100,000 events but these', async () => {
  const { tap, poller } = startTapped();
  await settle();
  const receiver = poller();
  for (let n = 0; n < 1_000; n += 1) receiver.send({ type: 'tick' });
  const before = heapNow();
  for (let n = 0; n < 50_000; n += 1) receiver.send({ type: 'tick' }); // two glimpses each
  const grown = heapNow() - before;
  const kept = tap.since(0);
  assert.is(kept.length, 500);
  assert.ok((kept.at(-1)?.seq ?? 0) >= 100_000);
  assert.ok(grown < 1_048_576, `${grown} bytes more`);
});

test('who follows no more hears no more', () => {
  const { tap, poller } = startTapped();
  let heard = 0;
  const leave = tap.follow(() => {
    heard += 1;
  });
  leave();
  poller().send({ type: 'tick' });
  assert.is(heard, 0);
});

test.run();
