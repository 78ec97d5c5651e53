import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure } from './support/slack.ts';
import { ground, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: refusals');

test('delivery-11: an archived channel: its rows are parked, one fact, the others undelayed', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const archived: Verdict = {
    type: 'refused',
    kind: 'destination',
    failure: failure({ category: 'SLACK', reason: 'is_archived' as never }),
  };
  on.slack.weather = ({ channel }) => (channel === 'CX' ? { verdict: archived } : null);
  await queue.enqueue(post('x1', 'CX'), post('x2', 'CX'), post('a'));
  await queue.pass(6 * SECOND);
  assert.equal(on.slack.texts(), ['a']);
  assert.equal(
    queue.rows().map(({ state }) => state),
    ['parked', 'parked', 'sent'],
  );
  assert.is(queue.facts('delivery.parked').length, 1);
  await queue.enqueue(post('x3', 'CX'));
  await queue.pass(6 * SECOND);
  assert.is(on.slack.calls.filter(({ channel }) => channel === 'CX').length, 1, 'new ones too');
});

test('delivery-12: blocks that Slack refuses go once more as plain text, then the row is dead', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const invalid: Verdict = {
    type: 'refused',
    kind: 'payload',
    failure: failure({ category: 'SLACK', reason: 'invalid_blocks' as never }),
  };
  on.slack.weather = ({ text }) =>
    text === 'plain poison' || !text.startsWith('plain') ? { verdict: invalid } : null;
  await queue.enqueue(post('a'), post('poison', 'C2'));
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts(), ['plain a']);
  assert.equal(
    queue.rows().map(({ state }) => state),
    ['sent', 'dead'],
  );
  const [dead] = queue.facts('delivery.dead');
  assert.is(dead?.type === 'delivery.dead' && dead.reason, 'invalid_blocks');
});

test.run();
