/** Processes of their own for races: started by `fork`, told what to do by one argument. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerSettings } from '../../../src/store/pool/settings.ts';

/** What a child is given. */
export interface Task {
  readonly settings: ServerSettings;
  /** First eight digits of the uuids that it makes, so that its traces are told apart. */
  readonly mark: string;
}

/** A child that runs `script` of this folder until it is killed. */
export interface Racer {
  readonly process: ChildProcess;
  readonly mark: string;
  /** What it said last. */
  readonly said: string[];
  kill(): Promise<void>;
}

let started = 0;

/** Starts a child; it has connected when this resolves. */
export async function startRacer(script: string, settings: ServerSettings): Promise<Racer> {
  started += 1;
  const mark = started.toString(16).padStart(8, '0');
  const task: Task = { settings, mark };
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const said: string[] = [];
  child.on('message', (word) => said.push(String(word)));
  await once(child, 'message');
  return {
    process: child,
    mark,
    said,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
