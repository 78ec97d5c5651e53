import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure, sunny } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: limits');

const limited = (
  seconds: number,
  scope: 'destination' | 'method' | 'workspace' = 'destination',
): Verdict => ({
  type: 'limited',
  scope,
  retryAfterMs: seconds * SECOND,
  failure: failure({ category: 'RATE_LIMIT', reason: 'retry_after' }),
});

test('delivery-3: a channel that is limited for 4 s gets nothing for 4 s, and an alert meanwhile leaves at once', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let first = true;
  on.slack.weather = ({ channel }) => {
    if (channel !== 'CA' || !first) return null;
    first = false;
    return { verdict: limited(4) };
  };
  const began = on.now;
  await queue.enqueue(post('a', 'CA'));
  await queue.pass(100);
  await queue.enqueue(post('alert', 'COPS', { lane: 0 }));
  await queue.pass(SECOND);
  assert.equal(on.slack.texts('COPS'), ['alert']);
  await queue.pass(2_800);
  assert.equal(on.slack.texts('CA'), []);
  await queue.pass(2 * SECOND);
  assert.equal(on.slack.texts('CA'), ['a']);
  const [, again] = on.slack.calls.filter(({ channel }) => channel === 'CA');
  assert.ok((again?.at ?? 0) - began >= 4_000);
  assert.is(queue.rows()[0]?.attempts, 1, 'the limit was no attempt');
  assert.equal(queue.failures(), ['RATE_LIMIT/retry_after']);
});

test('delivery-4: a gate holds over the end of the process', async () => {
  const on = ground();
  const before = await startQueue(on);
  on.slack.weather = () => ({ verdict: limited(20) });
  const began = on.now;
  await before.enqueue(post('a'));
  await before.pass(5 * SECOND);
  before.kill();
  on.slack.weather = sunny;
  const after = await startQueue(on);
  await after.pass(20 * SECOND, 250);
  assert.equal(on.slack.texts(), ['a']);
  assert.is(on.slack.calls.length, 2);
  assert.ok((on.slack.calls[1]?.at ?? 0) - began >= 20 * SECOND);
});

test('delivery-4: two limited conversations within 10 s: no post anywhere until both are over', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const waits: Record<string, number> = { CA: 20, CB: 6 };
  on.slack.weather = ({ channel }) => {
    const seconds = waits[channel];
    delete waits[channel];
    return seconds === undefined ? null : { verdict: limited(seconds) };
  };
  const began = on.now;
  await queue.enqueue(post('a', 'CA'), post('b', 'CB'));
  await queue.enqueue(post('c', 'CC'), post('alert', 'COPS', { lane: 0 }));
  await queue.pass(25 * SECOND);
  assert.is(on.slack.messages.length, 4);
  assert.ok(Math.min(...on.slack.messages.map(({ at }) => at)) - began >= 20 * SECOND);
});

test('a gate that opens is said once, when its time is over', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let first = true;
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return { verdict: limited(20) };
  };
  await queue.enqueue(post('a'));
  await queue.pass(19 * SECOND);
  assert.is(queue.facts('queue.gate_closed').length, 1);
  assert.is(queue.facts('queue.gate_opened').length, 0);
  await queue.pass(60 * SECOND);
  assert.equal(
    queue.facts('queue.gate_opened').map((fact) => 'dest' in fact && fact.dest),
    ['C1'],
  );
});

test('delivery-5: a workspace that is full is left alone for 15 minutes', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let full = true;
  on.slack.weather = () => {
    if (!full) return null;
    full = false;
    return { verdict: limited(900, 'workspace') };
  };
  await queue.enqueue(post('a'), post('b', 'C2'));
  await queue.pass(15 * MINUTE - SECOND, SECOND);
  assert.ok(on.slack.calls.length <= 2, 'a second call was under way');
  await queue.pass(5 * SECOND);
  assert.equal([on.slack.texts(), on.slack.texts('C2')], [['a'], ['b']]);
});

test.run();
