import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readProbe } from '../../../src/domain/papers/probe/plan/rows.ts';
import { assembled } from '../../support/papers/wg21.ts';
import { DAY, HALF_HOUR, probeWorld } from '../../support/probing/world.ts';

const test = suite('a week of probing');

const CYCLES_A_DAY = 48;

/** Lets cycles go by, and notes when each file was asked. */
async function watchCycles(world: Awaited<ReturnType<typeof probeWorld>>, count: number) {
  const lastAsked = new Map<string, number>();
  const longest = new Map<string, number>();
  const requests: number[] = [];
  const results: string[] = [];
  for (let cycle = 1; cycle <= count; cycle++) {
    const from = world.origin.asked.length;
    const { facts } = await world.cycle();
    requests.push(facts.requests);
    results.push(facts.result);
    for (const { name } of world.origin.asked.slice(from)) {
      const gap = cycle - (lastAsked.get(name) ?? cycle);
      longest.set(name, Math.max(longest.get(name) ?? 0, gap));
      lastAsked.set(name, cycle);
    }
  }
  return { longest, requests, results };
}

test('papers 14.8: a week of the assembled index: budget, load, and every URL within its period', async () => {
  const world = await probeWorld(assembled());
  const began = world.time.at;
  const { longest, requests, results } = await watchCycles(world, 7 * CYCLES_A_DAY + 8);
  assert.is(world.time.at - began, 7 * DAY + 4 * 3_600_000, 'no cycle overran its half hour');
  assert.equal([requests[0], results[0]], [700, 'PARTIAL']);
  assert.ok(
    requests.slice(3).every((count) => count < 300),
    String(Math.max(...requests.slice(3))),
  );
  assert.ok(results.slice(3).every((result) => result === 'EMPTY'));

  const aDay = requests.slice(-7 * CYCLES_A_DAY).reduce((sum, count) => sum + count, 0) / 7;
  const expected = 11_510 - CYCLES_A_DAY; // no canary that must be there was learned
  assert.ok(Math.abs(aDay / expected - 1) < 0.01, `${aDay} a day`);

  const rows = (await world.store.drafts.inputs()).rows.flatMap((page) =>
    page.split('\n').map(readProbe),
  );
  assert.is(rows.length, 9_142);
  for (const { url, period } of rows) {
    const gap = longest.get(url.slice(url.lastIndexOf('/') + 1)) ?? Number.POSITIVE_INFINITY;
    assert.ok(gap <= period + 3, `${url}: ${gap} cycles of ${period}`);
  }

  const { asked } = world.origin;
  for (let n = 10; n < asked.length; n++) {
    const span = (asked[n]?.at ?? 0) - (asked[n - 10]?.at ?? 0);
    assert.ok(span >= 5_000, 'ten requests take five seconds at two a second');
  }
});

test('a boost stays below 20,000 requests in any 24 hours', async () => {
  const world = await probeWorld(assembled());
  await world.store.drafts.boost(world.time.at + 7 * DAY);
  await world.cycle();
  await world.cycles(2 * CYCLES_A_DAY);
  const { asked } = world.origin;
  let from = 0;
  let most = 0;
  for (const [n, { at }] of asked.entries()) {
    while (at - (asked[from]?.at ?? 0) > DAY) from++;
    most = Math.max(most, n - from + 1);
  }
  assert.ok(most > 15_000 && most <= 20_000, `${most} in 24 hours`);
});

/** How often the draft that is most likely to come is looked at, in cycles. */
const periodOf = ({ tables }: Awaited<ReturnType<typeof probeWorld>>): number | undefined =>
  [...tables.probes.values()].find(({ url }) => url.endsWith('/D4349R0.pdf'))?.period;

test('a boost holds although the process ends before the next cycle, and ends by itself', async () => {
  const world = await probeWorld(assembled());
  await world.cycle();
  assert.is(periodOf(world), 4);
  await world.store.drafts.boost(world.time.at + 2 * HALF_HOUR);
  await world.restart();
  await world.cycle();
  assert.is(periodOf(world), 2);
  await world.cycles(2);
  assert.is(periodOf(world), 4);
});

test('the budget of a day holds across restarts', async () => {
  const world = await probeWorld(assembled(), { budget: 15_000, rate: 20 });
  const requests: number[] = [];
  for (let n = 0; n < 30; n++) {
    requests.push((await world.cycle()).facts.requests);
    for (const row of world.tables.probes.values())
      world.tables.probes.set(row.url, { ...row, dueSince: 1 }); // everything is due, always
    await world.restart();
  }
  const sum = requests.reduce((all, count) => all + count, 0);
  assert.ok(sum <= 20_000, `${sum}`);
  assert.ok(sum > 19_000, `${sum}`);
});

test('a budget of 0 lifts both limits', async () => {
  const world = await probeWorld(assembled(), { budget: 0, rate: 0 });
  const { facts } = await world.cycle();
  assert.equal([facts.result, facts.dueLeft], ['EMPTY', 0]);
  assert.ok(facts.requests > 1_000);
});

test('a cycle ends at two thirds of its interval; what it did not take stays due', async () => {
  const world = await probeWorld(assembled(), { rate: 0.1 });
  const { facts } = await world.cycle();
  assert.is(facts.result, 'PARTIAL');
  assert.is(facts.requests, 120, '20 minutes at one in ten seconds');
  assert.ok(facts.dueLeft > 1_000);
  const first = world.origin.asked.slice(1).map(({ name }) => name);
  await world.cycle();
  const second = new Set(world.origin.asked.slice(121).map(({ name }) => name));
  assert.not(
    first.some((name) => second.has(name)),
    'goes on where it stopped',
  );
});

test.run();
