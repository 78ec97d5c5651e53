import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TurnResult } from '../../../src/domain/delivery/turn.ts';
import { away, handled, idle, later, outcome, SECOND, startQueue, tended } from './support.ts';

const test = suite('message queue: sending');

test('is ready at once, takes the fence, then claims', async () => {
  const queue = await startQueue();
  assert.equal(queue.said, ['ready', 'beat']);
  assert.is(queue.mode(), 'running.open');
  assert.is(queue.orders.length, 4);
  assert.is(queue.orders[0]?.epoch, '7');
});

test('one of the four turns is for alerts and answers only', async () => {
  const queue = await startQueue();
  assert.equal(
    queue.orders.map(({ upTo }) => upTo),
    [3, 3, 3, 1],
  );
});

test('idle: claims again every five seconds', async () => {
  const queue = await startQueue();
  await queue.pass(3 * SECOND); // what the start expected has been looked for
  queue.world.tend = () => tended({ depth: 0 });
  await queue.pass(5 * SECOND);
  const before = queue.orders.length;
  await queue.pass(5 * SECOND);
  assert.is(queue.orders.length - before, 4);
});

test('a good poll, a cycle and an alert wake all turns at once', async () => {
  const queue = await startQueue();
  for (const type of ['poll.succeeded', 'probe.cycle', 'alert.firing', 'alert.resolved'] as const) {
    await queue.pass(10 * SECOND);
    const before = queue.orders.length;
    queue.actor.send({ type });
    await queue.calm();
    assert.is(queue.orders.length - before, 4, type);
  }
});

test('while something waits it asks again after 250 ms, later each second', async () => {
  const queue = await startQueue({ tend: () => tended({ depth: 1 }) });
  await queue.pass(250);
  assert.is(queue.orders.length, 8);
  await queue.pass(2 * SECOND);
  const before = queue.orders.length;
  await queue.pass(SECOND);
  assert.is(queue.orders.length - before, 4);
});

test('after a message the next one is claimed without a pause', async () => {
  const script: TurnResult[] = [handled('success'), handled('success'), handled('success')];
  const queue = await startQueue({ turn: () => script.shift() ?? idle });
  assert.ok(queue.orders.length >= 7);
  assert.is(script.length, 0);
});

test('a call that hangs stops neither the other turns nor the measuring', async () => {
  const hung = later<TurnResult>();
  let calls = 0;
  const queue = await startQueue({
    turn: () => (calls++ === 0 ? hung.promise : idle),
    tend: () => tended({ depth: 1 }),
  });
  const before = queue.orders.length;
  await queue.pass(10 * SECOND);
  assert.ok(queue.orders.length - before > 20);
  assert.ok(queue.reports.some(({ type }) => type === 'queue.measured'));
  hung.resolve(handled('success'));
  await queue.calm();
  assert.is(queue.mode(), 'running.open');
});

test('reports what a turn has to say, in order', async () => {
  const facts = [
    { type: 'queue.authorised', component: 'message-queue', at: 1 },
    { type: 'queue.unauthorised', component: 'message-queue', at: 2 },
  ] as const;
  const script: TurnResult[] = [handled('none', 'C1', facts)];
  const queue = await startQueue({ turn: () => script.shift() ?? idle });
  assert.equal(queue.told(), ['queue.authorised', 'queue.unauthorised']);
});

test('rows that somebody wrote, and a conversation that is back, are looked for at once', async () => {
  for (const type of ['rows.written', 'destination.restored'] as const) {
    const queue = await startQueue();
    await queue.pass(10 * SECOND);
    const claims = queue.orders.length;
    queue.actor.send({ type });
    await queue.calm();
    assert.is(queue.orders.length - claims, 4, type);
  }
});

test('paused, only alerts and answers go out', async () => {
  const queue = await startQueue();
  queue.actor.send({ type: 'queue.pause' });
  assert.is(queue.mode(), 'running.paused');
  await queue.pass(6 * SECOND);
  assert.equal(
    queue.orders.slice(-4).map(({ upTo }) => upTo),
    [1, 1, 1, 1],
  );
  queue.actor.send({ type: 'queue.resume' });
  assert.is(queue.mode(), 'running.open');
  assert.equal(queue.told(), ['queue.paused', 'queue.resumed']);
});

