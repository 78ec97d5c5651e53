import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What became of a mutant: a test failed, or hung; the compiler refused it; nobody noticed. */
export type Verdict = 'killed' | 'timeout' | 'refused' | 'survived';

/** A mutant and its verdict, as written down. */
export interface Judged {
  /** Of the file's text and the change. */
  readonly key: string;
  /** Of the texts of the tests that ran: a survivor is tried again when they have changed. */
  readonly tests: string;
  readonly verdict: Verdict;
  /** The test file that noticed; null when none did. */
  readonly by: string | null;
}

/** What a test file costs while nothing is changed, in a process of its own. */
export interface Cost {
  /** Of the test file's text. */
  readonly key: string;
  readonly passed: boolean;
  readonly cpuMs: number;
}

/** What earlier runs found, by key. */
export interface Journal<T> {
  find(key: string): T | undefined;
  add(found: T): void;
}

/** Reads the journal in a file, and writes on in it line by line: a run may be ended at any time. */
export function openJournal<T extends { readonly key: string }>(file: string): Journal<T> {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const known = new Map<string, T>();
  for (const line of lines) {
    const found: T = JSON.parse(line);
    known.set(found.key, found);
  }
  return {
    find: (key) => known.get(key),
    add(found) {
      known.set(found.key, found);
      appendFileSync(file, `${JSON.stringify(found)}\n`);
    },
  };
}
