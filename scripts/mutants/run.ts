/**
 * Runs test files one after the other in this process and tells the parent how each went, up to the
 * first that fails. A process of its own for every mutant: what was imported cannot be forgotten.
 */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the parent hears of a test file. */
export interface Ran {
  readonly test: string;
  readonly passed: boolean;
  /** What its tests cost; imports are shared with the others. */
  readonly cpuMs: number;
}

/** uvu's own: a suite gives its errors, or true, and how many of its tests ran of how many. */
type Suite = () => Promise<readonly [string | true, number, number, number]>;

const queue: { UVU_DEFER?: number; UVU_QUEUE?: Suite[][] } = globalThis as never;
queue.UVU_DEFER = 1;

const told = (ran: Ran): Promise<void> =>
  new Promise((done) => {
    if (process.send === undefined) done();
    else process.send(ran, () => done());
  });

let began = process.cpuUsage();

async function passes(test: string): Promise<boolean> {
  const suites: Suite[] = [];
  queue.UVU_QUEUE = [suites];
  await import(pathToFileURL(resolve(test)).href);
  began = process.cpuUsage();
  for (const suite of suites) {
    const [errors, ran, , total] = await suite();
    if (errors !== true || ran !== total) return false;
  }
  return true;
}

for (const test of process.argv.slice(2)) {
  const passed = await passes(test).catch((error: unknown) => {
    console.error(error);
    return false;
  });
  const { user, system } = process.cpuUsage(began);
  await told({ test, passed, cpuMs: (user + system) / 1_000 });
  if (!passed) process.exit(1);
}
process.exit(0);
