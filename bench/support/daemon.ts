/** The daemon, or what it is measured against, as a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle/files.ts';
import { startBundle, warmUp } from '../../scripts/bundle/start.ts';

export type Env = Readonly<Record<string, string>>;

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
const cache = ['--import', join(root, 'scripts/cache.ts')];

/** Makes the bundle of these sources, with its compile cache. */
export async function makeBundle(): Promise<void> {
  await bundle(root, dist);
  await warmUp(dist);
}

/** Free ports, lines that can be read, nothing from the outside. */
const quiet = {
  PORT: '0',
  OPS_PORT: '0',
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'info',
  POLL_INTERVAL: '1h',
  WG21_INDEX_URL: 'http://127.0.0.1:1/index.json',
  ISO_PAPERS_URL: 'http://127.0.0.1:1/files/papers/',
};

/** How a process is started. */
export const ways = {
  /** As `npm start` does it. */
  source: (env: Env) => run([...cache, join(root, 'src/main.ts')], { ...quiet, ...env }),
  /** The sources with nothing kept from the start before. */
  stripped: (env: Env) => run([join(root, 'src/main.ts')], { ...quiet, ...env }),
  bundle: (env: Env) => startBundle(dist, { ...quiet, ...env }),
  bare: (env: Env) => run([join(root, 'bench/support/bare.ts'), env['BYTES'] ?? '1800'], {}),
} as const;

const run = (args: readonly string[], env: Env): ChildProcess =>
  spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

type Line = Readonly<Record<string, unknown>>;

/** A started process. */
export interface Running {
  readonly url: string;
  /** From its start to its first answer, in ms. */
  readonly answeredMs: number;
  /** The first line of an event that fits, also one of the past. */
  line(event: string, fits?: (line: Line) => boolean): Promise<Line>;
  /** Until `GET /readyz` says yes; ms since the start. */
  ready(): Promise<number>;
  /** Resident now, and at most so far, in bytes. */
  memory(): { readonly rss: number; readonly peak: number };
  stop(): Promise<void>;
}

/** Starts a process and waits for its first answer to `GET /health`, of whatever status. */
export async function start(way: keyof typeof ways, env: Env = {}): Promise<Running> {
  const begin = performance.now();
  const child = ways[way](env);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines: Line[] = [];
  const waiting = new Set<(line: Line) => void>();
  if (child.stdout === null) throw new Error('no stdout');
  createInterface({ input: child.stdout }).on('line', (text) => {
    const read: Line = JSON.parse(text); // our own log
    lines.push(read);
    for (const tell of waiting) tell(read);
  });
  const line: Running['line'] = (event, fits = () => true) => {
    const isIt = (one: Line): boolean => one['event'] === event && fits(one);
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    const tell = (one: Line): void => void (isIt(one) && resolve(one));
    waiting.add(tell);
    for (const one of lines) tell(one);
    const last = (): string => JSON.stringify(lines.at(-1));
    void ended.then(() => reject(new Error(`ended before ${event}: ${last()}`)));
    return promise.finally(() => waiting.delete(tell));
  };
  const listening = await line('http.listening', (one) => one['listener'] === 'public');
  const url = String(listening['url']);
  await ask(`${url}/health`);
  const answeredMs = performance.now() - begin;
  return {
    url,
    answeredMs,
    line,
    ready: async () => {
      while ((await ask(`${url}/readyz`)) !== 200) await pause(2);
      return performance.now() - begin;
    },
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** One GET; the status. */
export function ask(url: string, agent = new Agent()): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    }).once('error', reject);
  });
}

function memoryOf(pid: number): { readonly rss: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (key: string): number =>
    Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1_024;
  return { rss: bytes('VmRSS'), peak: bytes('VmHWM') };
}
