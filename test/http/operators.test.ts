import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { operatorsOnly } from '../../src/http/auth.ts';
import { type DebugNeeds, debugRoutes } from '../../src/http/debug.ts';
import { strangers } from '../../src/http/routes.ts';

/** The operators' listener with a tree of one actor; what was refused is kept. */
function listener(token: string | null, debug: Partial<DebugNeeds> = {}) {
  const refused: string[] = [];
  const app = new Hono();
  app.use(operatorsOnly({ token, onRefused: (path) => void refused.push(path) }));
  const needs = { actors: () => ({ children: [] }), eventsOf: null, injectFault: null, ...debug };
  app.route('/', debugRoutes(needs));
  strangers(app, () => {});
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(`http://127.0.0.1:9091${path}`, {
      method,
      headers: { host: '127.0.0.1:9091', ...headers },
    });
  return { get, refused };
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

test.run();
