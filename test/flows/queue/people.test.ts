import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure } from './support/slack.ts';
import { ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: people and their conversations');

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const refused = (kind: 'destination' | 'auth' | 'scope', code: string): Verdict => ({
  type: 'refused',
  kind,
  failure: failure({ category: 'SLACK', reason: code as never }),
});

const limited = (seconds: number, scope: 'destination' | 'method' = 'method'): Verdict => ({
  type: 'limited',
  scope,
  retryAfterMs: seconds * SECOND,
  failure: failure({ category: 'RATE_LIMIT', reason: 'retry_after' }),
});

test('the conversation with a person is opened once, and kept over a restart', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(post('a', 'U1'), post('b', 'U1'));
  await queue.pass(5 * SECOND);
  queue.kill();
  const next = await startQueue(on);
  await next.enqueue(post('c', 'U1'));
  await next.pass(5 * SECOND);
  assert.equal(on.slack.texts('D1'), ['a', 'b', 'c']);
  assert.equal(on.slack.opened, ['U1']);
});

test('a kept conversation that Slack does not know any more is opened again, once', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(post('a', 'U1'));
  await queue.pass(SECOND);
  let known = false;
  on.slack.weather = () => {
    if (known) return null;
    known = true;
    return { verdict: refused('destination', 'channel_not_found') };
  };
  await queue.enqueue(post('b', 'U1'));
  await queue.pass(5 * SECOND);
  assert.equal(on.slack.texts('D1'), ['a', 'b']);
  assert.equal(on.slack.opened, ['U1', 'U1']);
  on.slack.weather = () => ({ verdict: refused('destination', 'channel_not_found') });
  await queue.enqueue(post('c', 'U1'));
  await queue.pass(5 * SECOND);
  assert.is(on.slack.opened.length, 3);
  assert.is(queue.rows()[2]?.state, 'parked');
});

test('a limit of conversations.open holds whoever is not known yet, and nobody else', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(post('known', 'U1'));
  await queue.pass(SECOND);
  let first = true;
  on.slack.opening = () => {
    if (!first) return null;
    first = false;
    return limited(20);
  };
  await queue.enqueue(post('new', 'U2'));
  await queue.enqueue(post('known too', 'U1'), post('channel', 'C1'), post('newer', 'U3'));
  await queue.pass(10 * SECOND);
  assert.equal([on.slack.texts('D1'), on.slack.texts('C1')], [['known', 'known too'], ['channel']]);
  assert.is(on.slack.opened.length, 2, 'nobody is opened inside the wait');
  await queue.pass(15 * SECOND);
  assert.equal([on.slack.texts('D2'), on.slack.texts('D3')], [['new'], ['newer']]);
  assert.is(queue.rows().find(({ dest }) => dest === 'U2')?.attempts, 1, 'no attempt was lost');
});

test('100 people are opened at 45 a minute, ten at once at most', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(...Array.from({ length: 100 }, (_, n) => post(`m${n}`, `U${n}`)));
  await queue.pass(30 * SECOND, 250);
  assert.ok(on.slack.opened.length <= 10 + 23 + 1, `${on.slack.opened.length} in 30 s`);
  await queue.pass(2 * MINUTE, 250);
  assert.is(on.slack.messages.length, 100);
});

test('a person who is gone is suspended; back again, the rows are told', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.opening = () => refused('destination', 'user_disabled');
  await queue.enqueue(post('a', 'U1'), post('b', 'U1'));
  await queue.pass(5 * SECOND);
  assert.equal(
    queue.facts('destination.suspended').map((f) => 'reason' in f && f.reason),
    ['user_disabled'],
  );
  on.slack.probing = () => refused('destination', 'user_disabled');
  await queue.pass(5 * HOUR, 10 * SECOND);
  assert.is(on.slack.probes.length, 1);
  on.slack.opening = () => null;
  on.slack.probing = () => null;
  await queue.pass(HOUR + MINUTE, 10 * SECOND);
  assert.is(on.slack.probes.length, 2);
  assert.equal(on.slack.texts('D1'), ['a', 'b']);
  assert.is(queue.facts('destination.restored').length, 1);
});

test('delivery-11: an archived channel that comes back by an event is served within 10 s', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = ({ channel }) =>
    channel === 'CX' ? { verdict: refused('destination', 'is_archived') } : null;
  await queue.enqueue(post('x', 'CX'));
  await queue.pass(5 * SECOND);
  on.slack.weather = () => null;
  assert.is(await on.store.outbox.resume('CX'), true);
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts('CX'), ['x']);
});

