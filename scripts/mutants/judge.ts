import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutated } from './change.ts';
import type { Cost, Journal, Judged } from './journal.ts';
import type { Tree } from './tree.ts';
import { type Copy, runTests } from './trial.ts';

/** Tests further away would hardly notice, and a survivor costs all of them. */
const NEAREST = 20;

/** Of the processor, for all tests of a mutant. Whole polls and long random lives cost more alone. */
const ENOUGH_MS = 5_000;

/** For a machine that is busy with other things. */
const PATIENCE = 6;
const PATIENCE_MS = 15_000;

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
  readonly costs: Journal<Cost>;
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
    const { copy, verdicts } = this.#deps;
    const path = join(copy.root, mutant.file);
    const text = readFileSync(path, 'utf8');
    const files = await this.#testsOf(mutant.file);
    const tests = hashOf(...files.map((test) => this.#read(test)));
    const key = hashOf(mutant.file, text, `${mutant.at} ${mutant.end}`, mutant.to);
    const known = verdicts.find(key);
    if (known !== undefined && (known.verdict !== 'survived' || known.tests === tests))
      return known;
    writeFileSync(path, mutated(text, mutant));
    try {
      const judged = { key, tests, ...(await this.#try(mutant.file, files)) };
      verdicts.add(judged);
      return judged;
    } finally {
      writeFileSync(path, text);
    }
  }

  async #try(file: string, tests: readonly string[]): Promise<Pick<Judged, 'verdict' | 'by'>> {
    const { copy, tree } = this.#deps;
    if (tree.complaints(file).length > 0) return { verdict: 'refused', by: null };
    if (tests.length === 0) return { verdict: 'survived', by: null };
    const { ended, ran } = await runTests(copy, tests, PATIENCE_MS + PATIENCE * ENOUGH_MS);
    if (ended === 'passed') {
      const refused = tree.complaintsElsewhere().length > 0;
      return { verdict: refused ? 'refused' : 'survived', by: null };
    }
    const by = ran.find(({ passed }) => !passed)?.test ?? tests[ran.length] ?? null;
    return { verdict: ended === 'cut' ? 'timeout' : 'killed', by };
  }

  /** The nearest tests, as many as are cheap enough together. */
  async #testsOf(file: string): Promise<readonly string[]> {
    const chosen: string[] = [];
    let left = ENOUGH_MS;
    for (const test of (this.#deps.tests.get(file) ?? []).slice(0, NEAREST)) {
      const { passed, cpuMs } = await this.#costOf(test);
      if (!passed || cpuMs > left) continue;
      chosen.push(test);
      left -= cpuMs;
    }
    return chosen;
  }

  /** What fails unchanged proves nothing. */
  async #costOf(test: string): Promise<Cost> {
    const { copy, costs, say } = this.#deps;
    const key = hashOf(test, this.#read(test));
    const known = costs.find(key);
    if (known !== undefined) return known;
    const { ran } = await runTests(copy, [test], PATIENCE_MS + PATIENCE * ENOUGH_MS);
    const { passed = false, cpuMs = 0 } = ran[0] ?? {};
    if (!passed) say(`left out, as it fails unchanged: ${test}`);
    const cost = { key, passed, cpuMs };
    costs.add(cost);
    return cost;
  }

  #read(test: string): string {
    return readFileSync(join(this.#deps.copy.root, test), 'utf8');
  }
}
