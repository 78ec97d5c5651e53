import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Settings } from '../../../src/domain/people/settings.ts';
import { dice, pick } from '../../domain/supervision/random.ts';
import { lines } from '../../support/papers/news.ts';
import { entry, followedWorld, numbers } from '../../support/people/world.ts';

const test = suite('random histories of people');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RUNS = 60;
const STEPS = 25;

const people = ['U1', 'U2', 'U3', 'U4', 'U5'];

/** What somebody may say at any time. */
const wishes = (now: number, hours: number): readonly Partial<Settings>[] => [
  { delivery: 'now' },
  { delivery: 'daily', dailyAt: (hours * 37) % 1_440 },
  { delivery: 'mailing' },
  { quiet: { from: 22 * 60, to: 7 * 60 } },
  { quiet: { from: 60, to: 150 } },
  { quiet: null },
  { mutedUntil: now + hours * HOUR },
  { mutedUntil: null },
  { zone: 'America/New_York' },
];

/** One history: papers come and go, people change their minds, time passes, the poller restarts. */
async function history(seed: number) {
  const random = dice(seed);
  // Around the day on which the clocks change in Berlin.
  const world = await followedWorld(Date.UTC(2026, 2 + 7 * (seed % 2), 24, 12), 300);
  for (const who of people)
    await world.user(
      who,
      { zone: 'Europe/Berlin' },
      who === 'U5' ? { ...numbers, delivery: 'mailing' } : numbers,
    );
  const published = new Set<string>();
  const gone: string[] = [];

  const publish = async (count: number): Promise<void> => {
    const numbers = Array.from({ length: count }, () => 2001 + Math.floor(random() * 400));
    const keys = [...new Set(numbers)].map((n) => `P${n}R${Math.floor(random() * 4)}`);
    for (const key of keys) published.add(key);
    await world.publish(...keys.map((key) => entry(key)));
  };

  const step = async (): Promise<void> => {
    const { now } = world.time;
    switch (Math.floor(random() * 7)) {
      case 0:
        return publish(1 + Math.floor(random() * 3));
      case 1:
        return publish(random() < 0.3 ? 20 : 5);
      case 2:
        return world.user(
          pick(random, people),
          pick(random, wishes(now, Math.floor(random() * 900))),
        );
      case 3: {
        const back = gone.pop();
        if (back !== undefined) await world.publish(entry(back));
        const key = pick(random, [...published, 'P1001R0']);
        gone.push(key);
        await world.withdraw(key);
        return;
      }
      case 4:
        await world.restart();
        return;
      default:
        await world.turn(now + Math.floor(random() * 2 * DAY));
    }
  };

  for (let n = 0; n < STEPS; n += 1) {
    await step();
    world.time.now += 1_000 + Math.floor(random() * 6 * HOUR);
    await world.turn(world.time.now);
  }
  const open = { mutedUntil: null, quiet: null, delivery: 'now' } as const;
  for (const who of people) await world.user(who, open);
  await world.turn(world.time.now + 1_000);
  await world.turn(world.time.now + 40 * DAY);
  // A gate may have refused some polls: nothing of them is news.
  const committed = [...world.store.tables.events.values()].filter(({ dedupe }) =>
    dedupe.startsWith('new:P2'),
  );
  return { world, committed: new Set(committed.map(({ key }) => key)) };
}

for (let seed = 1; seed <= RUNS; seed += 1)
  test(`history ${seed}: every paper is told each person once, or counted`, async () => {
    const { world, committed } = await history(seed);
    assert.ok(committed.size > 0);
    for (const who of people) {
      const told = world
        .messages(who)
        .flatMap(lines)
        .flatMap(({ id, also }) => [id, ...also.map((r) => `${id.slice(0, 5)}${r}`)]);
      assert.is(new Set(told).size, told.length, `${who} was told something twice`);
      const counted = world
        .heads(who)
        .flatMap((head) => /(\d+) items? while you were away/.exec(head)?.[1] ?? [])
        .reduce((sum, text) => sum + Number(text), 0);
      assert.is(told.length + counted, committed.size, `${who} missed something`);
      assert.equal(
        told.filter((id) => !committed.has(id)),
        [],
      );
    }
    const unsettled = [...world.store.tables.notifications.values()].filter(
      ({ state }) => state === 'held',
    );
    assert.equal(unsettled, []);
  });

test.run();
