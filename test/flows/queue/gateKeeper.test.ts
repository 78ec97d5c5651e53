import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateKeeper } from '../../../src/flows/queue/gateKeeper.ts';
import { failure } from './support/slack.ts';
import { ground, post, SECOND, startQueue } from './support/world.ts';

const test = suite('gate keeper');

function startKeeper() {
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, elapsed: () => time.now };
  return { time, keeper: gateKeeper(clock, () => 0) };
}

test('while a gate is being stored, turns beside it do not call', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { promise, resolve } = Promise.withResolvers<void>();
  const { closeGate } = on.store.outbox;
  Object.assign(on.store.outbox, {
    closeGate: async (gate: Parameters<typeof closeGate>[0]) => {
      await promise;
      return closeGate(gate);
    },
  });
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  let first = true;
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return {
      verdict: { type: 'limited', scope: 'method', retryAfterMs: 4 * SECOND, failure: limited },
    };
  };
  await queue.enqueue(post('a'));
  await queue.enqueue(post('b', 'C2'));
  await queue.pass(3 * SECOND);
  assert.is(on.slack.calls.length, 1);
  assert.is(queue.rows()[1]?.attempts, 0, 'it was not even claimed');
  resolve();
  await queue.pass(3 * SECOND);
  assert.is(on.slack.messages.length, 2);
});

test('a row that was being claimed when its gate closed is given back, not sent', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { promise, resolve } = Promise.withResolvers<void>();
  const { claim } = on.store.outbox;
  Object.assign(on.store.outbox, {
    claim: async (...order: Parameters<typeof claim>) => {
      const claimed = await claim(...order);
      const isSecond = claimed.type === 'done' && claimed.value[0]?.dest === 'C2';
      if (isSecond && on.slack.messages.length === 0) await promise;
      return claimed;
    },
  });
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  on.slack.weather = () =>
    on.slack.calls.length > 1
      ? null
      : {
          verdict: { type: 'limited', scope: 'method', retryAfterMs: 4 * SECOND, failure: limited },
        };
  await queue.enqueue(post('a'), post('b', 'C2'));
  await queue.pass(SECOND);
  resolve();
  await queue.pass(2 * SECOND);
  assert.is(on.slack.calls.length, 1, 'the second one was not called');
  assert.is(queue.rows()[1]?.attempts, 0, 'claimed, and given back');
  await queue.pass(4 * SECOND);
  assert.is(on.slack.messages.length, 2);
});

test('near the end of a burst there is room for alerts only', () => {
  const { keeper, time } = startKeeper();
  const lanes = Array.from({ length: 21 }, () => keeper.ticket(3)?.upTo);
  assert.equal(lanes.slice(0, 16), Array(16).fill(3));
  assert.equal(lanes.slice(16, 20), [0, 0, 0, 0]);
  assert.is(lanes[20], undefined, 'and then for nothing');
  time.now += 300;
  assert.is(keeper.ticket(3)?.upTo, 0);
  time.now += 5 * 300;
  assert.is(keeper.ticket(3)?.upTo, 3);
});

test('a ticket that was not used makes room again', () => {
  const { keeper } = startKeeper();
  for (let n = 0; n < 100; n++) keeper.ticket(3)?.cancel();
  assert.is(keeper.ticket(3)?.upTo, 3);
});

test('after a limit the workspace is slower for a while', () => {
  const { keeper, time } = startKeeper();
  keeper.limited({ method: 'chat.postMessage', dest: 'C1', scope: 'destination', waitMs: 1 });
  while (keeper.ticket(0) !== null);
  time.now += 599;
  assert.is(keeper.ticket(0), null);
  time.now += 1;
  assert.is(keeper.ticket(0)?.upTo, 0);
});

test('gates of an earlier life hold', () => {
  const { keeper, time } = startKeeper();
  keeper.remember([{ method: 'conversations.history', dest: 'C1', until: time.now + 500 }]);
  assert.is(keeper.closedUntil('conversations.history', 'C1'), time.now + 500);
  time.now += 500;
  assert.is(keeper.closedUntil('conversations.history', 'C1'), 0);
});

test('a limit of an earlier life and one of another conversation soon afterwards close the method', () => {
  const { keeper, time } = startKeeper();
  const post = 'chat.postMessage';
  const until = time.now + 20 * SECOND;
  keeper.remember([{ method: post, dest: 'C1', until }]);
  time.now += 2 * SECOND;
  keeper.limited({ method: post, dest: 'C2', scope: 'destination', waitMs: SECOND });
  assert.is(keeper.closedUntil(post, 'C3'), until);
});

test('a pause of our own making and a limit close nothing for everybody', () => {
  const { keeper, time } = startKeeper();
  keeper.rest({ method: 'views.publish', dest: 'U1', until: time.now + 5 * SECOND });
  keeper.limited({ method: 'views.publish', dest: 'U2', scope: 'destination', waitMs: SECOND });
  assert.is(keeper.closedUntil('views.publish', 'U1'), time.now + 5 * SECOND);
  assert.is(keeper.closedUntil('views.publish', 'U3'), 0);
});

test('each method has its pace: ten at once, then 45 a minute, half of that after a limit', () => {
  const { keeper, time } = startKeeper();
  const method = 'conversations.history';
  const calls = (ms: number): number => {
    let made = 0;
    for (const end = time.now + ms; time.now < end; time.now += 100)
      while (!keeper.without().includes(method)) {
        keeper.took(method);
        made++;
      }
    return made;
  };
  const [burst, minute] = [calls(100), calls(60_000)];
  assert.ok(burst >= 9 && burst <= 10, `${burst} at once`);
  assert.ok(minute >= 44 && minute <= 46, `${minute} a minute`);
  keeper.took('conversations.replies');
  assert.ok(keeper.without().includes(method), 'replies share the allowance of the history');
  keeper.limited({ method, dest: 'C1', scope: 'destination', waitMs: 1 });
  time.now += 2_667; // what the reply took, at half speed
  const slow = calls(60_000);
  assert.ok(slow >= 20 && slow <= 24, `${slow} a minute`);
  assert.not(keeper.without().includes('chat.update'), 'others go on as before');
});

test('a method that is closed for everybody or switched off is asked of nobody', () => {
  const { keeper, time } = startKeeper();
  keeper.limited({ method: 'chat.update', dest: '*', scope: 'method', waitMs: 5_000 });
  keeper.limited({ method: 'chat.postMessage', dest: 'C1', scope: 'destination', waitMs: 5_000 });
  assert.equal(keeper.without(), ['chat.update']);
  keeper.switchOff('views.publish');
  time.now += 6_000;
  assert.equal(keeper.without(), ['views.publish']);
  assert.is(keeper.closedUntil('views.publish', 'U1'), Number.POSITIVE_INFINITY);
});

test('of ten turns six are for answers, three for news, one for bulk; alerts take no turn', () => {
  const { keeper } = startKeeper();
  const turns = Array.from({ length: 10 }, () => {
    keeper.served(0);
    const lane = keeper.preferred();
    keeper.served(lane);
    return lane;
  });
  assert.equal(turns.toSorted(), [1, 1, 1, 1, 1, 1, 2, 2, 2, 3]);
});

test.run();
