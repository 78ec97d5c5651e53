import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RawFetch } from '../../src/slack/guard.ts';
import { heedingWaits } from '../../src/slack/waits.ts';
import { createMemoryStore } from '../../src/store/memory/memory.ts';

const test = suite('slack: waits');

const AUTH = 'https://slack.com/api/auth.test';

/** A Slack that answers as it is told, a database, and a clock. */
function ground() {
  const time = { now: 1_700_000_000_000, set: 0 };
  const clock = { now: () => time.now + time.set, elapsed: () => time.now - 1_600_000_000_000 };
  const { outbox } = createMemoryStore(clock);
  const asked: string[] = [];
  const answers: { status: number; retryAfter: string | null }[] = [];
  const raw: RawFetch = async (url) => {
    asked.push(url);
    const { status, retryAfter } = answers.shift() ?? { status: 200, retryAfter: null };
    const headers = new Headers(retryAfter === null ? {} : { 'retry-after': retryAfter });
    return { status, statusText: '', url, headers, body: null };
  };
  /** A process of its own: it knows what the database knows. */
  const start = (gates: Parameters<typeof heedingWaits>[1]['gates'] = outbox) =>
    heedingWaits(raw, { clock, gates });
  return { time, asked, answers, outbox, start };
}

test('inside a wait nothing is asked, and who would ask hears how long it lasts', async () => {
  const { time, asked, answers, start } = ground();
  const call = start();
  answers.push({ status: 429, retryAfter: '20' });
  await call(AUTH, {});
  time.now += 500;
  const early = await call(AUTH, {});
  assert.equal([early.status, early.headers.get('retry-after')], [429, '20']);
  assert.is((await call('https://slack.com/api/users.info', {})).status, 200);
  time.now += 19_499;
  assert.is((await call(AUTH, {})).status, 429);
  assert.equal(asked.filter((url) => url === AUTH).length, 1);
  time.now += 1;
  assert.is((await call(AUTH, {})).status, 200);
});

test('a clock that is set neither ends a wait nor makes it longer', async () => {
  const { time, asked, answers, start } = ground();
  const call = start();
  answers.push({ status: 429, retryAfter: '20' });
  await call(AUTH, {});
  time.set = 3_600_000;
  assert.is((await call(AUTH, {})).status, 429);
  time.set = -3_600_000;
  time.now += 20_000;
  assert.is((await call(AUTH, {})).status, 200);
  assert.is(asked.length, 2);
});

test('a wait holds over the end of the process', async () => {
  const { time, asked, answers, start } = ground();
  answers.push({ status: 429, retryAfter: '20' });
  await start()(AUTH, {});
  const next = start();
  time.now += 19_000;
  assert.is((await next(AUTH, {})).status, 429);
  assert.is(asked.length, 1);
  time.now += 1_000;
  assert.is((await next(AUTH, {})).status, 200);
});

for (const retryAfter of [null, 'abc', '-1'])
  test(`Retry-After ${retryAfter}: half a minute`, async () => {
    const { time, answers, start } = ground();
    const call = start();
    answers.push({ status: 429, retryAfter });
    await call(AUTH, {});
    time.now += 29_999;
    assert.is((await call(AUTH, {})).status, 429);
    time.now += 1;
    assert.is((await call(AUTH, {})).status, 200);
  });

test('what the queue sends has gates of its own', async () => {
  const { asked, answers, start } = ground();
  const call = start();
  answers.push({ status: 429, retryAfter: '20' });
  const post = 'https://slack.com/api/chat.postMessage';
  await call(post, {});
  assert.is((await call(post, {})).status, 200);
  assert.is(asked.length, 2);
});

test('without database the wait holds in this process', async () => {
  const { asked, answers, start } = ground();
  const away = async () => Promise.reject(new Error('gone'));
  const call = start({ gates: away, closeGate: away });
  answers.push({ status: 429, retryAfter: '20' });
  await call(AUTH, {});
  assert.is((await call(AUTH, {})).status, 429);
  assert.is(asked.length, 1);
});

test.run();
