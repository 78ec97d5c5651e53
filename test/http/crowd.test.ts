import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Collectors, createCollect } from '../../src/http/collect.ts';
import { listen } from '../../src/http/listen.ts';
import { publicRoutes, strangers } from '../../src/http/routes.ts';
import { good, NOW } from '../support/health/parts.ts';
import { settle } from '../support/settle.ts';

const test = suite('a crowd at /health');

test('a thousand at once over HTTP beside a collector that hangs: all are answered, each is called once a second', async () => {
  const calls = { queue: 0, poller: 0 };
  let elapsed = 0;
  const parts = Object.entries(good).map(([name, part]) => [name, () => part.ok && part.value]);
  const collectors = {
    ...Object.fromEntries(parts),
    queue: () => {
      calls.queue += 1;
      return new Promise<never>(() => {});
    },
    poller: () => {
      calls.poller += 1;
      return good.poller.ok && good.poller.value;
    },
  } as Collectors;
  const collect = createCollect(collectors, {
    clock: { now: () => NOW, elapsed: () => elapsed },
    deadlineMs: 20,
    keepMs: 1_000,
    onTrouble: () => {},
  });
  const release = { version: '1.2.3', revision: 'abc', service: 'x' };
  const routes = publicRoutes({ collect, release, notReady: () => [] }, false);
  const listener = await listen(
    strangers(routes, () => {}),
    '127.0.0.1',
    0,
  );
  const crowd = async (): Promise<void> => {
    const asked = Array.from({ length: 1_000 }, async () => {
      const answer = await fetch(`${listener.url}/health`);
      const { summary } = (await answer.json()) as { summary: Record<string, unknown> };
      return [answer.status, summary['queue_depth']];
    });
    for (const answer of await Promise.all(asked)) assert.equal(answer, [200, null]);
  };
  try {
    await crowd();
    assert.equal(calls, { queue: 1, poller: 1 });
    elapsed += 1_000;
    await crowd();
    assert.equal(calls, { queue: 1, poller: 2 });
  } finally {
    await listener.close(0);
  }
});

test('PS22: a collector that hangs is waited for to its deadline, and not a millisecond longer', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const collectors = { queue: () => new Promise<never>(() => {}) } as unknown as Collectors;
    const collect = createCollect(collectors, {
      clock: { now: () => NOW, elapsed: () => 0 },
      deadlineMs: 250,
      keepMs: 1_000,
      onTrouble: () => {},
    });
    let answered = false;
    const all = collect().then(({ parts }) => {
      answered = true;
      return parts.queue;
    });
    mock.timers.tick(249);
    await settle();
    assert.is(answered, false);
    mock.timers.tick(1);
    await settle();
    assert.is(answered, true);
    assert.equal(await all, { ok: false, output: 'collector timeout' });
  } finally {
    mock.timers.reset();
  }
});

test.run();
