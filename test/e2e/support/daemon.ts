import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { HealthDocument } from '../../../src/domain/health/document/document.ts';
import { compileCache } from '../../support/process.ts';

/** One line of the daemon's log. */
export type Line = Readonly<Record<string, unknown>> & { readonly event: string };

/** How the daemon ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The real daemon as a process of its own, watched through what an operator sees. */
export interface Daemon {
  readonly pid: number;
  /** Everything it has logged so far. */
  readonly lines: readonly Line[];
  /** What it wrote to stderr, and lines that are no JSON. */
  readonly noise: readonly string[];
  readonly ended: Promise<Ended>;
  /** The first line of this event (from the `from`th line on) that fits; rejects when it ends or takes too long. */
  wait(event: string, fits?: (line: Line) => boolean, options?: WaitOptions): Promise<Line>;
  /** Lines of one event. */
  all(event: string): readonly Line[];
  /** `GET /health` of the operators' listener. */
  health(): Promise<{ readonly status: number; readonly document: HealthDocument }>;
  get(path: string, listener?: 'public' | 'operators', init?: RequestInit): Promise<Response>;
  kill(signal: NodeJS.Signals): void;
  /** Moves the clocks of a daemon of `daemonEntry.ts`, in ms from the real ones. */
  moveClocks(ahead: { readonly wallMs?: number; readonly elapsedMs?: number }): void;
  /** SIGTERM, and its end. */
  stop(): Promise<Ended>;
}

export interface WaitOptions {
  readonly from?: number;
  readonly withinMs?: number;
}

const main = new URL('../../../src/main.ts', import.meta.url).pathname;
const LONGEST_WAIT_MS = 20_000;

/** What every test sets unless it says otherwise: free ports, nothing from the outside. */
const quiet = {
  PORT: '0',
  OPS_PORT: '0',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'debug',
  POLL_INTERVAL: '1h',
  PROBE_INTERVAL: '1h',
  ISO_PAPERS_URL: 'http://127.0.0.1:1/files/papers/',
};

/** Starts `src/main.ts`. Only the given variables, PATH and HOME are in its environment. */
export function startDaemon(env: Readonly<Record<string, string>>, script = main): Daemon {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { PATH, HOME, ...compileCache, ...quiet, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return watch(child);
}

interface Waiter {
  readonly fits: (line: Line) => boolean;
  readonly resolve: (line: Line) => void;
}

function watch(child: ChildProcess): Daemon {
  const lines: Line[] = [];
  const noise: string[] = [];
  const waiters = new Set<Waiter>();
  const take = (text: string): void => {
    if (!text.startsWith('{')) return void noise.push(text);
    const line = JSON.parse(text) as Line; // our own log
    lines.push(line);
    for (const waiter of waiters) if (waiter.fits(line)) waiter.resolve(line);
  };
  if (child.stdout) createInterface({ input: child.stdout }).on('line', take);
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (text) => noise.push(text));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );

  const wait: Daemon['wait'] = (event, fits = () => true, options = {}) => {
    const { from = 0, withinMs = LONGEST_WAIT_MS } = options;
    const isIt = (line: Line): boolean => line.event === event && fits(line);
    const seen = lines.slice(from).find(isIt);
    if (seen) return Promise.resolve(seen);
    return new Promise((resolve, reject) => {
      const why = (what: string) =>
        new Error(`${what} before ${event}; last: ${tail(lines, noise)}`);
      const timer = setTimeout(() => finish(() => reject(why(`${withinMs} ms passed`))), withinMs);
      const waiter: Waiter = { fits: isIt, resolve: (line) => finish(() => resolve(line)) };
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
        end();
      };
      waiters.add(waiter);
      void ended.then(({ code }) => finish(() => reject(why(`the daemon ended with ${code}`))));
    });
  };

  const get: Daemon['get'] = async (path, listener = 'operators', init = {}) => {
    const { url } = await wait('http.listening', (line) => line['listener'] === listener);
    return fetch(`${String(url)}${path}`, init);
  };

  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  return {
    pid: child.pid ?? 0,
    lines,
    noise,
    ended,
    wait,
    get,
    kill,
    moveClocks: (ahead) => void child.stdin?.write(`${JSON.stringify(ahead)}\n`),
    all: (event) => lines.filter((line) => line.event === event),
    health: async () => {
      const answer = await get('/health');
      return { status: answer.status, document: JSON.parse(await answer.text()) };
    },
    stop: () => {
      kill('SIGTERM');
      return ended;
    },
  };
}

const tail = (lines: readonly Line[], noise: readonly string[]): string =>
  [...lines.slice(-8).map((line) => JSON.stringify(line)), ...noise.slice(-5)].join('\n  ');
