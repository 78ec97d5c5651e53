import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fullBuckets } from '../../../../src/commands/world/slack/pacing.ts';

const POST = 'chat.postMessage';

const test = suite('slack double, pacing');

test('a channel takes four at once and then one a second', () => {
  const pacing = fullBuckets();
  for (let n = 0; n < 4; n += 1) assert.is(pacing.check(POST, 'C1', 0), null);
  assert.equal(pacing.check(POST, 'C1', 0), { breach: 'pace:C1', waitMs: 1_000 });
  assert.is(pacing.check(POST, 'C2', 0), null);
  assert.is(pacing.check(POST, 'C1', 1_000), null);
});

test('a call inside the silence is refused again, with what is left of it', () => {
  const pacing = fullBuckets();
  const limit = { type: 'limit', retryAfter: '4', scope: 'channel' } as const;
  pacing.close(limit, { method: POST, channel: 'C1', at: 0 });
  assert.equal(pacing.check(POST, 'C1', 3_999), { breach: 'inside_retry_after', waitMs: 1 });
  assert.is(pacing.check(POST, 'C2', 3_999), null);
  assert.is(pacing.check(POST, 'C1', 4_000), null);
});

const scopes = [
  ['channel', 'chat.postMessage C1'],
  ['method', 'chat.postMessage C1, chat.postMessage C2'],
  ['workspace', 'chat.postMessage C1, chat.postMessage C2, chat.update C1'],
] as const;

for (const [scope, closed] of scopes)
  test(`a limit of the ${scope} closes ${closed}`, () => {
    const pacing = fullBuckets();
    pacing.close({ type: 'limit', retryAfter: '9', scope }, { method: POST, channel: 'C1', at: 0 });
    const calls = [
      [POST, 'C1'],
      [POST, 'C2'],
      ['chat.update', 'C1'],
    ] as const;
    const refused = calls.filter(([method, channel]) => pacing.check(method, channel, 1) !== null);
    assert.is(refused.map((call) => call.join(' ')).join(', '), closed);
  });

test('a limit of the method that one conversation heard of is known to nobody else until a second one hears of it', () => {
  const pacing = fullBuckets();
  const limit = { type: 'limit', retryAfter: '9', scope: 'method' } as const;
  pacing.close(limit, { method: POST, channel: 'C1', at: 0 });
  const breach = (channel: string, at: number) => pacing.check(POST, channel, at)?.breach;
  assert.is(breach('C1', 1_000), 'inside_retry_after');
  assert.is(breach('C2', 1_000), 'before_it_was_said');
  assert.is(breach('C3', 1_100), 'before_it_was_said', 'it was under way');
  assert.is(breach('C4', 2_000), 'inside_retry_after');
  assert.is(breach('C4', 9_000), undefined);
});

test('too many messages are said to everybody at once', () => {
  const pacing = fullBuckets();
  pacing.close({ type: 'message_limit', form: 'json' }, { method: POST, channel: 'C1', at: 0 });
  assert.is(pacing.check(POST, 'C2', 1_000)?.breach, 'inside_retry_after');
});

test('a header that nobody can read means 30 s, a zero one, too many messages 15 min', () => {
  const left = (answer: Parameters<ReturnType<typeof fullBuckets>['close']>[0]): unknown => {
    const pacing = fullBuckets();
    pacing.close(answer, { method: POST, channel: 'C1', at: 0 });
    return pacing.check(POST, 'C1', 0)?.waitMs;
  };
  for (const retryAfter of [null, 'abc', '-1'])
    assert.is(left({ type: 'limit', retryAfter, scope: 'channel' }), 30_000);
  assert.is(left({ type: 'limit', retryAfter: '0', scope: 'channel' }), 1_000);
  assert.is(left({ type: 'message_limit', form: 'bare' }), 900_000);
});

test('a workspace takes 60 at once and 300 a minute over all channels', () => {
  const pacing = fullBuckets();
  const at = (n: number, ms: number) => pacing.check(POST, `C${n}`, ms);
  for (let n = 0; n < 60; n += 1) assert.is(at(n, 0), null);
  assert.equal(at(60, 0), { breach: 'pace:workspace', waitMs: 200 });
});

test('an edit is limited by its method: 50 a minute', () => {
  const pacing = fullBuckets();
  for (let n = 0; n < 50; n += 1) assert.is(pacing.check('chat.update', 'C1', 0), null);
  assert.is(pacing.check('chat.update', 'C1', 0)?.breach, 'pace:chat.update');
});

test('haste is answered with a silence, and more haste inside it is worse', () => {
  const pacing = fullBuckets();
  for (let n = 0; n < 5; n += 1) pacing.check(POST, 'C1', 0);
  assert.is(pacing.check(POST, 'C1', 500)?.breach, 'inside_retry_after');
  assert.is(pacing.check(POST, 'C1', 1_000), null);
});

test.run();
