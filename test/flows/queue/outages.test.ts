import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure, sunny } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: outages');

const keys = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

const refusing: Verdict = {
  type: 'refused',
  kind: 'transient',
  failure: failure({ category: 'NETWORK', reason: 'refused' }),
};

const reset: Verdict = {
  type: 'ambiguous',
  failure: failure({ category: 'NETWORK', reason: 'reset' }),
};

test('delivery-9: Slack refuses connections for 30 minutes: 40 messages afterwards, in order, none twice', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: refusing });
  await queue.enqueue(...keys(40).map((key, n) => post(key, `C${n % 2}`)));
  await queue.pass(30 * MINUTE, 250);
  assert.ok(on.slack.calls.length < 60, `${on.slack.calls.length} calls into a closed door`);
  on.slack.weather = sunny;
  await queue.pass(4 * MINUTE, 250);
  assert.equal(
    on.slack.texts('C0'),
    keys(40).filter((_, n) => n % 2 === 0),
  );
  assert.equal(
    on.slack.texts('C1'),
    keys(40).filter((_, n) => n % 2 === 1),
  );
  assert.is(queue.rows().filter(({ state }) => state === 'sent').length, 40);
  assert.is(queue.facts('queue.breaker_opened').length, 1);
  assert.is(queue.facts('queue.breaker_closed').length, 1);
});

test('delivery-9: the same with answers that leave in doubt: the order holds, and nothing is told twice', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: reset, took: false });
  await queue.enqueue(...keys(10).map((key) => post(key)));
  await queue.pass(10 * MINUTE, 250);
  on.slack.weather = sunny;
  await queue.pass(4 * MINUTE, 250);
  assert.equal(on.slack.texts(), keys(10));
});

test('delivery-12: posts fail with 500 for two hours while the token is good: all arrive soon afterwards', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const broken = failure({ category: 'SLACK', reason: 'http_5xx' });
  on.slack.weather = () => ({ verdict: { type: 'ambiguous', failure: broken } });
  await queue.enqueue(...keys(40).map((key, n) => post(key, `C${n % 4}`)));
  await queue.pass(120 * MINUTE, SECOND);
  assert.ok(on.slack.calls.length < 150, 'one row a minute tries the door');
  on.slack.weather = sunny;
  await queue.pass(3 * MINUTE, 250);
  for (const n of [0, 1, 2, 3])
    assert.equal(
      on.slack.texts(`C${n}`),
      keys(40).filter((_, at) => at % 4 === n),
    );
  assert.ok(queue.rows().every(({ possibleDuplicate }) => !possibleDuplicate));
});

test('delivery-10: the token is revoked while 20 rows wait: only its test is called; then all goes on', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.token = false;
  await queue.enqueue(...keys(20).map((key, n) => post(key, `C${n}`)));
  const calls = on.slack.calls.length;
  assert.ok(calls <= 4, 'no more than were under way');
  await queue.pass(59 * SECOND, 250);
  assert.is(on.slack.calls.length, calls);
  assert.ok(queue.rows().every(({ attempts, state }) => attempts === 0 && state === 'pending'));
  on.slack.token = true;
  await queue.pass(10 * SECOND, 250);
  assert.is(on.slack.tests, 1);
  assert.is(on.slack.messages.length, 20);
});

test.run();
