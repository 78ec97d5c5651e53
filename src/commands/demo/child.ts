/** The daemon as a process of its own, seen as an operator sees it: log lines and HTTP. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Health, readHealth } from './health.ts';
import type { Line } from './story.ts';

/** How the process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running daemon. */
export interface Daemon {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** How many lines it has logged: a mark for `wait` and `all`. */
  mark(): number;
  /** The first such line from the mark on. Rejects with a sentence when there is none in time. */
  wait(event: string, options?: WaitOptions): Promise<Line>;
  all(event: string, from?: number): readonly Line[];
  /** Of the operators' listener, without a slash at its end. */
  url(): Promise<string>;
  health(): Promise<Health>;
  /** Writes a line to its standard input. */
  tell(text: string): void;
  kill(signal: NodeJS.Signals): void;
}

export interface WaitOptions {
  readonly from?: number;
  readonly fits?: (line: Line) => boolean;
}

/** Far more than anything here takes on a busy machine. */
export const PATIENCE_MS = 60_000;

const ours = new URL('./daemon.ts', import.meta.url).pathname;

/** Starts a daemon; it sees these variables, PATH, HOME and TMPDIR only. `onNoise`: what is no line. */
export function startDaemon(
  env: Readonly<Record<string, string>>,
  onLine: (line: Line) => void,
  entry = ours,
  onNoise: (text: string) => void = () => {},
): Daemon {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [entry], {
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C is for the demo, which then ends its daemon
  });
  child.stdin.on('error', () => {}); // it ended while it was told something: `ended` says so
  const lines: Line[] = [];
  const noise: string[] = [];
  const waiting = new Set<() => void>();
  const take = (text: string): void => {
    const line = lineOf(text);
    if (line === null) {
      noise.push(text);
      onNoise(text);
      return;
    }
    lines.push(line);
    onLine(line);
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

  const wait: Daemon['wait'] = (event, { from = 0, fits = () => true } = {}) =>
    new Promise((resolve, reject) => {
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        waiting.delete(look);
        end();
      };
      const look = (): void => {
        const found = lines.slice(from).find((line) => line.event === event && fits(line));
        if (found !== undefined) finish(() => resolve(found));
      };
      const miss = (why: string): void =>
        finish(() => reject(new Error(`${why}, and there was no ${event}.${lastWords()}`)));
      const timer = setTimeout(miss, PATIENCE_MS, `${PATIENCE_MS / 1_000} s passed`);
      waiting.add(look);
      look();
      ended.then(({ code, signal }) => miss(`The daemon ended (${signal ?? code})`), reject);
    });

  /** What went wrong before the end is most likely the last serious line. */
  const lastWords = (): string => {
    const last = lines.findLast(({ level }) => level === 'error' || level === 'fatal');
    const said = last === undefined ? noise.slice(-5).join('\n') : JSON.stringify(last);
    return said === '' ? '' : ` It said: ${said}`;
  };

  const url = async (): Promise<string> =>
    String(
      (await wait('http.listening', { fits: (one) => one['listener'] === 'operators' }))['url'],
    );

  return {
    pid: child.pid ?? 0,
    ended,
    wait,
    url,
    mark: () => lines.length,
    all: (event, from = 0) => lines.slice(from).filter((line) => line.event === event),
    health: async () => {
      const answer = await fetch(`${await url()}/health`);
      return readHealth(answer.status, await answer.text());
    },
    tell: (text) => void child.stdin.write(`${text}\n`),
    kill: (signal) => void child.kill(signal),
  };
}

/** Null for what is no line of the log, or the piece of one that a kill left. */
export function lineOf(text: string): Line | null {
  if (!text.startsWith('{')) return null;
  const read = parsed(text);
  if (typeof read !== 'object' || read === null || !('event' in read)) return null;
  return { ...read, event: String(read.event) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return null;
  }
}
