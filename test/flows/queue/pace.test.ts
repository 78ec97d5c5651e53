import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: pace');

const keys = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

test('delivery-1: one channel: order kept, a second apart, one in flight', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...keys(20).map((key) => post(key)));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), keys(20));
  const gaps = on.slack.messages.slice(1).map(({ at }, n) => at - (on.slack.messages[n]?.at ?? 0));
  assert.ok(Math.min(...gaps) >= 950, `${Math.min(...gaps)} ms`);
  assert.ok(Math.max(...gaps) <= 1_300, `${Math.max(...gaps)} ms`);
});

test('delivery-2: 30 channels with one row each are served within 8 s', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...keys(30).map((key, n) => post(key, `C${n}`)));
  await queue.pass(8 * SECOND);
  assert.is(on.slack.messages.length, 30);
});

test('delivery-2: 600 rows over 100 channels: never more than 220 posts in a minute', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...keys(600).map((key, n) => post(key, `C${n % 100}`)));
  await queue.pass(4 * MINUTE, 250);
  assert.is(on.slack.messages.length, 600);
  const most = Math.max(
    ...on.slack.messages.map(
      ({ at }) => on.slack.messages.filter((one) => one.at >= at && one.at < at + MINUTE).length,
    ),
  );
  assert.ok(most <= 220, `${most} posts in a minute`);
});

test('idle to the first byte: at most 250 ms after the wake', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.pass(20 * SECOND);
  const at = on.now;
  await queue.enqueue(post('now'));
  await queue.pass(250);
  assert.ok((on.slack.calls[0]?.at ?? at + SECOND) - at <= 250);
});

test('a call that hangs stops neither alerts nor other conversations', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const channel of ['H1', 'H2', 'H3']) on.slack.hung.set(channel, promise);
  await queue.enqueue(post('h1', 'H1'), post('h2', 'H2'));
  await queue.enqueue(post('a', 'C1'));
  await queue.pass(SECOND);
  assert.equal(on.slack.texts(), ['a']);
  await queue.enqueue(post('h3', 'H3'));
  await queue.enqueue(post('alert', 'COPS', { lane: 0 }));
  await queue.pass(250);
  assert.equal(on.slack.texts('COPS'), ['alert'], 'three turns hang, the fourth is for it');
  resolve();
  await queue.pass(SECOND);
  assert.is(on.slack.messages.length, 5);
});

test.run();
