import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: doubts');

const reset: Verdict = {
  type: 'ambiguous',
  failure: failure({ category: 'NETWORK', reason: 'reset' }),
};

test('delivery-7: a failure after Slack took it, with the right to look: exactly one message', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let first = true;
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return { verdict: reset, took: true };
  };
  await queue.enqueue(post('a'), post('b'));
  await queue.pass(2_900);
  assert.equal(on.slack.texts(), ['a'], 'the doubt holds its conversation');
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts(), ['a', 'b']);
  assert.equal(
    queue.rows().map(({ state, possibleDuplicate }) => [state, possibleDuplicate]),
    [
      ['sent', false],
      ['sent', false],
    ],
  );
  assert.is(queue.facts('delivery.confirmed').length, 1);
  assert.equal(queue.failures(), ['NETWORK/reset']);
});

test('not found twice, 3 s and 10 s after the attempt: sent again', async () => {
  const on = ground();
  const queue = await startQueue(on);
  let first = true;
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return { verdict: reset };
  };
  const began = on.now;
  await queue.enqueue(post('a'));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), ['a']);
  const again = (on.slack.calls[1]?.at ?? 0) - began;
  assert.ok(again >= 10 * SECOND && again <= 13 * SECOND, `${again} ms`);
  assert.is(queue.rows()[0]?.possibleDuplicate, false);
});

test('one reading of a history answers for every doubt of its conversation', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const lost = new Set(['a', 'b', 'c']);
  on.slack.weather = ({ text }) => (lost.delete(text) ? { verdict: reset, took: true } : null);
  await queue.enqueue(post('a', 'C1', { lane: 1 }), post('b', 'C1', { lane: 2 }));
  await queue.enqueue(post('c', 'C2'));
  await queue.pass(30 * SECOND);
  assert.equal([on.slack.texts('C1'), on.slack.texts('C2')], [['a', 'b'], ['c']]);
  assert.equal(on.slack.readings.toSorted(), [1, 2], 'one for each conversation');
  assert.is(queue.facts('delivery.confirmed').length, 3);
  assert.is(queue.facts('delivery.repeated').length, 0);
});

test('not to be found by the look for another doubt says nothing before its own time', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const lost = new Set(['a', 'b']);
  on.slack.weather = ({ text }) => (lost.delete(text) ? { verdict: reset } : null);
  await queue.enqueue(post('a', 'C1', { lane: 1 }), post('b', 'C1', { lane: 2 }));
  await queue.pass(60 * SECOND);
  assert.equal(on.slack.texts(), ['a', 'b']);
  for (const text of ['a', 'b']) {
    const [first, second] = on.slack.calls.filter((call) => call.text === text);
    const gap = (second?.at ?? 0) - (first?.at ?? 0);
    assert.ok(gap >= 10 * SECOND, `${text}: looked for twice within ${gap} ms`);
  }
  assert.is(queue.facts('delivery.repeated').length, 2);
});

test('delivery-7: without the right to look: at most two messages, marked as a possible duplicate', async () => {
  const on = ground();
  on.slack.history = false;
  const queue = await startQueue(on);
  let first = true;
  on.slack.weather = () => {
    if (!first) return null;
    first = false;
    return { verdict: reset, took: true };
  };
  await queue.enqueue(post('a'));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), ['a', 'a']);
  const repeated = queue.reports.flatMap((fact) =>
    fact.type === 'delivery.repeated' ? fact.possibleDuplicate : [],
  );
  assert.equal(repeated, [true], 'and it is told');
  assert.is(queue.rows()[0]?.possibleDuplicate, true);
  assert.is(queue.rows()[0]?.state, 'sent');
});

test('a doubtful plain text cannot be found, so sending it again counts as a possible duplicate', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const invalid: Verdict = {
    type: 'refused',
    kind: 'payload',
    failure: failure({ category: 'SLACK', reason: 'invalid_blocks' as never }),
  };
  const weather = [{ verdict: invalid }, { verdict: reset, took: false }];
  on.slack.weather = () => weather.shift() ?? null;
  await queue.enqueue(post('a'));
  await queue.pass(60 * SECOND);
  assert.equal(on.slack.texts(), ['plain a']);
  assert.equal([queue.rows()[0]?.state, queue.rows()[0]?.possibleDuplicate], ['sent', true]);
});

test('without the right to look the third doubt is the last one', async () => {
  const on = ground();
  on.slack.history = false;
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: reset, took: true });
  await queue.enqueue(post('a'), post('other', 'C2'));
  await queue.pass(5 * MINUTE, 250);
  assert.ok(queue.rows().every(({ state, doubts }) => state === 'parked' && doubts === 3));
  assert.equal(on.slack.texts(), ['a', 'a', 'a']);
  const parked = queue.reports.flatMap((fact) =>
    fact.type === 'delivery.parked' ? fact.reason : [],
  );
  assert.equal(parked, ['unconfirmed', 'unconfirmed']);
});

test.run();
