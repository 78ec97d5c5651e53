/**
 * Runs test files one after the other in this process and tells the parent how each went. Ends at
 * the first that fails; with `--all` first, it goes on until they have cost enough. A process of its own for every mutant: what was
 * imported cannot be forgotten.
 */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the parent hears of a test file. */
export interface Ran {
  readonly test: string;
  readonly passed: boolean;
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

async function passes(test: string): Promise<boolean> {
  const suites: Suite[] = [];
  queue.UVU_QUEUE = [suites];
  await import(pathToFileURL(resolve(test)).href);
  for (const suite of suites) {
    const [errors, ran, , total] = await suite();
    if (errors !== true || ran !== total) return false;
  }
  return true;
}

/** Of the processor: a run without an end to it would let each survivor cost minutes. */
const ENOUGH_US = 4_000_000;

const isEnough = (): boolean => {
  const { user, system } = process.cpuUsage();
  return user + system > ENOUGH_US;
};

const [first, ...others] = process.argv.slice(2);
const all = first === '--all';
for (const test of all || first === undefined ? others : [first, ...others]) {
  const passed = await passes(test).catch((error: unknown) => {
    console.error(error);
    return false;
  });
  await told({ test, passed });
  if (!passed && !all) process.exit(1);
  if (all && isEnough()) break;
}
process.exit(0);