test('ordered twice it is told once, and the next incarnation is still paused', async () => {
  const queue = await startQueue({ begin: () => ({ type: 'standby' }) });
  for (const type of ['queue.resume', 'queue.pause', 'queue.pause'] as const)
    queue.actor.send({ type });
  assert.equal(queue.told(), ['queue.paused']);
  queue.actor.send({ type: 'queue.resume' });
  assert.equal(queue.told(), ['queue.paused', 'queue.resumed']);
  const next = await startQueue({}, 100, { paused: true });
  assert.is(next.mode(), 'running.paused');
});

test('a pause survives trouble with the database', async () => {
  const queue = await startQueue();
  queue.actor.send({ type: 'queue.pause' });
  queue.world.tend = () => away;
  await queue.pass(5 * SECOND);
  assert.is(queue.mode(), 'running.withoutDb');
  queue.world.tend = () => tended();
  await queue.pass(SECOND);
  assert.is(queue.mode(), 'running.paused');
});

test('orders to pause and to go on hold while nothing can be sent', async () => {
  const queue = await startQueue({ tend: () => away });
  await queue.pass(5 * SECOND);
  queue.actor.send({ type: 'queue.pause' });
  queue.actor.send({ type: 'queue.resume' });
  queue.world.tend = () => tended();
  await queue.pass(SECOND);
  assert.is(queue.mode(), 'running.open');
});

test('a database that goes away is a state, and told each time', async () => {
  const queue = await startQueue({ turn: () => away, tend: () => away });
  assert.is(queue.mode(), 'running.withoutDb');
  const claims = queue.orders.length;
  await queue.pass(20 * SECOND);
  assert.is(queue.orders.length, claims, 'nothing is claimed meanwhile');
  const failed = queue.reports.filter(({ type }) => type === 'queue.failed');
  assert.is(failed.length, 4 + 4, 'four turns; tries after 1, 2, 4 and 8 s');
  assert.is(queue.actor.getSnapshot().status, 'active');
  queue.world.turn = () => idle;
  queue.world.tend = () => tended();
  await queue.pass(16 * SECOND);
  assert.is(queue.mode(), 'running.open');
});

test('a result that could not be stored keeps its conversation unclaimed until it is', async () => {
  const kept = { ...handled('success', 'C9'), unrecorded: outcome('5', 'C9') } as TurnResult;
  const script: TurnResult[] = [kept];
  let taken = false;
  const queue = await startQueue({
    turn: () => script.shift() ?? idle,
    tend: ({ unrecorded }) =>
      taken
        ? tended(
            {},
            unrecorded.map(({ row }) => row.id),
          )
        : tended({ depth: 1 }),
  });
  assert.is(queue.mode(), 'running.withoutDb');
  await queue.pass(SECOND);
  assert.is(queue.mode(), 'running.withoutDb', 'asked in the fifth second');
  await queue.pass(4 * SECOND);
  assert.is(queue.mode(), 'running.open');
  assert.equal(queue.orders.at(-1)?.except, ['C9']);
  taken = true;
  await queue.pass(6 * SECOND);
  assert.equal(queue.orders.at(-1)?.except, []);
});

test('doubtful rows are looked up each second, and remembered as looked for', async () => {
  const queue = await startQueue({
    confirm: ({ looked }) => ({ turn: handled('none'), looked: { 5: (looked[5] ?? 0) + 1 } }),
    tend: () => tended({ ambiguous: 1, depth: 1 }),
  });
  const looks = () => queue.actor.getSnapshot().context.looked[5];
  await queue.pass(5 * SECOND);
  assert.is(looks(), undefined, 'nobody has said yet that there is a doubt');
  await queue.pass(SECOND);
  assert.is(looks(), 1);
  await queue.pass(SECOND);
  assert.is(looks(), 2);
});

test('a turn that leaves a doubt is followed by a look within a second', async () => {
  const script: TurnResult[] = [handled('trouble')];
  let looks = 0;
  const queue = await startQueue({
    turn: () => script.shift() ?? idle,
    confirm: ({ looked }) => {
      looks++;
      return { turn: idle, looked };
    },
  });
  await queue.pass(SECOND);
  assert.is(looks, 1);
});

test('a look that fails is told, and the table asked whether it is there', async () => {
  const queue = await startQueue({ confirm: () => away, tend: () => tended({ ambiguous: 1 }) });
  await queue.pass(5 * SECOND);
  assert.is(queue.mode(), 'running.open');
  await queue.pass(SECOND);
  assert.is(queue.mode(), 'running.withoutDb');
  assert.ok(queue.told().includes('queue.failed'));
});

test.run();
