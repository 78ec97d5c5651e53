/** The storm: faults begin and end, several at a time, until the time is over. */

import { setTimeout as pause } from 'node:timers/promises';
import { type End, type Scene, type Trouble, troubles, type Victim } from './faults.ts';
import type { Life } from './life.ts';

/** How often each kind of fault was done. */
export type Tally = ReadonlyMap<string, number>;

/** A fault every so often, and something for people to hear of as often, in ms. */
const GAP_MS = [500, 2_500] as const;

/** Lets it blow for so long; every fault has ended when it is over. */
export async function storm(
  scene: Scene,
  life: Life,
  forMs: number,
  say: (text: string) => void,
): Promise<Tally> {
  const { random } = scene;
  const tally = new Map<string, number>();
  const hit = new Set<Victim>();
  const running = new Set<Promise<void>>();
  const overAt = performance.now() + forMs;

  const suffer = async (trouble: Trouble): Promise<void> => {
    hit.add(trouble.victim);
    tally.set(trouble.name, (tally.get(trouble.name) ?? 0) + 1);
    const lastsMs = random.between(trouble.lasts[0] * 1_000, trouble.lasts[1] * 1_000);
    say(`${trouble.victim}: ${trouble.name}, ${Math.round(lastsMs / 1_000)} s`);
    const end: End = await trouble.begin(scene);
    await pause(Math.min(lastsMs, Math.max(0, overAt - performance.now())));
    await end();
    hit.delete(trouble.victim);
  };

  while (performance.now() < overAt) {
    life.goOn();
    const trouble = random.pick(troubles as readonly [Trouble, ...Trouble[]]); // the list is not empty
    if (!hit.has(trouble.victim)) {
      const one = suffer(trouble).finally(() => running.delete(one));
      running.add(one);
    }
    await pause(random.between(...GAP_MS));
  }
  await Promise.all(running);
  return tally;
}
