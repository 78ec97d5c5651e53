import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal, TurnResult } from '../../../src/domain/delivery/turn.ts';
import { away, handled, idle, later, SECOND, startQueue, tended } from './support.ts';

const test = suite('message queue: breaker');

/** A queue whose first turns end so, and then find nothing. */
const startWith = (signals: readonly Signal[], dests: readonly string[] = ['C1', 'C2']) => {
  const script = signals.map((signal, n) => handled(signal, dests[n % dests.length]));
  return startQueue({ turn: () => script.shift() ?? idle });
};

const five: readonly Signal[] = ['trouble', 'trouble', 'trouble', 'trouble', 'trouble'];

const bad = { signal: 'trouble', facts: [] } as const;

const refused = { signal: 'auth', facts: [] } as const;

test('five failures in a row over two conversations: nothing is sent any more', async () => {
  const queue = await startWith(five);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  assert.equal(queue.told(), ['queue.breaker_opened']);
  const claims = queue.orders.length;
  await queue.pass(14 * SECOND);
  assert.is(queue.orders.length, claims);
});

test('four are not enough, and a success between begins anew', async () => {
  const four = await startWith(five.slice(1));
  assert.is(four.mode(), 'running.open');
  const mixed = await startWith(['trouble', 'trouble', 'success', 'trouble', 'trouble', 'trouble']);
  assert.is(mixed.mode(), 'running.open');
});

test('refusals of rows are no trouble of Slack', async () => {
  const queue = await startWith(['none', 'none', 'none', 'none', 'none', 'none']);
  assert.is(queue.mode(), 'running.open');
});

test('one conversation that fails stops nobody while others wait', async () => {
  const script: TurnResult[] = [];
  const queue = await startQueue({
    turn: () => script.shift() ?? idle,
    tend: () => tended({ depth: 7, destinations: 2 }),
  });
  await queue.pass(5 * SECOND);
  script.push(...five.map((signal) => handled(signal, 'C1')));
  await queue.pass(2 * SECOND);
  assert.is(queue.mode(), 'running.open');
  queue.world.tend = () => tended({ depth: 5, destinations: 1 });
  await queue.pass(5 * SECOND);
  script.push(handled('trouble', 'C1'));
  await queue.pass(2 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.waiting', 'now it is the only one');
});

test('after 15 s the token is tested, then one row goes first and closes the breaker', async () => {
  const queue = await startWith(five);
  await queue.pass(15 * SECOND - 250);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  const claims = queue.orders.length;
  const trial = later<TurnResult>();
  queue.world.turn = () => trial.promise;
  await queue.pass(250);
  assert.is(queue.mode(), 'running.breakerOpen.trial');
  assert.is(queue.orders.length - claims, 1, 'one turn alone');
  assert.is(queue.orders.at(-1)?.trial, true);
  queue.world.turn = () => idle;
  trial.resolve(handled('success'));
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
  assert.equal(queue.told(), ['queue.breaker_opened', 'queue.breaker_closed']);
  assert.is(queue.orders.at(-1)?.trial, false);
});

test('a trial that fails opens it again: 15, 30, 60 s, told once', async () => {
  const queue = await startWith(five);
  queue.world.turn = () => handled('trouble');
  await queue.pass(15 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  const claims = queue.orders.length;
  await queue.pass(30 * SECOND - 250);
  assert.is(queue.orders.length, claims);
  await queue.pass(250);
  assert.is(queue.orders.length, claims + 1);
  await queue.pass(60 * SECOND - 250);
  assert.is(queue.orders.length, claims + 1);
  await queue.pass(250);
  assert.is(queue.orders.length, claims + 2);
  assert.equal(queue.told(), ['queue.breaker_opened']);
});

test('a trial that finds nothing to send looks again', async () => {
  const queue = await startWith(five);
  queue.world.tend = () => tended({ depth: 1 });
  await queue.pass(20 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.trial');
  queue.world.turn = () => handled('success');
  queue.world.tend = () => tended();
  const once = later<TurnResult>();
  queue.world.turn = () => once.promise;
  await queue.pass(SECOND);
  once.resolve(handled('success'));
  queue.world.turn = () => idle;
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
});

test('a trial without database opens it again', async () => {
  const queue = await startWith(five);
  queue.world.turn = () => away;
  await queue.pass(15 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
});

test('a token test that fails keeps the breaker open; one that is refused says so', async () => {
  const queue = await startWith(five);
  queue.world.authTest = () => bad;
  await queue.pass(15 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  queue.world.authTest = () => away;
  await queue.pass(30 * SECOND);
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  queue.world.authTest = () => refused;
  await queue.pass(60 * SECOND);
  assert.is(queue.mode(), 'running.unauthorised.waiting');
  assert.equal(queue.told(), [
    'queue.breaker_opened',
    'queue.failed',
    'queue.breaker_closed',
    'queue.unauthorised',
  ]);
});

test.run();