test('after a week nobody is asked any more, and the rows are dead, each told', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: refused('destination', 'is_archived') });
  on.slack.probing = () => refused('destination', 'is_archived');
  await queue.enqueue(post('x'), post('y'));
  await queue.pass(7 * DAY + HOUR, 2 * MINUTE);
  assert.ok(
    on.slack.probes.length >= 7 && on.slack.probes.length <= 9,
    `${on.slack.probes.length}`,
  );
  assert.is(queue.facts('delivery.dead').length, 2);
  const probes = on.slack.probes.length;
  await queue.pass(2 * DAY, 2 * MINUTE);
  assert.is(on.slack.probes.length, probes);
});

test('a question that is limited waits; a refused token is found by it too', async () => {
  const on = ground();
  const queue = await startQueue(on);
  on.slack.weather = () => ({ verdict: refused('destination', 'is_archived') });
  await queue.enqueue(post('x'));
  await queue.pass(5 * SECOND);
  on.slack.probing = () => limited(120);
  await queue.pass(HOUR + MINUTE, 10 * SECOND);
  assert.is(on.slack.probes.length, 1);
  assert.ok(queue.facts('queue.failed').length > 0);
  on.slack.probing = () => refused('scope', 'missing_scope');
  await queue.pass(3 * MINUTE, 10 * SECOND);
  assert.is(on.slack.probes.length, 2);
  on.slack.probing = () => refused('auth', 'token_revoked');
  await queue.pass(5 * MINUTE, 10 * SECOND);
  assert.ok(on.slack.probes.length > 2);
  assert.ok(queue.facts('queue.unauthorised').length > 0);
});

test('the home tab of one person is made anew every 5 s at most; switched off, no more at all', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const home = (key: string, dest = 'U1') => post(key, dest, { kind: 'home', lane: 3 });
  await queue.enqueue(home('one'));
  await queue.pass(SECOND);
  await queue.enqueue(home('two'));
  await queue.enqueue(home('three'));
  await queue.pass(3 * SECOND);
  assert.is(on.slack.calls.length, 1);
  await queue.pass(3 * SECOND);
  assert.equal(
    on.slack.calls.map(({ text }) => text),
    ['one', 'three'],
  );
  const off: Verdict = {
    type: 'refused',
    kind: 'bug',
    failure: failure({ category: 'CONFIG', reason: 'not_enabled' }),
  };
  on.slack.weather = () => ({ verdict: off });
  await queue.enqueue(home('four', 'U2'));
  await queue.pass(SECOND);
  on.slack.weather = () => null;
  await queue.enqueue(home('five', 'U3'), post('news'));
  await queue.pass(30 * SECOND);
  assert.equal(on.slack.texts(), ['news']);
  assert.is(on.slack.calls.length, 4, 'the one that was refused, and the news');
});

test('an alert is never for a person', async () => {
  const on = ground();
  const queue = await startQueue(on);
  await queue.enqueue(post('alert', 'U1', { lane: 0 }));
  await queue.pass(5 * SECOND);
  assert.equal([on.slack.opened, on.slack.messages], [[], []]);
  assert.is(queue.rows()[0]?.state, 'dead');
});

test('an ephemeral answer whose reader left the channel reaches the reader; an edit of nothing is a post', async () => {
  const on = ground();
  const queue = await startQueue(on);
  const unseen: Verdict = {
    type: 'refused',
    kind: 'unseen',
    failure: failure({ category: 'SLACK', reason: 'user_not_in_channel' as never }),
  };
  on.slack.weather = ({ kind }) => (kind === 'ephemeral' ? { verdict: unseen } : null);
  await queue.enqueue(post('answer', 'C1', { kind: 'ephemeral', user: 'U1', lane: 1 }));
  await queue.enqueue(post('edit', 'C2', { kind: 'update', anchorKey: 'never' }));
  await queue.enqueue(post('gone', 'C3', { kind: 'delete', anchorKey: 'never' }));
  await queue.pass(10 * SECOND);
  assert.equal(on.slack.texts('D1'), ['answer']);
  assert.equal(on.slack.texts('C2'), ['edit']);
  assert.ok(queue.rows().every(({ state }) => state === 'sent'));
});

test.run();
