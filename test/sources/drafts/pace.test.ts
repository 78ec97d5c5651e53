import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import { burstMs, Pace } from '../../../src/sources/drafts/pace.ts';
import { brisk, inWorld, looked, names } from './support.ts';

const test = suite('how gently drafts are looked for');

/** What a pace hands out at these moments (ms). */
function bursts(rate: number, concurrency: number, moments: readonly number[]): readonly number[] {
  const pace = new Pace();
  const limits = { ratePerSecond: rate, concurrency, timeoutMs: 10_000 };
  return moments.map((at) => {
    pace.refill(at, limits);
    let taken = 0;
    while (taken < 100 && pace.take(limits)) taken += 1;
    return taken;
  });
}

test('two a second: a burst of four, then one every half second; after a rest four again', () => {
  const moments = [1e6, 1e6 + 250, 1e6 + 500, 1e6 + 750, 1e6 + 1_000, 1e6 + 1_250, 1e6 + 61_250];
  assert.equal(bursts(2, 4, moments), [4, 0, 1, 0, 1, 0, 4]);
});

test('two hundred a second: ten every 50 ms, and after a rest ten again', () => {
  const moments = [0, 50, 100, 110, 400, 90_000].map((at) => 1e6 + at);
  assert.equal(bursts(200, 4, moments), [10, 10, 10, 2, 10, 10]);
  assert.equal([burstMs(200), burstMs(2), burstMs(40), burstMs(0)], [50, 250, 250, 250]);
});

test('a tenth of a request a second: one every ten seconds', () => {
  const moments = Array.from({ length: 80 }, (_, n) => 1e6 + n * 250);
  const sent = bursts(0.1, 1, moments).flatMap((count, n) => (count > 0 ? [n * 250] : []));
  assert.equal(sent, [0, 10_000]);
});

test('no pacing: everything at once', () => {
  assert.equal(bursts(0, 4, [1e6]), [100]);
});

test('performance-1: 2,000 HEADs at 20 in flight open at most 20 connections', () =>
  inWorld(
    async (world, probe) => {
      const answers = await looked(probe, world.url, names(2_000), {
        concurrency: 20,
        timeoutMs: 20_000,
      });
      assert.is(answers.filter((answer) => answer?.type === 'reply').length, 2_000);
      assert.is(world.requests.length, 2_000);
      assert.ok(world.connections() <= 20, `${world.connections()} connections`);
      assert.ok(world.mostInFlight() <= 20, `${world.mostInFlight()} in flight`);
    },
    {},
    { connections: 20 },
  ));

test('never more than PROBE_CONCURRENCY in flight, in the order of the list', () =>
  inWorld(
    async (world, probe) => {
      await looked(probe, world.url, names(40), { timeoutMs: 20_000 });
      assert.is(world.mostInFlight(), 4);
      assert.equal(world.requests.map(({ file }) => file).toSorted(), names(40), 'each once');
    },
    { latencyMs: 10 },
  ));

test('requests go out in bursts, every 250 ms, and never more than the rate allows', () =>
  inWorld(async (world, probe) => {
    const began = performance.now();
    await looked(probe, world.url, names(20), { ratePerSecond: 16, timeoutMs: 20_000 });
    const took = performance.now() - began;
    // 4 at once and 16 more at 16 a second
    assert.ok(took >= 990, `${took} ms`);
    assert.ok(
      world.mostWithin(200) <= 8,
      'at most two bursts, which a busy machine may bring together',
    );
    assert.ok(world.mostWithin(900) <= 4 + 16, String(world.mostWithin(900)));
  }));

test('the pace is kept from one look to the next', () =>
  inWorld(async (world, probe) => {
    const began = performance.now();
    for (let n = 0; n < 3; n += 1)
      await looked(probe, world.url, names(4), { ratePerSecond: 16, timeoutMs: 20_000 });
    const took = performance.now() - began;
    assert.ok(took >= 490, `12 requests, 4 of them at once, took ${took} ms`);
    assert.is(world.requests.length, 12);
  }));

test('nothing is sent after an answer that says so; what is in flight is still answered', () =>
  inWorld(
    async (world, probe) => {
      world.fail(
        { type: 'status', status: 429, headers: { 'retry-after': '120' } },
        { file: 'D1005R0.pdf' },
      );
      let isLimited = false;
      const answered: number[] = [];
      await looked(probe, world.url, names(100), {
        mayGoOn: () => !isLimited,
        onAnswer: (index, answer) => {
          answered.push(index);
          if (answer.type === 'reply' && answer.status === 429) isLimited = true;
        },
      });
      await pause(300); // longer than a burst: nothing may follow
      assert.ok(world.requests.length <= 5 + 4, `${world.requests.length} requests`);
      assert.is(answered.length, world.requests.length);
    },
    { latencyMs: 5 },
  ));

test('an abort ends a look with the reason of the signal, and no answer comes after', () =>
  inWorld(async (world, probe) => {
    world.fail({ type: 'hang', where: 'headers' });
    const asked = new AbortController();
    let answers = 0;
    const count = (): void => {
      answers += 1;
    };
    const look = { ...brisk, method: 'HEAD', mayGoOn: () => true, onAnswer: count } as const;
    const urls = names(9).map((file) => world.url + file);
    const ended = probe.look({ ...look, urls }, asked.signal).catch(({ message }) => message);
    while (world.requests.length < 4) await pause(5);
    asked.abort(new Error('asked to stop'));
    assert.is(await ended, 'asked to stop');
    await pause(600); // past the limit of time of those that were in flight
    assert.equal([answers, world.requests.length], [0, 4]);
    const late = await probe.look({ ...look, urls }, asked.signal).catch(({ message }) => message);
    assert.is(late, 'asked to stop');
    world.heal();
    assert.is((await looked(probe, world.url, names(9))).filter((one) => one === null).length, 0);
  }));

test('a caller that throws ends its look, and no other', () =>
  inWorld(async (world, probe) => {
    const thrower = looked(probe, world.url, names(8), {
      onAnswer: () => {
        throw new Error('a bug of the caller');
      },
    }).catch(({ message }) => message);
    const answers = await looked(probe, world.url, names(8));
    assert.is(await thrower, 'a bug of the caller');
    assert.is(answers.filter((answer) => answer?.type === 'reply').length, 8);
  }));

test('hangs hold their places only until their time is over', () =>
  inWorld(async (world, probe) => {
    for (const file of names(4)) world.fail({ type: 'hang', where: 'headers' }, { file });
    const answers = await looked(probe, world.url, names(12), { timeoutMs: 300 });
    const failed = answers.filter((answer) => answer?.type === 'failed');
    assert.equal([failed.length, answers.length - failed.length], [4, 8]);
  }));

test('an empty list is over at once', () =>
  inWorld(async (world, probe) => {
    assert.equal(await looked(probe, world.url, []), []);
    assert.is(world.requests.length, 0);
  }));

test('a server that closes each connection gets a new one for each request', () =>
  inWorld(
    async (world, probe) => {
      world.put('D1001R0.pdf', pdfBody('On drafts'));
      const answers = await looked(probe, world.url, names(12), { timeoutMs: 20_000 });
      assert.is(answers.filter((answer) => answer?.type === 'reply').length, 12);
      assert.is(world.connections(), 12);
    },
    { keepAlive: false },
  ));

test.run();
