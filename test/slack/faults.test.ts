import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fault, FaultAnswer } from '../../src/commands/world/slack/faults.ts';
import { inShort, message, openTalk, type Talk } from '../support/slack/talk.ts';

interface Case {
  readonly says: string;
  readonly answer: FaultAnswer;
  readonly verdict: string;
}

const code = (name: string, verdict: string): Case => ({
  says: `the code ${name}`,
  answer: { type: 'error', code: name },
  verdict,
});

const limit = (retryAfter: string | null, ms: number): Case => ({
  says: `429 with Retry-After ${retryAfter ?? 'missing'}`,
  answer: { type: 'limit', retryAfter, scope: 'channel', silenceMs: 0 },
  verdict: `limited destination ${ms} RATE_LIMIT/retry_after`,
});

const status = (number: number, verdict: string): Case => ({
  says: `HTTP ${number}`,
  answer: { type: 'status', status: number },
  verdict,
});

/** Nothing was posted, or nobody can know: each with what the queue must hear. */
const cases: readonly Case[] = [
  limit('7', 7_000),
  limit('0', 1_000),
  limit(null, 30_000),
  limit('-1', 30_000),
  limit('abc', 30_000),
  limit('Wed, 25 Nov 2026 07:28:00 GMT', 30_000),
  limit('999999999999', 86_400_000),
  {
    says: '429 with the bare body message_limit_exceeded',
    answer: { type: 'message_limit', form: 'bare', silenceMs: 0 },
    verdict: 'limited workspace 900000 RATE_LIMIT/message_limit',
  },
  {
    says: '429 with message_limit_exceeded as JSON',
    answer: { type: 'message_limit', form: 'json', silenceMs: 0 },
    verdict: 'limited workspace 900000 RATE_LIMIT/message_limit',
  },
  status(403, 'refused transient SLACK/http_4xx'),
  status(404, 'refused transient SLACK/http_4xx'),
  status(500, 'ambiguous SLACK/http_5xx'),
  status(502, 'ambiguous SLACK/http_5xx'),
  status(503, 'ambiguous SLACK/http_5xx'),
  status(504, 'ambiguous SLACK/http_5xx'),
  { says: 'no answer', answer: { type: 'no_answer' }, verdict: 'ambiguous TIMEOUT/call' },
  { says: 'a stalled body', answer: { type: 'body_stalled' }, verdict: 'ambiguous TIMEOUT/call' },
  {
    says: 'a reset before the headers',
    answer: { type: 'reset' },
    verdict: 'ambiguous NETWORK/reset',
  },
  {
    says: 'a connection lost in the middle of the body',
    answer: { type: 'body_cut' },
    verdict: 'ambiguous NETWORK/body_cut',
  },
  { says: 'cut JSON', answer: { type: 'cut_json' }, verdict: 'ambiguous NETWORK/bad_body' },
  { says: 'HTML with 200', answer: { type: 'html' }, verdict: 'ambiguous NETWORK/bad_body' },
  { says: 'an empty body', answer: { type: 'empty' }, verdict: 'ambiguous NETWORK/bad_body' },
  { says: 'null', answer: { type: 'null' }, verdict: 'ambiguous NETWORK/bad_body' },
  { says: 'an array', answer: { type: 'array' }, verdict: 'ambiguous NETWORK/bad_body' },
  {
    says: 'a redirect',
    answer: { type: 'redirect' },
    verdict: 'refused transient NETWORK/redirect',
  },
  code('internal_error', 'ambiguous SLACK/internal_error'),
  code('fatal_error', 'ambiguous SLACK/fatal_error'),
  code('ratelimited', 'limited destination 30000 RATE_LIMIT/retry_after'),
  code('service_unavailable', 'refused transient SLACK/service_unavailable'),
  code('invalid_auth', 'refused auth SLACK/invalid_auth'),
  code('missing_scope', 'refused scope SLACK/missing_scope'),
  code('is_archived', 'refused destination SLACK/is_archived'),
  code('invalid_blocks', 'refused payload SLACK/invalid_blocks'),
  code('thread_not_found', 'refused thread SLACK/thread_not_found'),
  code('unknown_method', 'refused bug SLACK/unknown_method'),
  code('never_heard_of_it', 'refused unknown UNKNOWN/never_heard_of_it'),
  code('<html>Bad Gateway', 'ambiguous NETWORK/bad_body'),
];

const test = suite('slack faults');

let talk: Talk;
test.before(async () => {
  talk = await openTalk({ timeoutMs: 250 });
});
test.after(() => talk.close());

const stored = (): number => talk.world.messages('C0PAPERS').length;

const post = async (fault: Omit<Fault, 'method'>): Promise<string> => {
  talk.world.fault({ method: 'chat.postMessage', ...fault });
  return inShort(await talk.chat.deliver(message()));
};

for (const { says, answer, verdict } of cases)
  test(`${says} is ${verdict}, after one request`, async () => {
    const [before, calls] = [stored(), talk.world.calls('chat.postMessage').length];
    assert.is(await post({ answer }), verdict);
    assert.is(talk.world.calls('chat.postMessage').length - calls, 1);
    assert.is(stored(), before);
    assert.is(inShort(await talk.chat.deliver(message())), 'sent');
  });

const seen = new Set(['no_answer', 'reset', 'cut_json', 'html', 'body_cut', 'status']);

for (const { says, answer, verdict } of cases.filter(({ answer }) => seen.has(answer.type)))
  test(`${says} after taking effect stores the message and looks the same`, async () => {
    const before = stored();
    assert.is(await post({ answer, effect: true }), verdict);
    assert.is(stored() - before, 1);
  });

test('an answer that comes too late is a doubt, though the message is stored then', async () => {
  const late = { type: 'slow', byMs: 400 } as const;
  talk.world.fault({ method: 'chat.postMessage', channel: 'C0OPS', answer: late });
  const verdict = await talk.chat.deliver(message({ channel: 'C0OPS' }));
  assert.is(inShort(verdict), 'ambiguous TIMEOUT/call');
  while (talk.world.messages('C0OPS').length === 0) await new Promise((done) => setImmediate(done));
});

test('refused connections are known to have done nothing', async () => {
  const lonely = await openTalk();
  try {
    await lonely.world.goAway();
    assert.is(inShort(await lonely.chat.deliver(message())), 'refused transient NETWORK/refused');
    await lonely.world.comeBack();
    assert.is(inShort(await lonely.chat.deliver(message())), 'sent');
  } finally {
    await lonely.close();
  }
});

test('a call without a conversation that is limited closes its method', async () => {
  talk.world.fault({
    method: 'auth.test',
    answer: { type: 'limit', retryAfter: '3', scope: 'method', silenceMs: 0 },
  });
  assert.is(inShort(await talk.chat.auth()), 'limited method 3000 RATE_LIMIT/retry_after');
});

test('a redirect is not followed, so the token does not travel', async () => {
  await post({ answer: { type: 'redirect' } });
  assert.equal(
    talk.world.breaches().filter(({ name }) => name === 'stray_request'),
    [],
  );
});

test('no fault made the app break a rule of Slack', () => {
  assert.equal(talk.world.breaches(), []);
});

test.run();
