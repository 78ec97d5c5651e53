import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';

/** How a process ended, and all it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A Node process under test. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ran>;
  /** Resolves when it has written that text; rejects when it ends without it. */
  said(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** What a process is started with besides its arguments. */
export interface ProcessOptions {
  /** Replaces the environment but for PATH, HOME and TMPDIR. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
}

const { TEST_COMPILE_CACHE: folder } = process.env;

/** Where Node keeps what it made of our sources, for processes that tests start; gone with the run. */
export const compileCache: Readonly<Record<string, string>> =
  folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };

/** Starts a script of ours with this Node. */
export const startScript = (
  script: string,
  args: readonly string[],
  { env = {}, ...options }: ProcessOptions = {},
): Running => {
  const { PATH = '', HOME = '' } = process.env;
  const TMPDIR = tmpdir();
  const child = spawn(process.execPath, [script, ...args], {
    ...options,
    env: { PATH, HOME, TMPDIR, ...compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<Ran>((resolve) => {
    // Not `exit`: what the process wrote last may still be in the pipe then.
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!output.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without "${text}":\n${output}`)));
    });
  return { pid: child.pid ?? 0, ended, said, kill: (signal) => child.kill(signal) };
};

/** Runs a script of ours to its end. */
export const runScript = (
  script: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ran> => startScript(script, args, options).ended;
