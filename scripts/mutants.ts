/**
 * `npm run mutants -- [--count N] [--seed N] [PART …]`: changes the rules and the machines one small
 * bit at a time, in a copy, and looks whether a test notices. Prints the survivors and the share of
 * those that were noticed. PART: only files whose path contains it.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../src/commands/chaos/random.ts';
import { type Mutant, mutantsOf, mutated } from './mutants/operators.ts';
import { testsByFile } from './mutants/tests.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});

/** The nearest tests only: a rule that only a test far away notices has no test of its own. */
const NEAREST = 8;
const LIMIT_MS = 60_000;

const root = resolve(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'paperscout-mutants-'));
for (const part of ['src', 'machines', 'test', 'scripts', 'bench', 'package.json', 'tsconfig.json'])
  cpSync(join(root, part), join(copy, part), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
process.chdir(copy);

const files = ['src/domain', 'machines']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts'))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));

const tests = testsByFile();

/** True when the tests pass all the same. */
function survives(mutant: Mutant, text: string): boolean {
  writeFileSync(mutant.file, mutated(text, mutant));
  try {
    const nearest = (tests.get(mutant.file) ?? []).slice(0, NEAREST);
    if (nearest.length === 0) return true;
    const { status } = spawnSync(
      process.execPath,
      ['scripts/test.ts', '--limit-ms', String(LIMIT_MS), ...nearest],
      { stdio: 'ignore', env: { ...process.env, TEST_DATABASE_URL: '' } },
    );
    return status === 0;
  } finally {
    writeFileSync(mutant.file, text);
  }
}

const random = seeded(Number(values.seed));
const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
const sample = all
  .map((mutant) => ({ mutant, place: random.next() }))
  .toSorted((a, b) => a.place - b.place)
  .slice(0, Number(values.count))
  .map(({ mutant }) => mutant);

console.log(
  `${sample.length} of ${all.length} mutants in ${files.length} files, seed ${values.seed}`,
);
const survivors: Mutant[] = [];
try {
  for (const mutant of sample) {
    if (!survives(mutant, readFileSync(mutant.file, 'utf8'))) continue;
    survivors.push(mutant);
    console.log(`survived  ${mutant.file}:${mutant.line}  "${mutant.from}" -> "${mutant.to}"`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const killed = sample.length - survivors.length;
console.log(
  `${killed} of ${sample.length} noticed, ${Math.round((100 * killed) / sample.length)} %`,
);
