import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure, ground, MINUTE, post, SECOND, startQueue, sunny } from './world.ts';

const test = suite('delivery');

const keys = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

const limited = (
  seconds: number,
  scope: 'destination' | 'method' | 'workspace' = 'destination',
): Verdict => ({
  ...{ type: 'limited', scope, retryAfterMs: seconds * SECOND },
  failure: failure({ category: 'RATE_LIMIT', reason: 'retry_after' }),
});

const refusing: Verdict = {
  ...{ type: 'refused', kind: 'transient' },
  failure: failure({ category: 'NETWORK', reason: 'refused' }),
};

const reset: Verdict = {
  type: 'ambiguous',
  failure: failure({ category: 'NETWORK', reason: 'reset' }),
};

test('one channel: order kept, a second apart, one in flight', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...keys(20).map((key) => post(key)));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), keys(20));
  const gaps = on.slack.messages.slice(1).map(({ at }, n) => at - (on.slack.messages[n]?.at ?? 0));
  assert.ok(Math.min(...gaps) >= 950, `${Math.min(...gaps)} ms`);
  assert.ok(Math.max(...gaps) <= 1_300, `${Math.max(...gaps)} ms`);
});

test('30 channels with one row each are served within 8 s', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...keys(30).map((key, n) => post(key, `C${n}`)));
  await queue.pass(8 * SECOND);
  assert.is(on.slack.messages.length, 30);
});

test('600 rows over 100 channels: never more than 220 posts in a minute', async () => {
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

test('a channel that is limited for 4 s gets nothing for 4 s, and an alert meanwhile leaves at once', async () => {
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

test('a gate holds over the end of the process', async () => {
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

test('two limited conversations within 10 s: no post anywhere until both are over', async () => {
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

test('a workspace that is full is left alone for 15 minutes', async () => {
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

test('Slack refuses connections for 30 minutes: 40 messages afterwards, in order, none twice', async () => {
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

test('the same with answers that leave in doubt: the order holds, and nothing is told twice', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: reset, took: false });
  await queue.enqueue(...keys(10).map((key) => post(key)));
  await queue.pass(10 * MINUTE, 250);
  on.slack.weather = sunny;
  await queue.pass(4 * MINUTE, 250);
  assert.equal(on.slack.texts(), keys(10));
});

test('posts fail with 500 for two hours while the token is good: all arrive soon afterwards', async () => {
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

test('a failure after Slack took it, with the right to look: exactly one message', async () => {
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

test('without the right to look: at most two messages, marked as a possible duplicate', async () => {
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
  assert.is(queue.rows()[0]?.possibleDuplicate, true);
  assert.is(queue.rows()[0]?.state, 'sent');
});

test('a doubtful plain text cannot be found, so sending it again counts as a possible duplicate', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const invalid: Verdict = {
    ...{ type: 'refused', kind: 'payload' },
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

test('the token is revoked while 20 rows wait: only its test is called; then all goes on', async () => {
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

test('an archived channel: its rows are parked, one fact, the others undelayed', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const archived: Verdict = {
    ...{ type: 'refused', kind: 'destination' },
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

test('blocks that Slack refuses go once more as plain text, then the row is dead', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const invalid: Verdict = {
    ...{ type: 'refused', kind: 'payload' },
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
