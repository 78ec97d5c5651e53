import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** uvu's own numbers. Skipped tests are no part of the total. */
export interface Totals {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

/** How a run of uvu ended. */
export interface UvuRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Null when uvu ended before it told its numbers. */
  readonly totals: Totals | null;
  /** Why we ended it; null when it ended by itself. */
  readonly cut: string | null;
}

/** How long the last output of an ended run may take to arrive, in ms. */
const DRAIN_MS = 1_000;

/** How long a run may take, in ms. */
export interface RunLimits {
  readonly totalMs: number;
  /** From the numbers to the end of the process: longer, and a handle was left open. */
  readonly exitMs: number;
}

const SUMMARY = /\n {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: /g;

/** The last summary in the output, as a test may print one of its own. */
export const totalsIn = (output: string): Totals | null => {
  const [last] = [...stripVTControlCharacters(output).matchAll(SUMMARY)].slice(-1);
  if (last === undefined) return null;
  return { total: Number(last[1]), passed: Number(last[2]), skipped: Number(last[3]) };
};

/** Ends the run from outside when it took too long; a hot loop of promises answers only to SIGKILL. */
class Watch {
  readonly #child: ChildProcess;
  readonly #limits: RunLimits;
  readonly #total: NodeJS.Timeout;
  #exit: NodeJS.Timeout | null = null;
  cut: string | null = null;

  constructor(child: ChildProcess, limits: RunLimits) {
    this.#child = child;
    this.#limits = limits;
    const why = `no end within ${limits.totalMs / 1_000} s`;
    this.#total = setTimeout(() => this.kill(why), limits.totalMs);
  }

  kill(why: string): void {
    this.cut ??= why;
    this.#child.kill('SIGKILL');
  }

  summed(): void {
    const why = 'the tests are done, but something keeps the process alive: a handle is open';
    this.#exit ??= setTimeout(() => this.kill(why), this.#limits.exitMs);
  }

  ended(): void {
    clearTimeout(this.#total);
    if (this.#exit !== null) clearTimeout(this.#exit);
  }
}

/** What uvu runs. */
export interface UvuCall {
  readonly folder: string;
  /** Of the files' paths inside the folder. */
  readonly pattern: string;
  readonly env: NodeJS.ProcessEnv;
  readonly limits: RunLimits;
  /** Gets the output as it comes. */
  readonly show: (text: string) => void;
}

/** Runs uvu, shows its output, and collects its numbers. Aborted, it kills uvu. */
export const runUvu = (
  { folder, pattern, env, limits, show }: UvuCall,
  abort: AbortSignal,
): Promise<UvuRun> =>
  new Promise((done) => {
    const uvu = resolve(import.meta.dirname, '../../node_modules/uvu/bin.js');
    const child = spawn(process.execPath, [uvu, '--no-color', folder, pattern], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const watch = new Watch(child, limits);
    abort.addEventListener('abort', () => watch.kill('interrupted'));
    if (abort.aborted) watch.kill('interrupted');
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      show(text);
      if (totalsIn(output.slice(-4_000)) !== null) watch.summed();
    });
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.stdout.destroy();
      done({ code, signal, totals: totalsIn(output), cut: watch.cut });
    };
    child.on('close', finish);
    child.on('exit', (code, signal) => {
      watch.ended();
      // A process that a test left behind may hold the pipe for ever: `close` would never come.
      setTimeout(() => finish(code, signal), DRAIN_MS).unref();
    });
  });
