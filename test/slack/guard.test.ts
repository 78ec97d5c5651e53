import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BadBody, guardedFetch, type RawFetch } from '../../src/slack/guard.ts';

const URL_CALLED = 'https://slack.com/api/auth.test';

/** A network that always answers the same. */
const answers =
  (body: string, status = 200, headers: Record<string, string> = {}): RawFetch =>
  async () =>
    new Response(body, { status, headers });

const failureOf = (fetched: Promise<unknown>): Promise<unknown> =>
  fetched.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const test = suite('slack guard');

test('hands a good answer on as it is', async () => {
  const guarded = guardedFetch(answers('{"ok":true,"n":1}', 200, { 'x-oauth-scopes': 'a,b' }));
  const answer = await guarded(URL_CALLED);
  assert.equal([answer.status, await answer.text()], [200, '{"ok":true,"n":1}']);
  assert.is(answer.headers.get('x-oauth-scopes'), 'a,b');
});

test('a body of over 4 MiB is none of Slack’s', async () => {
  const largest = 4 * 1024 * 1024;
  const body = (length: number) => `{"ok":true,"x":"${'x'.repeat(length - 18)}"}`;
  assert.is(body(largest).length, largest);
  assert.is((await guardedFetch(answers(body(largest)))(URL_CALLED)).status, 200);
  assert.instance(await failureOf(guardedFetch(answers(body(largest + 1)))(URL_CALLED)), BadBody);
});

const bad = ['', 'ok', 'null', '[]', '"ok"', '{}', '{"ok":"true"}', '{"ok":true'];

for (const body of bad)
  test(`${body === '' ? 'nothing' : body} with HTTP 200 is a bad body`, async () => {
    assert.instance(await failureOf(guardedFetch(answers(body))(URL_CALLED)), BadBody);
  });

test('keeps the first 200 characters of what another status says', async () => {
  const answer = await guardedFetch(answers('x'.repeat(5_000), 502))(URL_CALLED);
  assert.equal([answer.status, (await answer.text()).length], [502, 200]);
});

test('sends the trace of the turn along, where there is one, and follows no redirect', async () => {
  const inits: unknown[] = [];
  const raw: RawFetch = async (_, init) => {
    inits.push(init);
    return new Response('{"ok":true}');
  };
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const init = { headers: { authorization: 'Bearer x' }, redirect: 'error' } as const;
  await guardedFetch(raw, { traceparent: () => trace })(URL_CALLED, init);
  await guardedFetch(raw, { traceparent: () => null })(URL_CALLED, init);
  assert.equal(inits, [
    { headers: { authorization: 'Bearer x', traceparent: trace }, redirect: 'manual' },
    { headers: { authorization: 'Bearer x' }, redirect: 'manual' },
  ]);
});

test.run();
