import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noWaits } from '../../../../src/app/operators/waits.ts';
import { debugOrders } from '../../../../src/commands/daemon/debug/orders.ts';
import { emptyLedger } from '../../../../src/domain/health/ledger.ts';
import type { Query } from '../../../../src/http/debug/query.ts';
import type { OrderAnswer } from '../../../../src/ports/talk/orders.ts';

const query = (wait: boolean): Query => ({
  text: () => (wait ? '1' : null),
  count: () => 1,
  moment: () => null,
});

/** Orders over a poller that does as told: begins a poll, refuses, or does not even begin. */
function start(interval = 60 * 60_000) {
  const waits = noWaits();
  const given: string[] = [];
  let now = 0;
  let cycle: string | null = 'c-0';
  let answer: OrderAnswer = { done: true, text: 'It polls now.' };
  let begins = true;
  const orders = debugOrders({
    orders: () => ({
      give: async (order, by) => {
        given.push(`${order.type} by ${by}`);
        if (begins) cycle = `c-${given.length}`;
        return answer;
      },
    }),
    lastCycle: () => cycle,
    ledger: () => emptyLedger,
    ...{ waits, now: () => now, intervalMs: interval },
  });
  const post = (path: string, wait = false) => {
    const order = orders.find((one) => one.path === path);
    assert.ok(order);
    return order.give({ body: {}, query: query(wait), part: () => '' });
  };
  const set = (change: { answer?: OrderAnswer; begins?: boolean; pass?: number }): void => {
    answer = change.answer ?? answer;
    begins = change.begins ?? begins;
    now += change.pass ?? 0;
  };
  return { post, set, given, waits };
}

const test = suite('orders over HTTP');

test('a poll that begins is 202 with its cycle, given as any other order', async () => {
  const { post, given } = start();
  assert.equal(await post('poll'), { status: 202, body: { cycle: 'c-1' } });
  assert.equal(given, ['poll by http']);
});

test('a poll that does not begin is 429, until a sixth of the interval is over', async () => {
  const { post, set } = start();
  await post('poll');
  set({ begins: false, pass: 60_000 });
  const { status, retryAfter } = await post('poll');
  assert.equal([status, retryAfter], [429, 540]);
});

test('while a poll is under way, and on a standby, it is 409 with the reason', async () => {
  const { post, set } = start();
  set({ answer: { done: false, text: 'A poll is under way already.' } });
  assert.equal(await post('poll'), {
    status: 409,
    body: { error: 'A poll is under way already.' },
  });
  assert.is((await post('probe')).status, 409);
});

test('who waits gets the result of this poll', async () => {
  const { post, waits } = start();
  const waiting = post('poll', true);
  waits.note({
    ...{ type: 'poll.succeeded', component: 'poller', at: 5, cycle: 'c-1', result: 'unchanged' },
    ...{ entries: 9, added: 0, changed: 0, missing: 0, events: 0, messages: 0, bytes: 7 },
    ...{ durationMs: 12, retries: 0 },
  });
  const { status, body } = await waiting;
  assert.is(status, 200);
  assert.equal(body, {
    ...{ cycle: 'c-1', at: '1970-01-01T00:00:00.005Z', result: 'unchanged', entries: 9 },
    ...{ added: 0, changed: 0, missing: 0, events: 0, messages: 0, bytes: 7 },
    ...{ durationMs: 12, retries: 0 },
  });
});

test('before there is a tree an order is 503', async () => {
  const orders = debugOrders({
    ...{ orders: () => null, lastCycle: () => null, ledger: () => null },
    ...{ waits: noWaits(), now: () => 0, intervalMs: 1_000 },
  });
  for (const order of orders)
    assert.is((await order.give({ body: {}, query: query(false), part: () => '' })).status, 503);
});

test.run();
