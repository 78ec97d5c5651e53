import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal, TurnResult } from '../../../src/domain/delivery/turn.ts';
import { away, handled, idle, later, SECOND, startQueue } from './support.ts';

const test = suite('message queue: trouble');

/** A queue whose first turns end so, and then find nothing. */
const startWith = (signals: readonly Signal[], dests: readonly string[] = ['C1', 'C2']) => {
  const script = signals.map((signal, n) => handled(signal, dests[n % dests.length]));
  return startQueue({ turn: () => script.shift() ?? idle });
};

const five: readonly Signal[] = ['trouble', 'trouble', 'trouble', 'trouble', 'trouble'];

const refused = { signal: 'auth', facts: [] } as const;

const lost = {
  row: { id: '1', nonce: 'n', dest: 'C1' },
  result: { type: 'printed' },
  gates: [],
  suspend: null,
} as const;

test('a refused token stops everything but its test, after 60, 120, 240, 300 s', async () => {
  const queue = await startWith(['auth']);
  assert.is(queue.mode(), 'running.unauthorised.waiting');
  assert.equal(queue.told(), ['queue.unauthorised']);
  let tests = 0;
  queue.world.authTest = () => {
    tests++;
    return tests === 2 ? away : refused;
  };
  const claims = queue.orders.length;
  for (const [seconds, done] of [
    [60, 1],
    [120, 2],
    [240, 3],
    [300, 4],
    [300, 5],
  ] as const) {
    await queue.pass(seconds * SECOND - 250);
    assert.is(tests, done - 1, `not before ${seconds} s`);
    await queue.pass(250);
    assert.is(tests, done);
  }
  assert.is(queue.orders.length, claims);
  assert.ok(
    queue.said.filter((word) => word === 'beat').length > 100,
    'and it gives signs of life',
  );
});

test('a token that is taken again: sending goes on by itself', async () => {
  const queue = await startWith(['auth']);
  const claims = queue.orders.length;
  await queue.pass(60 * SECOND);
  assert.is(queue.mode(), 'running.open');
  assert.equal(queue.told(), ['queue.unauthorised', 'queue.authorised']);
  assert.is(queue.orders.length - claims, 4);
});

test('while paused, the token, Slack or the database may fail as well', async () => {
  for (const [turn, mode] of [
    [() => handled('auth'), 'running.unauthorised.waiting'],
    [() => away, 'running.withoutDb'],
    [() => ({ ...handled('success'), unrecorded: lost }) as TurnResult, 'running.withoutDb'],
    [() => handled('trouble'), 'running.breakerOpen.waiting'],
  ] as const) {
    const queue = await startQueue({});
    queue.actor.send({ type: 'queue.pause' });
    await queue.calm();
    queue.world.turn = turn;
    queue.actor.send({ type: 'queue.wake' });
    await queue.calm();
    assert.is(queue.mode(), mode);
  }
});

test('a call in flight outlives the breaker, and its refusal of the token counts', async () => {
  const slow = later<TurnResult>();
  const script = [slow.promise, ...five.map((signal, n) => handled(signal, `C${n}`))];
  const queue = await startQueue({ turn: () => script.shift() ?? idle });
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  slow.resolve(handled('auth'));
  await queue.calm();
  assert.is(queue.mode(), 'running.unauthorised.waiting');
});

test.run();
