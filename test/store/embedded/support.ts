import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import { Failure } from '../../../src/domain/health/failure.ts';
import { codeOf } from '../../../src/store/embedded/failures.ts';
import { type System, thisSystem } from '../../../src/store/embedded/place/system.ts';
import { findPackage } from '../../../src/store/embedded/server/binaries.ts';
import {
  type Embedded,
  type EmbeddedOptions,
  startEmbedded,
} from '../../../src/store/embedded/start.ts';
import { type Running, startScript } from '../../support/process.ts';

export const isRoot = process.getuid?.() === 0;

const usable = await findPackage(thisSystem()).then(
  () => true,
  () => false,
);

/** A suite whose tests start embedded servers: skipped where this machine has none. */
export const serverSuite = (name: string): ReturnType<typeof suite> => {
  const test = suite(name);
  return usable ? test : Object.assign(() => test.skip(), test);
};

/**
 * A folder with a database, and the servers and processes of a test. Making a database takes a
 * second, so the tests of a file share one unless they ask for a `fresh` place.
 */
export class Scratch {
  readonly folder: string;
  readonly lines: string[] = [];
  readonly taken: string[] = [];
  #dataDir: string;
  #made = 0;
  #servers: Embedded[] = [];
  #processes: Running[] = [];

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'pg-'));
    chmodSync(this.folder, 0o711); // as root the server is another user
    this.#dataDir = join(this.folder, 'data');
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  get data(): string {
    return join(this.#dataDir, 'pg');
  }

  /** From now on an empty folder. */
  fresh(): void {
    this.#made += 1;
    this.#dataDir = join(this.folder, `fresh${this.#made}`);
  }

  /** Moves the stopped database there; parents are made. */
  move(to: string): void {
    mkdirSync(dirname(to), { recursive: true, mode: 0o711 });
    renameSync(this.#dataDir, to);
    this.#dataDir = to;
  }

  /** Starts a server in this process; not durable, unless `settings` says so. */
  async start(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
    const server = await startEmbedded({
      dataDir: this.#dataDir,
      settings: { fsync: 'off' },
      log: (event) => this.lines.push(event),
      onTaken: (failure) => this.taken.push(failure.message),
      ...options,
      system: this.system(options.system),
    });
    this.#servers.push(server);
    return server;
  }

  /** What a start fails with. */
  async failure(options: Partial<EmbeddedOptions> = {}): Promise<Failure> {
    try {
      await this.start(options);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
    throw new Error('it started');
  }

  /** This machine, but for the folder that a relocated database goes to. */
  system(other: Partial<System> = {}): System {
    return { ...thisSystem(), elsewhere: join(this.folder, 'elsewhere'), ...other };
  }

  /** A process of its own that starts a server there and keeps it. */
  holder(mode: 'hold' | 'write' = 'hold'): Running {
    const script = join(import.meta.dirname, 'holder.ts');
    const holder = startScript(script, [this.#dataDir, mode]);
    this.#processes.push(holder);
    return holder;
  }

  /** Ends whatever the test left running. */
  async calm(): Promise<void> {
    for (const running of this.#processes) running.kill('SIGKILL');
    await Promise.all(this.#processes.map(({ ended }) => ended));
    for (const server of this.#servers) await server.stop(2_000);
    killServers(this.folder, 'SIGQUIT');
    await until(() => serversIn(this.folder).length === 0);
    this.#processes = [];
    this.#servers = [];
    this.lines.length = 0;
    this.taken.length = 0;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The pids of PostgreSQL's processes that work in a folder. */
export const serversIn = (folder: string): readonly number[] =>
  execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`-D ${folder}/`) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number(/\d+/.exec(line)?.[0]));

/** Sends all of them a signal; one that went meanwhile is as good. */
export const killServers = (folder: string, signal: NodeJS.Signals): void => {
  for (const pid of serversIn(folder))
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (codeOf(error) !== 'ESRCH') throw error;
    }
};

/** The server's first process, out of its pid file. */
export const postmaster = (data: string): number =>
  Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Polls until it is true; throws after `withinMs`. */
export const until = async (what: () => boolean, withinMs = 3_000): Promise<void> => {
  const end = performance.now() + withinMs;
  while (!what()) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
