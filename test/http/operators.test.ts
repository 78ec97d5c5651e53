import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { operatorsOnly } from '../../src/http/access/auth.ts';
import type { Query } from '../../src/http/debug/query.ts';
import { type DebugNeeds, debugRoutes, type Order } from '../../src/http/debug/routes.ts';
import { strangers } from '../../src/http/routes.ts';

/** The operators' listener with a tree of one actor; what was refused is kept. */
function listener(token: string | null, debug: Partial<DebugNeeds> = {}) {
  const refused: string[] = [];
  const app = new Hono();
  let now = 0;
  app.use(
    operatorsOnly({
      token,
      onRefused: (path) => void refused.push(path),
      elapsed: () => now,
      addressOf: (c) => c.req.header('x-test-address') ?? '127.0.0.1',
    }),
  );
  const needs: DebugNeeds = {
    pages: { actors: { show: () => ({ supervision: { children: [] } }) } },
    orders: [],
    eventsOf: null,
    injectFault: null,
    redact: (text) => text.replaceAll('xoxb-planted', '[redacted]'),
    ...debug,
  };
  app.route('/', debugRoutes(needs));
  strangers(app, () => {});
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
    app.request(`http://127.0.0.1:9091${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { host: '127.0.0.1:9091', ...headers },
    });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { get, refused, pass };
}

const test = suite("operators' listener");

test('with a token: the same 401 without one and with a wrong one, 200 with the right one', async () => {
  const { get, refused } = listener('s3cret-token');
  const [none, wrong, inUrl, right] = await Promise.all([
    get('/debug/actors'),
    get('/debug/actors', { authorization: 'Bearer s3cret-tokem' }),
    get('/debug/actors?token=s3cret-token'),
    get('/debug/actors', { authorization: 'Bearer s3cret-token' }),
  ]);
  assert.equal([none.status, wrong.status, inUrl.status, right.status], [401, 401, 401, 200]);
  assert.is(none.headers.get('www-authenticate'), 'Bearer');
  assert.is(await none.text(), await wrong.text());
  assert.is(refused.length, 3);
});

test('ten refusals in a minute: the eleventh is 429 for a minute, for this address alone', async () => {
  const { get, refused, pass } = listener('s3cret-token');
  const right = { authorization: 'Bearer s3cret-token' };
  for (let n = 0; n < 10; n += 1) assert.is((await get('/debug/actors')).status, 401);
  const shut = await get('/debug/actors', right);
  assert.equal([shut.status, shut.headers.get('retry-after')], [429, '60']);
  assert.is((await get('/debug/actors', { ...right, 'x-test-address': '10.0.0.2' })).status, 200);
  assert.is(refused.length, 10);
  pass(59_999);
  assert.is((await get('/debug/actors', right)).status, 429);
  pass(1);
  assert.is((await get('/debug/actors', right)).status, 200);
});

test('nine refusals a minute shut nobody out', async () => {
  const { get, pass } = listener('s3cret-token');
  for (let minute = 0; minute < 3; minute += 1) {
    for (let n = 0; n < 9; n += 1) assert.is((await get('/debug/actors')).status, 401);
    pass(60_000);
  }
});

const strangersOfPages: readonly (readonly [what: string, headers: Record<string, string>])[] = [
  ['another name for this machine', { host: 'evil.example:9091' }],
  ['a page of another origin', { origin: 'https://evil.example' }],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
];

for (const [what, headers] of strangersOfPages) {
  test(`without a token ${what} is refused`, async () => {
    const { get } = listener(null);
    assert.is((await get('/debug/actors', headers)).status, 403);
  });
}

test('without a token this machine and its own page get in', async () => {
  const { get } = listener(null);
  const own = { origin: 'http://127.0.0.1:9091', 'sec-fetch-site': 'same-origin' };
  assert.equal(
    [(await get('/debug/actors')).status, (await get('/debug/actors', own)).status],
    [200, 200],
  );
});

test('nobody can break an actor, and nobody sees events, unless it was opened', async () => {
  const { get } = listener(null);
  assert.is((await get('/debug/actors/poller/fault/crash', {}, 'POST')).status, 404);
  assert.is((await get('/debug/actors/poller/events')).status, 404);
});

test('where faults are open, a crash is taken, another word and an unknown actor are not', async () => {
  const { get } = listener(null, { injectFault: (id) => id === 'poller' });
  const post = async (path: string) => (await get(path, {}, 'POST')).status;
  assert.equal(
    [
      await post('/debug/actors/poller/fault/crash'),
      await post('/debug/actors/poller/fault/burn'),
      await post('/debug/actors/nobody/fault/hang'),
    ],
    [202, 400, 404],
  );
});

test('the events of an actor are never kept by a cache', async () => {
  const { get } = listener(null, { eventsOf: (id) => [{ path: `root/${id}` }] });
  const answer = await get('/debug/actors/poller/events');
  assert.is(answer.headers.get('cache-control'), 'no-store');
  assert.equal(await answer.json(), { events: [{ path: 'root/poller' }] });
});

test('no secret leaves by a page, and an unknown parameter is refused by name', async () => {
  const pages = {
    leak: { show: () => ({ token: 'xoxb-planted' }) },
    some: { query: ['n'], show: (query: Query) => ({ n: query.count('n', 5, 9) }) },
  };
  const { get } = listener(null, { pages });
  assert.equal(await (await get('/debug/leak')).json(), { token: '[redacted]' });
  const asked = async (query: string) => {
    const answer = await get(`/debug/some?${query}`);
    return [answer.status, await answer.json()];
  };
  assert.equal(await asked('n=9'), [200, { n: 9 }]);
  assert.equal(await asked('n=10'), [400, { error: 'n: expects a whole number from 1 to 9' }]);
  assert.equal(await asked('m=1'), [400, { error: '"m" is not known; expected: n' }]);
});

test('a page over a database that is away is 503 with category and reason', async () => {
  const away = new Failure({ category: 'DB', reason: 'refused', operation: 'x', message: 'away' });
  const { get } = listener(null, { pages: { outbox: { show: () => Promise.reject(away) } } });
  const answer = await get('/debug/outbox');
  assert.is(answer.status, 503);
  assert.equal(await answer.json(), {
    error: 'away',
    failure_category: 'DB',
    failure_reason: 'refused',
  });
});

const order: Order = {
  method: 'POST',
  path: 'poll',
  fields: ['who'],
  give: async ({ body }) => ({ status: 202, body }),
};

const json = { 'content-type': 'application/json' };

const bodies: readonly (readonly [what: string, headers: object, body: string, error: string])[] = [
  ['no JSON type', {}, '{}', 'content-type: expects application/json'],
  ['a list', json, '[]', 'body: expects a JSON object'],
  ['half a body', json, '{"who"', 'body: expects JSON'],
  ['an unknown field', json, '{"whom":1}', '"whom" is not known; expected: who'],
  ['over 16 kB', json, `{"who":"${'x'.repeat(17_000)}"}`, 'body: expects at most 16 kB'],
];

for (const [what, headers, body, error] of bodies) {
  test(`an order with ${what} is refused, and says what is expected`, async () => {
    const { get } = listener(null, { orders: [order] });
    const answer = await get('/debug/poll', { ...headers }, 'POST', body);
    assert.equal([answer.status, await answer.json()], [400, { error }]);
  });
}

test('an order without a body is taken, by GET it is 405', async () => {
  const { get } = listener(null, { orders: [order] });
  assert.is((await get('/debug/poll', json, 'POST')).status, 202);
  assert.is((await get('/debug/poll')).status, 405);
});

test.run();
