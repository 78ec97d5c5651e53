/** Lets time pass for the whole tree: every timer in its order, and everything that it sets going. */

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { VirtualClock } from '../clock.ts';

/** Something that happens at a moment of the run, in ms since its start. */
export interface Happening {
  readonly at: number;
  readonly happens: () => void | Promise<void>;
}

/** Moves the clock to `until` (ms since the epoch); timers of one moment fire together. */
async function moveTo(clock: VirtualClock, until: number): Promise<void> {
  for (let due = clock.nextDue(); due !== null && due <= until; due = clock.nextDue()) {
    while (clock.nextDue() === due) clock.fireNext();
    await turnOfTheLoop(); // promises arrive, one after the other
  }
  clock.advance(Math.max(0, until - clock.now()));
}

/** Lives through everything that happens, and then on to the end. */
export async function live(
  clock: VirtualClock,
  happenings: readonly Happening[],
  forMs: number,
): Promise<void> {
  const startsAt = clock.now();
  for (const { at, happens } of happenings.toSorted((a, b) => a.at - b.at)) {
    await moveTo(clock, startsAt + at);
    await happens();
    await turnOfTheLoop();
  }
  await moveTo(clock, startsAt + forMs);
}
