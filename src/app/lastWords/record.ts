/** `DATA_DIR/last-exit.json`: how the last process ended, and what was told of it. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LastExit } from './requests.ts';

/** The file as it lies on disk. */
export interface LastExitRecord {
  readonly at: string;
  readonly code: number;
  readonly reason: string;
  readonly version: string;
  readonly instance: string;
  /** When a notice was last sent, by exit code and reason. */
  readonly told: Readonly<Record<string, string>>;
}

const QUIET_MS = 10 * 60_000;
const FILE = 'last-exit.json';

/** What was written last; null where there is nothing that can be read. */
export function readLastExit(dataDir: string): LastExitRecord | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8'));
    return isRecord(read) ? read : null;
  } catch {
    return null; // no file, or half of one: nothing is known of the last exit, which is no trouble
  }
}

const isRecord = (read: unknown): read is LastExitRecord =>
  typeof read === 'object' &&
  read !== null &&
  typeof Reflect.get(read, 'code') === 'number' &&
  typeof Reflect.get(read, 'instance') === 'string' &&
  isTold(Reflect.get(read, 'told'));

/** Moments as texts; a damaged file may hold anything, and is read in the worst of moments. */
const isTold = (told: unknown): boolean =>
  typeof told === 'object' &&
  told !== null &&
  Object.values(told).every((one) => typeof one === 'string');

const keyOf = ({ code, reason }: Pick<LastExit, 'code' | 'reason'>): string => `${code} ${reason}`;

/** Once in ten minutes for each exit code and reason: a loop of starts must not flood anybody. */
export function mayTell(last: LastExitRecord | null, exit: LastExit): boolean {
  const told = Date.parse(last?.told[keyOf(exit)] ?? '');
  return Number.isNaN(told) || exit.at < told || exit.at - told >= QUIET_MS;
}

/** Writes how the process ends. A disk that refuses costs only the memory of it. */
export function writeLastExit(
  dataDir: string,
  last: LastExitRecord | null,
  exit: LastExit,
  isTold: boolean,
): void {
  const { at, code, reason, version, instance } = exit;
  const kept = Object.entries(last?.told ?? {}).filter(
    ([, one]) => at - Date.parse(one) < QUIET_MS && at >= Date.parse(one),
  );
  const now = new Date(at).toISOString();
  const told = { ...Object.fromEntries(kept), ...(isTold ? { [keyOf(exit)]: now } : {}) };
  const record: LastExitRecord = { at: now, code, reason, version, instance, told };
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, FILE), `${JSON.stringify(record)}\n`);
  } catch {
    // The process ends in this moment, and why was already said: there is nobody left to tell.
  }
}
