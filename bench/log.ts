/** What a line of the log costs. Line 24. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Level } from '../src/log/events.ts';
import { createLog } from '../src/log/logger.ts';
import { redactor } from '../src/log/redact.ts';
import type { BenchRow } from './row.ts';
import { contest, cpuOf, median } from './support/measure.ts';

const RUNS = 9;
const LINES = 20_000;

const base = { service: 'paperscout', version: '0.1.0', region: 'fra', machine: '148ed123c45d89' };

/** What most lines carry: a dozen short fields. */
const fields = {
  result: 'changed',
  entries: 29_136,
  added: 172,
  changed: 3,
  missing: 0,
  events: 175,
  messages: 6,
  bytes: 878_628,
  duration_ms: 182,
};

const head = {
  level: 'info',
  event: 'poll.succeeded',
  component: 'poller',
  message: 'A poll of the index succeeded',
};

const secrets = ['a-database-password', 'xoxb-1234-the-bot-token', 'xapp-1234-the-app-token'];

const times =
  (count: number, work: () => void): (() => void) =>
  () => {
    for (let n = 0; n < count; n += 1) work();
  };

/** A line beside `JSON.stringify` of the same and a write, and a line whose level is off. */
export async function logBench(): Promise<BenchRow[]> {
  const file = openSync('/dev/null', 'w');
  const write = (line: string): void => void writeSync(file, line);
  const logAt = (level: Level) =>
    createLog({
      level,
      format: 'json',
      now: Date.now,
      redact: redactor(secrets),
      write,
      base,
    }).of('poller');
  const [on, off] = [logAt('info'), logAt('info')];
  const floor = (): void => {
    const time = new Date().toISOString();
    write(`${JSON.stringify({ time, ...head, ...base, ...fields })}\n`);
  };
  const [floors = [], lines = [], offs = []] = await contest(
    RUNS,
    [
      times(LINES, floor),
      times(LINES, () => on.event('poll.succeeded', fields)),
      times(LINES * 10, () => off.at('debug', 'poll.succeeded', fields)),
    ],
    cpuOf,
  );
  closeSync(file);
  const each = (runs: readonly number[], count: number): number => (median(runs) * 1_000) / count;
  const us = (value: number): string => `${value.toFixed(2)} us`;
  const [least, ours, nothing] = [each(floors, LINES), each(lines, LINES), each(offs, LINES * 10)];
  return [
    {
      line: `24 log: one line of 350 bytes, median of ${RUNS} times ${LINES}`,
      floor: `stringify and write ${us(least)}`,
      ours: us(ours),
      ratio: ours / least,
      goal: '<= 6',
      met: ours / least <= 6,
    },
    {
      line: '24 log: a line at debug, which is off',
      floor: '-',
      ours: us(nothing),
      ratio: null,
      goal: '<= 0.2 us',
      met: nothing <= 0.2,
    },
  ];
}
