import { spawn } from 'node:child_process';

/** Who runs the server; null is the user of this process. */
export type User = { readonly uid: number; readonly gid: number } | null;

/** How a command ended. `output` is stdout and stderr as they came. */
export interface Ended {
  readonly ok: boolean;
  /** In words: `exit code 1`, `SIGKILL`, `EACCES`. */
  readonly how: string;
  readonly output: string;
}

/** What every process of the server gets: no locale, no zone, nothing of ours. */
export const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

/** The part of spawn's options that makes a process another user's. */
export const as = (user: User): { readonly uid?: number; readonly gid?: number } => user ?? {};

/** Runs a command as that user, in `/`, at most `withinMs`. Never rejects. */
export const run = (
  user: User,
  command: string,
  args: readonly string[],
  withinMs: number,
): Promise<Ended> =>
  new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      ...as(user),
      cwd: '/',
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: withinMs,
      killSignal: 'SIGKILL',
    });
    const take = (text: string): void => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, how: error.code ?? error.message, output }),
    );
    child.on('close', (code, signal) =>
      resolve({ ok: code === 0, how: signal ?? `exit code ${code}`, output }),
    );
  });

/** The line of a log that says why: the last one of weight, else the last one at all. */
export const lastWord = (log: string): string | null => {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const weighty = lines.findLast((line) => /FATAL|PANIC|ERROR|error:|could not/.test(line));
  const line = weighty ?? lines.at(-1) ?? null;
  return line === null ? null : line.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '').trim();
};
