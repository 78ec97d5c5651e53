/** The same rules over the same series, for our evaluator and for Prometheus' own. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dice, pick } from '../../domain/supervision/random.ts';

export const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export const PAIRS = 30;
export const SERIES = 12;
export const STEPS = 60;
export const STEP_S = 10;

/** What is played for one seed. Spans in seconds. */
export interface Play {
  readonly pairs: readonly { readonly forS: number; readonly keepS: number }[];
  /** Each of `STEPS` ones and zeros. */
  readonly series: readonly (readonly number[])[];
}

/** 0, whole steps, and spans that end between two. */
const spans = [0, 5, 10, 15, 20, 30, 35, 50, 60, 90, 120, 200] as const;

/** Some series flicker, some stay as they are for long. */
export function playOf(seed: number): Play {
  const random = dice(seed);
  const pairs = Array.from({ length: PAIRS }, () => ({
    forS: pick(random, spans),
    keepS: pick(random, spans),
  }));
  const series = Array.from({ length: SERIES }, (_, n) => {
    const turns = 0.05 + (0.5 * n) / SERIES;
    let value = random() < 0.5 ? 1 : 0;
    return Array.from({ length: STEPS }, () => {
      if (random() < turns) value = 1 - value;
      return value;
    });
  });
  return { pairs, series };
}

/** One letter a step: `i` inactive, `p` pending, `f` firing; by pair, then by series. */
export type States = readonly (readonly string[])[];

const at = (step: number): string => `${step * STEP_S}s`;

const rulesFile = ({ pairs }: Play): string =>
  `groups:\n- name: g\n  interval: ${STEP_S}s\n  rules:\n${pairs
    .map(
      ({ forS, keepS }, n) =>
        `  - alert: r${n}\n    expr: m == 1\n    for: ${forS}s\n    keep_firing_for: ${keepS}s\n`,
    )
    .join('')}`;

const testFile = ({ series }: Play): string => {
  const inputs = series
    .map((values, n) => `  - series: 'm{s="${n}"}'\n    values: '${values.join(' ')}'\n`)
    .join('');
  const queries = Array.from(
    { length: STEPS },
    (_, step) => `  - expr: ALERTS\n    eval_time: ${at(step)}\n    exp_samples: []\n`,
  ).join('');
  return `rule_files: [rules.yml]\nevaluation_interval: ${STEP_S}s\ntests:\n- interval: ${STEP_S}s\n  input_series:\n${inputs}  promql_expr_test:\n${queries}`;
};

/** Whether this machine has Prometheus' tool. */
export function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not installed: the recorded results stand for it
  }
}

/** What Prometheus says of each step; it is made to tell by expecting nothing of it. */
export function askPromtool(play: Play): States {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'rules.yml'), rulesFile(play));
    writeFileSync(join(folder, 'test.yml'), testFile(play));
    return statesIn(saidBy(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function saidBy(folder: string): string {
  try {
    return execFileSync('promtool', ['test', 'rules', join(folder, 'test.yml')], {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string }; // it found what it was not told
    return stdout + stderr;
  }
}

function statesIn(said: string): States {
  const letters = Array.from({ length: PAIRS }, () =>
    Array.from({ length: SERIES }, () => Array.from({ length: STEPS }, () => 'i')),
  );
  const blocks = said.split(/expr: "ALERTS", time: /).slice(1);
  if (blocks.length === 0) throw new Error(`promtool said: ${said.slice(0, 500)}`);
  for (const block of blocks) {
    const step = secondsOf(block.slice(0, block.indexOf(','))) / STEP_S;
    const got = block.slice(block.indexOf('got:'));
    for (const [, name, state, s] of got.matchAll(
      /alertname=\\?"r(\d+)\\?", alertstate=\\?"(\w)\w*\\?", s=\\?"(\d+)\\?"/g,
    )) {
      const row = letters[Number(name)]?.[Number(s)];
      if (row !== undefined) row[step] = state ?? '?';
    }
  }
  return letters.map((rows) => rows.map((row) => row.join('')));
}

/** `1m30s` in seconds. */
const secondsOf = (text: string): number =>
  [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) =>
      sum + Number(count) * { h: 3_600, m: 60, s: 1 }[unit as 'h' | 'm' | 's'],
    0,
  );
