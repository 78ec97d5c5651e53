import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutated } from './change.ts';
import type { Journal, Judged, Tests } from './journal.ts';
import type { Tree } from './tree.ts';
import { type Copy, runTests } from './trial.ts';

/** Tests further away would hardly notice, and a survivor costs all of them. */
const NEAREST = 12;

const DRY_LIMIT_MS = 180_000;

const hashOf = (...texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
};

/** What a judge works with. */
export interface JudgeDeps {
  readonly copy: Copy;
  readonly tree: Tree;
  readonly verdicts: Journal<Judged>;
  readonly dryRuns: Journal<Tests>;
  /** Of each file, nearest first. */
  readonly tests: ReadonlyMap<string, readonly string[]>;
  readonly say: (line: string) => void;
}

/** Looks for each mutant whether anybody notices; one at a time, as they change the same copy. */
export class Judge {
  readonly #deps: JudgeDeps;

  constructor(deps: JudgeDeps) {
    this.#deps = deps;
  }

  async judge(mutant: Mutant): Promise<Judged> {
    const { copy, verdicts, tests } = this.#deps;
    const path = join(copy.root, mutant.file);
    const text = readFileSync(path, 'utf8');
    const nearest = (tests.get(mutant.file) ?? []).slice(0, NEAREST);
    const ofTests = hashOf(...nearest.map((test) => readFileSync(join(copy.root, test), 'utf8')));
    const key = hashOf(mutant.file, text, `${mutant.at} ${mutant.end}`, mutant.to);
    const known = verdicts.find(key);
    if (known !== undefined && (known.verdict !== 'survived' || known.tests === ofTests))
      return known;
    const dry = this.#deps.dryRuns.find(ofTests) ?? (await this.#dryRun(ofTests, nearest));
    writeFileSync(path, mutated(text, mutant));
    try {
      const judged = { key, tests: ofTests, ...(await this.#try(mutant.file, dry)) };
      verdicts.add(judged);
      return judged;
    } finally {
      writeFileSync(path, text);
    }
  }

  async #try(file: string, { files, limitMs }: Tests): Promise<Pick<Judged, 'verdict' | 'by'>> {
    const { copy, tree } = this.#deps;
    if (tree.complaints(file).length > 0) return { verdict: 'refused', by: null };
    if (files.length === 0) return { verdict: 'survived', by: null };
    const { ended, ran } = await runTests(copy, files, limitMs);
    if (ended === 'passed') return { verdict: 'survived', by: null };
    const by = ran.find(({ passed }) => !passed)?.test ?? files[ran.length] ?? null;
    return { verdict: ended === 'cut' ? 'timeout' : 'killed', by };
  }

  /** What fails unchanged proves nothing; what takes long unchanged may take long changed. */
  async #dryRun(key: string, nearest: readonly string[]): Promise<Tests> {
    const { copy, dryRuns, say } = this.#deps;
    const { ran, tookMs } = await runTests(copy, ['--all', ...nearest], DRY_LIMIT_MS);
    const files = ran.filter(({ passed }) => passed).map(({ test }) => test);
    for (const { test, passed } of ran)
      if (!passed) say(`left out, as it fails unchanged: ${test}`);
    const tests = { key, files, limitMs: 5_000 + 4 * tookMs };
    dryRuns.add(tests);
    return tests;
  }
}
