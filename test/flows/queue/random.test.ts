import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../../src/domain/delivery/verdict.ts';
import { failure, sunny, type Weather } from './support/slack.ts';
import { type Ground, ground, MINUTE, post, SECOND, startQueue } from './support/world.ts';

const test = suite('delivery: random runs');

/** A few belong to every run of the tests; `DELIVERY_RUNS=1000` plays as many as are promised. */
const RUNS = Number(process.env['DELIVERY_RUNS'] ?? '8');
const STEPS = 120;

/** The same numbers for the same seed, from 0 to below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const network = (reason: 'reset' | 'refused') => failure({ category: 'NETWORK', reason });
const limit = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });

const invalid = failure({ category: 'SLACK', reason: 'invalid_blocks' as never });

/** Nine in twenty calls fail, some of them after Slack took the message; a digest now and then is refused. */
const stormy =
  (random: () => number): Weather =>
  ({ text }) => {
    const luck = random();
    const doubt: Verdict = { type: 'ambiguous', failure: network('reset') };
    if (luck < 0.1) return { verdict: doubt, took: true };
    if (luck < 0.2) return { verdict: doubt };
    if (luck < 0.35)
      return { verdict: { type: 'refused', kind: 'transient', failure: network('refused') } };
    if (luck < 0.45)
      return {
        verdict: {
          type: 'limited',
          scope: 'destination',
          failure: limit,
          retryAfterMs: SECOND + Math.floor(random() * 5) * SECOND,
        },
      };
    return luck > 0.9 ? refusedDigest(text) : null;
  };

/** A digest that Slack does not take; anything else is taken. */
const refusedDigest = (text: string): ReturnType<Weather> =>
  text.includes(' ') ? { verdict: { type: 'refused', kind: 'payload', failure: invalid } } : null;

/** What may happen in a step, and how likely it is. */
const events = (on: Ground, random: () => number, slow: Set<() => void>) =>
  [
    [0.05, () => Object.assign(on, { away: true })],
    [0.3, () => Object.assign(on, { away: false })],
    [0.05, () => Object.assign(on.slack, { token: false })],
    [0.3, () => Object.assign(on.slack, { token: true })],
    [
      0.1,
      () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        on.slack.hung.set(`C${Math.floor(random() * 3)}`, promise);
        slow.add(resolve);
      },
    ],
    [0.5, () => letGo(slow)],
  ] as const;

const letGo = (slow: Set<() => void>): void => {
  for (const resolve of slow) resolve();
};

/** A message to one of two channels or to a person, sometimes an alert; most may share a message. */
const some = (random: () => number, step: number) => {
  const lane = random() < 0.2 ? 0 : 2;
  const n = Math.floor(random() * 3);
  const dest = n === 2 && lane > 0 ? 'U2' : `C${n}`;
  return post(`${dest}.${lane}.${step}`, dest, { lane, foldable: lane > 0 && random() < 0.7 });
};

type Queue = Awaited<ReturnType<typeof startQueue>>;

/** Ends the process now and then; the next one takes over. */
async function maybeKill(queue: Queue, on: Ground, random: () => number): Promise<Queue> {
  if (random() >= 0.03) return queue;
  queue.kill();
  return startQueue(on);
}

/** A queue in bad weather, with restarts and losses of the database; then a calm end. */
async function play(seed: number) {
  const random = seeded(seed);
  const on = ground();
  const slow = new Set<() => void>();
  const lives = new Set<Queue>();
  let queue = await startQueue(on);
  on.slack.weather = stormy(random);
  for (let step = 0; step < STEPS; step++) {
    const burst = random() < 0.05 ? 9 : Number(random() < 0.3);
    for (let n = 0; n < burst; n++) await queue.enqueue(some(random, step * 10 + n));
    for (const [chance, happen] of events(on, random, slow)) if (random() < chance) happen();
    queue = await maybeKill(queue, on, random);
    lives.add(queue);
    await queue.pass(2 * SECOND, 500);
  }
  letGo(slow);
  Object.assign(on, { away: false });
  Object.assign(on.slack, { weather: sunny, token: true });
  await queue.pass(15 * MINUTE, 500);
  const failed = [...lives].flatMap(({ facts }) => facts('delivery.failed'));
  return { on, failed, rows: queue.rows() };
}

for (let seed = 1; seed <= RUNS; seed++)
  test(`run ${seed}: nothing lost, nothing told twice, order kept`, async () => {
    const { on, failed, rows } = await play(seed);
    assert.ok(rows.length > 15);
    assert.equal(
      rows
        .filter(({ state }) => state !== 'sent' && state !== 'folded')
        .map(({ id, state }) => `${id} ${state}`),
      [],
    );
    const texts = on.slack.messages.flatMap(({ text }) => text.split(' '));
    assert.equal(texts.toSorted(), rows.map(({ dedupeKey }) => dedupeKey).toSorted());
    for (const lane of new Set(texts.map((text) => text.slice(0, 4)))) {
      const told = texts.filter((text) => text.startsWith(lane));
      assert.equal(
        told,
        rows.map(({ dedupeKey }) => dedupeKey).filter((key) => key.startsWith(lane)),
        lane,
      );
    }
    assert.ok(failed.length > 0);
  });

test.run();
