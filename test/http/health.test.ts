import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HealthParts } from '../../src/domain/health/document/parts.ts';
import { failureCategories } from '../../src/domain/health/failure.ts';
import { type Collectors, createCollect } from '../../src/http/collect.ts';
import { publicRoutes, strangers } from '../../src/http/routes.ts';
import { good, NOW } from '../support/health/parts.ts';
import { problemsOf } from '../support/health/schema.ts';

type Parts = { -readonly [K in keyof HealthParts]?: unknown };

/** Collectors that bring the parts of a healthy daemon, with some of them replaced. */
const collectors = (other: Parts = {}): Collectors => {
  const all = Object.entries(good).map(([name, part]) => [
    name,
    () => (part.ok ? part.value : null),
  ]);
  return { ...Object.fromEntries(all), ...other } as Collectors;
};

/** The document of an answer. */
const read = async (answer: Response) => JSON.parse(await answer.text());

const hang = () => new Promise<never>(() => {});

function app(other: Parts = {}, notReady: readonly ('starting' | 'draining')[] = []) {
  const troubles: string[] = [];
  let elapsed = 0;
  const collect = createCollect(collectors(other), {
    clock: { now: () => NOW, elapsed: () => elapsed },
    deadlineMs: 20,
    keepMs: 1_000,
    onTrouble: (name) => void troubles.push(name),
  });
  const needs = {
    collect,
    release: { version: '1.2.3', revision: 'abc', service: 'fly:paperscout:ams:1' },
    notReady: () => notReady,
  };
  const answer = (operators: boolean) => strangers(publicRoutes(needs, operators), () => {});
  return {
    get: (path: string, init?: RequestInit) => answer(false).request(path, init),
    operators: answer(true),
    troubles,
    pass: (ms: number) => {
      elapsed += ms;
    },
  };
}

const test = suite('health over HTTP');

test('PS02: the document matches its schema on both listeners', async () => {
  for (const answer of [await app().get('/health'), await app().operators.request('/health')]) {
    assert.is(answer.status, 200);
    assert.equal(problemsOf(await answer.json()), []);
  }
});

test('the public listener shows no output, no service, no revision, no runtime numbers', async () => {
  const { get, operators } = app();
  const [open, whole] = [
    await read(await get('/health')),
    await read(await operators.request('/health')),
  ];
  assert.equal(Object.keys(open).sort(), ['checks', 'links', 'status', 'summary', 'version']);
  assert.is(open.summary.memory, undefined);
  assert.is(whole.serviceId, 'fly:paperscout:ams:1');
  assert.type(whole.summary.memory.rss_bytes, 'number');
});

test('PS22: a collector that throws costs only its own part', async () => {
  const { get, troubles } = app({
    queue: () => {
      throw new Error('xoxb-planted');
    },
  });
  const answer = await get('/health');
  const body = await answer.text();
  const { status, summary, checks } = JSON.parse(body);
  assert.equal(
    [answer.status, status, summary.queue_depth, summary.leader],
    [200, 'warn', null, true],
  );
  assert.is(checks['message-queue:depth'][0].status, 'warn');
  assert.equal(problemsOf(JSON.parse(body)), []);
  assert.equal(troubles, ['queue']);
  assert.not.match(body, 'planted');
});

test('PS22: a collector that hangs is waited for no longer than its deadline', async () => {
  const { operators } = app({ database: hang });
  const document = await read(await operators.request('/health'));
  assert.is(document.checks['store:connections'][0].output, 'collector timeout');
  assert.is(document.summary.db_pool.status, 'unknown');
});

test('a collector that hangs is not called again before it has returned', async () => {
  let calls = 0;
  const { get, pass } = app({
    queue: () => {
      calls += 1;
      return hang();
    },
  });
  for (let n = 0; n < 3; n += 1) {
    await get('/health');
    pass(1_000);
  }
  assert.is(calls, 1);
});

test('a thousand who ask at once cost one collection', async () => {
  let calls = 0;
  const { get } = app({
    queue: async () => {
      calls += 1;
      return good.queue.ok ? good.queue.value : null;
    },
  });
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => get('/health')));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.is(calls, 1);
});

test('fail is 503, so that a router can read it', async () => {
  const stale = good.poller.ok ? { ...good.poller.value, stale: true } : null;
  assert.is((await app({ poller: () => stale }).get('/health')).status, 503);
});

test('the type is health+json, plain JSON for those who ask for it', async () => {
  const { get } = app();
  assert.match((await get('/health')).headers.get('content-type') ?? '', 'application/health+json');
  const asked = await get('/health', { headers: { accept: 'application/json' } });
  assert.match(asked.headers.get('content-type') ?? '', 'application/json');
  assert.is(asked.headers.get('cache-control'), 'max-age=5');
});

test('readyz says why not, livez looks at nothing', async () => {
  const starting = app({}, ['starting']);
  const answer = await starting.get('/readyz');
  assert.equal(
    [answer.status, await answer.json()],
    [503, { ready: false, reasons: ['starting'] }],
  );
  assert.is(await (await starting.get('/livez')).text(), 'ok');
  assert.is((await app().get('/readyz')).status, 200);
});

test('HEAD is GET without a body, other methods are 405 with Allow, other paths 404', async () => {
  const { get } = app();
  const head = await get('/health', { method: 'HEAD' });
  assert.equal([head.status, await head.text()], [200, '']);
  const post = await get('/health', { method: 'POST' });
  assert.equal([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
  const other = await get('/etc/passwd');
  assert.equal([other.status, await other.json()], [404, { error: 'not found' }]);
});

test('failures of the last hour name all ten categories', async () => {
  const { summary } = await read(await app().get('/health'));
  assert.equal(Object.keys(summary.failures_1h), [...failureCategories]);
});

test.run();
