import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noWaits } from '../../../../src/app/operators/waits.ts';
import { debugOrders } from '../../../../src/commands/daemon/debug/orders.ts';
import type { CycleFacts } from '../../../../src/domain/papers/probe/cycle/facts.ts';
import type { Query } from '../../../../src/http/debug/query.ts';
import type { OrderAnswer } from '../../../../src/ports/talk/orders.ts';

const query = (wait: boolean): Query => ({
  text: () => (wait ? '1' : null),
  count: () => 1,
  moment: () => null,
});

/** Orders that are answered as told. */
function start() {
  const waits = noWaits();
  const given: string[] = [];
  let answer: OrderAnswer = { done: true, text: 'It polls now.', cycle: 'c-1' };
  const orders = debugOrders({
    orders: () => ({
      give: async (order, by) => {
        given.push(`${order.type} by ${by}`);
        return answer;
      },
    }),
    waits,
  });
  const post = (path: string, wait = false) => {
    const order = orders.find((one) => one.path === path);
    assert.ok(order);
    return order.give({ body: {}, query: query(wait), part: () => '' });
  };
  const set = (next: OrderAnswer): void => {
    answer = next;
  };
  return { post, set, given, waits };
}

const test = suite('orders over HTTP');

for (const path of ['poll', 'probe']) {
  test(`a ${path} that begins is 202 with its cycle, given as any other order`, async () => {
    const { post, given } = start();
    assert.equal(await post(path), { status: 202, body: { cycle: 'c-1' } });
    assert.equal(given, [`${path} by http`]);
  });

  test(`a ${path} that comes too soon is 429 with the seconds to wait`, async () => {
    const { post, set } = start();
    set({ done: false, text: 'A moment ago.', retryAfterMs: 539_001 });
    const body = { error: 'A moment ago.' };
    assert.equal(await post(path), { status: 429, body, retryAfter: 540 });
  });

  test(`a ${path} while one is under way, and on a standby, is 409 with the reason`, async () => {
    const { post, set } = start();
    set({ done: false, text: 'It is under way already.' });
    const body = { error: 'It is under way already.' };
    assert.equal(await post(path), { status: 409, body });
  });
}

test('who waits gets the result of this poll', async () => {
  const { post, waits } = start();
  const waiting = post('poll', true);
  waits.note({
    type: 'poll.succeeded',
    component: 'poller',
    at: 5,
    cycle: 'c-1',
    result: 'unchanged',
    entries: 9,
    added: 0,
    changed: 0,
    missing: 0,
    events: 0,
    messages: 0,
    bytes: 7,
    durationMs: 12,
    retries: 0,
  });
  const { status, body } = await waiting;
  assert.is(status, 200);
  assert.equal(body, {
    cycle: 'c-1',
    at: '1970-01-01T00:00:00.005Z',
    result: 'unchanged',
    entries: 9,
    added: 0,
    changed: 0,
    missing: 0,
    events: 0,
    messages: 0,
    bytes: 7,
    durationMs: 12,
    retries: 0,
  });
});

test('who waits gets the result of this cycle of probes, by its number too', async () => {
  const { post, waits } = start();
  const waiting = post('probe', true);
  const numbers: Omit<CycleFacts, 'cycle' | 'startedAt'> = {
    requests: 9,
    attempts: 8,
    hits: 1,
    misses: 7,
    suspicious: 0,
    errors: {},
    hitRate: 0.125,
    errorRate: 0,
    rate: 20,
    canary: 'passed',
    dueLeft: 0,
    targets: 8,
    found: 1,
    updated: 0,
    durationMs: 12,
    result: 'OK',
  };
  waits.note({
    type: 'probe.cycle',
    component: 'prober',
    at: 5,
    id: 'c-1',
    cycle: 7,
    startedAt: 1,
    ...numbers,
  });
  const { status, body } = await waiting;
  assert.is(status, 200);
  assert.equal(body, {
    cycle: 'c-1',
    number: 7,
    at: '1970-01-01T00:00:00.005Z',
    startedAt: '1970-01-01T00:00:00.001Z',
    ...numbers,
  });
});

test('before there is a tree an order is 503', async () => {
  const orders = debugOrders({
    orders: () => null,
    waits: noWaits(),
  });
  for (const order of orders)
    assert.is((await order.give({ body: {}, query: query(false), part: () => '' })).status, 503);
});

test.run();
