/**
 * `npm run mutants -- [--count N] [--seed N] [PART …]`: changes the rules and the machines one small
 * bit at a time, in a copy, and looks whether a test notices. Prints how many were noticed in each
 * room, and every survivor. PART: only files whose path contains it. What earlier runs found is
 * kept (`--journal FOLDER`), so a run may be ended and begun again. docs/mutants.md says more.
 */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutants/change.ts';
import { openJournal, type Verdict } from './mutants/journal.ts';
import { Judge } from './mutants/judge.ts';
import { tableOf } from './mutants/table.ts';
import { testsByFile } from './mutants/tests.ts';
import { openTree } from './mutants/tree.ts';
import { copyProject } from './mutants/trial.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: 'string', default: resolve(import.meta.dirname, '..') }, // for tests of this script
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    nice: { type: 'string', default: '10' },
    journal: { type: 'string' },
  },
});
const root = resolve(values.in);
const journal = resolve(values.journal ?? join(root, 'node_modules/.cache/paperscout/mutants'));

setPriority(Number(values.nice)); // the processes of the tests are born with it
const files = ['src/domain', 'machines']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => name.endsWith('.ts'))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));

/** The same seed, the same order; a longer sample begins with the shorter one. */
const placeOf = ({ file, at, to, operator }: Mutant): string =>
  createHash('sha256').update([values.seed, file, at, to, operator].join(' ')).digest('hex');

const judged: (Mutant & { readonly verdict: Verdict })[] = [];
const tell = (): void => {
  for (const line of tableOf(judged)) console.log(line);
};

const copy = copyProject(root);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    tell();
    copy.remove();
    process.exit(1);
  });
const tree = openTree(copy.root);
const judge = new Judge({
  copy,
  tree,
  verdicts: openJournal(join(journal, 'verdicts.jsonl')),
  costs: openJournal(join(journal, 'costs.jsonl')),
  tests: testsByFile(copy.root),
  say: (line) => console.log(line),
});
try {
  const mutants = files.flatMap(tree.mutantsOf);
  const sample = mutants
    .map((mutant) => ({ mutant, place: placeOf(mutant) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, Number(values.count))
    .map(({ mutant }) => mutant);
  console.log(
    `${sample.length} of ${mutants.length} mutants in ${files.length} files, seed ${values.seed}`,
  );
  for (const mutant of sample) {
    const { verdict } = await judge.judge(mutant);
    judged.push({ ...mutant, verdict });
    if (verdict !== 'survived') continue;
    const { file, line, operator, from, to } = mutant;
    console.log(`${file}:${line}  ${operator}: ${from} -> ${to}`);
  }
} finally {
  tree.close();
  copy.remove();
}
tell();
