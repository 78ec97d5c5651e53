import { fork } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ran } from './run.ts';

/** A copy of the project in which files may be changed. */
export interface Copy {
  readonly root: string;
  remove(): void;
}

const PARTS = ['src', 'machines', 'test', 'scripts', 'bench', 'docs', 'package.json'];

const RUN = join(import.meta.dirname, 'run.ts');

/** What only tidiness forbids is no reason to refuse a mutant. */
const config = {
  extends: './tsconfig.base.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ['machines', 'src'],
};

/** Copies what the tests need into a folder of its own; the packages are linked. */
export function copyProject(root: string): Copy {
  const copy = mkdtempSync(join(tmpdir(), 'paperscout-mutants-'));
  for (const part of PARTS.filter((name) => existsSync(join(root, name))))
    cpSync(join(root, part), join(copy, part), { recursive: true });
  mkdirSync(join(copy, 'tmp'));
  cpSync(join(root, 'tsconfig.json'), join(copy, 'tsconfig.base.json'));
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return {
    root: copy,
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}

/** How a run of tests in the copy went. */
export interface Trial {
  readonly ended: 'passed' | 'failed' | 'cut';
  /** The test files that came to an end. */
  readonly ran: readonly Ran[];
  readonly tookMs: number;
}

const isRan = (message: unknown): message is Ran =>
  typeof message === 'object' && message !== null && 'test' in message && 'passed' in message;

/** Runs test files in one process, which is killed when it takes longer than the limit. */
export function runTests(
  { root }: Copy,
  tests: readonly string[],
  limitMs: number,
): Promise<Trial> {
  const since = performance.now();
  const ran: Ran[] = [];
  const child = fork(RUN, tests, {
    cwd: root,
    execPath: process.execPath,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      TMPDIR: join(root, 'tmp'),
      NODE_COMPILE_CACHE: join(root, 'cache'),
    },
  });
  let ended: Trial['ended'] | null = null;
  const limit = setTimeout(() => {
    ended = 'cut';
    child.kill('SIGKILL');
  }, limitMs);
  child.on('message', (message) => void (isRan(message) && ran.push(message)));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (code) => {
      clearTimeout(limit);
      ended ??= code === 0 ? 'passed' : 'failed';
      done({ ended, ran, tookMs: performance.now() - since });
    });
  });
}
