import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal, TurnResult } from '../../../src/domain/delivery/turn.ts';
import { away, begun, handled, idle, later, SECOND, startQueue, tended } from './support.ts';

const test = suite('message queue: trouble');

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
    ...['queue.breaker_opened', 'queue.failed'],
    ...['queue.breaker_closed', 'queue.unauthorised'],
  ]);
});

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

const lost = {
  row: { id: '1', nonce: 'n', dest: 'C1' },
  result: { type: 'printed' },
  ...{ gates: [], suspend: null },
} as const;

test('a call in flight outlives the breaker, and its refusal of the token counts', async () => {
  const slow = later<TurnResult>();
  const script = [slow.promise, ...five.map((signal, n) => handled(signal, `C${n}`))];
  const queue = await startQueue({ turn: () => script.shift() ?? idle });
  assert.is(queue.mode(), 'running.breakerOpen.waiting');
  slow.resolve(handled('auth'));
  await queue.calm();
  assert.is(queue.mode(), 'running.unauthorised.waiting');
});

test('a newer incarnation takes over: back to the fence', async () => {
  for (const who of ['turn', 'tend', 'confirm'] as const) {
    const queue = await startQueue({ tend: () => tended({ ambiguous: 1 }) });
    queue.world.begin = () => ({ type: 'standby' });
    if (who === 'turn') queue.world.turn = () => ({ type: 'fenced' });
    if (who === 'tend') queue.world.tend = () => ({ type: 'fenced' });
    if (who === 'confirm')
      queue.world.confirm = ({ looked }) => ({ turn: { type: 'fenced' }, looked });
    await queue.pass(6 * SECOND);
    assert.is(queue.mode(), 'standby', who);
  }
});

test('stands by until it leads, and looks for itself every 30 s', async () => {
  const queue = await startQueue({ begin: () => ({ type: 'standby' }) });
  assert.is(queue.mode(), 'standby');
  await queue.pass(29 * SECOND);
  assert.is(queue.orders.length, 0);
  queue.world.begin = () => begun;
  queue.actor.send({ type: 'leader.acquired' });
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
  queue.world.begin = () => ({ type: 'standby' });
  queue.actor.send({ type: 'leader.lost' });
  assert.is(queue.mode(), 'standby');
  queue.world.begin = () => begun;
  await queue.pass(30 * SECOND);
  assert.is(queue.mode(), 'running.open', 'a fact that was lost does not matter');
});

test('without database at the start it tries after 1, 2, 4 s, and each failure is told', async () => {
  const queue = await startQueue({ begin: () => away });
  assert.is(queue.mode(), 'recovering.resting');
  await queue.pass(7 * SECOND);
  assert.equal(
    queue.reports.map((fact) => fact.type === 'queue.failed' && fact.failure.attempt),
    [1, 2, 3, 4],
  );
  queue.world.begin = () => begun;
  await queue.pass(8 * SECOND);
  assert.is(queue.mode(), 'running.open');
});

test('leading again or no more while the fence is taken begins anew', async () => {
  const slow = later<typeof begun>();
  const queue = await startQueue({ begin: () => slow.promise });
  assert.is(queue.mode(), 'recovering.beginning');
  queue.actor.send({ type: 'leader.lost' });
  assert.is(queue.mode(), 'standby');
  queue.actor.send({ type: 'leader.acquired' });
  queue.world.begin = () => begun;
  queue.actor.send({ type: 'leader.acquired' });
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
});

test('a new incarnation goes on where the old one was: token refused, or breaker open', async () => {
  const refusing = await startQueue({}, 100, { startsIn: 'unauthorised' });
  assert.is(refusing.mode(), 'running.unauthorised.waiting');
  await refusing.pass(60 * SECOND);
  assert.is(refusing.mode(), 'running.open');
  assert.ok(refusing.told().includes('queue.authorised'));
  const broken = await startQueue({}, 100, { startsIn: 'breakerOpen' });
  assert.is(broken.mode(), 'running.breakerOpen.waiting');
});

test.run();
