import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something holds that no log line tells of. It looks at another process, whose clock
 * nobody can move.
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${holds}`);
    await pause(20);
  }
}
