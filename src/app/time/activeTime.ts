/** Time in which this process could do something: a process that stood still saw nothing. */

import type { Clock } from '../../ports/clock.ts';

/** Only goes forward, and not while the process is suspended. In ms. */
export interface ActiveTime {
  /** Since the start. */
  elapsed(): number;
  /** The same, from the wall clock at the start on. */
  now(): number;
  /** Called with the ms for which the process stood still, before any timer that ran out meanwhile. */
  onPause: (pausedMs: number) => void;
  stop(): void;
}

const LOOK_MS = 250;
/** Longer between two looks is a pause. Below that it is a busy event loop, whose time counts. */
const PAUSE_MS = 2_000;

/** Looks at the time four times a second. The given clock goes on while the process is suspended. */
export function activeTime({ now, elapsed }: Clock): ActiveTime {
  const startedAt = now();
  let last = elapsed();
  let counted = 0;
  const since = (): number => elapsed() - last;
  const countedOf = (gapMs: number): number => (gapMs > PAUSE_MS ? LOOK_MS : gapMs);
  const time: ActiveTime = {
    elapsed: () => counted + countedOf(since()),
    now: () => startedAt + time.elapsed(),
    onPause: () => {},
    stop: () => clearInterval(timer),
  };
  const timer = setInterval(() => {
    const gapMs = since();
    last += gapMs;
    counted += countedOf(gapMs);
    if (gapMs > PAUSE_MS) time.onPause(Math.round(gapMs - LOOK_MS));
  }, LOOK_MS).unref();
  return time;
}
