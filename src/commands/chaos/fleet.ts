/** Two daemons on one database, and what can be done to them. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Daemon, type Ended, startDaemon } from '../demo/child.ts';
import type { Line } from '../demo/story.ts';
import { mountSmallDisk, type SmallDisk } from './disk.ts';

/** One of the two places where a daemon runs; who dies there is followed by another. */
export interface Berth {
  readonly name: string;
  readonly disk: SmallDisk | null;
  /** The one that runs there now, or ran last. */
  daemon(): Daemon;
  /** Ends it by SIGKILL and starts another after `pauseMs`. */
  kill(pauseMs: number): Promise<void>;
  stopProcess(): void;
  continueProcess(): void;
  /** Moves its wall clock, in ms from the real one; a follower starts with the real one. */
  moveClock(aheadMs: number): void;
  /** Asks it to stop; no other follows. How it ended. */
  end(): Promise<Ended>;
}

/** An end that nobody asked for. */
export interface Surprise {
  readonly berth: string;
  readonly ended: Ended;
}

/** A line, by whom it was said, and when by our clock, which does not jump. */
export type Heard = Line & { readonly berth: string; readonly heardAt: number };

/** Everything that the daemons said and did. */
export interface Logbook {
  readonly lines: readonly Heard[];
  /** What came out beside the log: warnings of the runtime, stacks of what nobody caught. */
  readonly noise: readonly string[];
  readonly surprises: readonly Surprise[];
  readonly starts: number;
}

/** Both berths. */
export interface Fleet {
  readonly berths: readonly [Berth, Berth];
  logbook(): Logbook;
  unmount(): void;
}

const entry = new URL('./daemon.ts', import.meta.url).pathname;

/** Starts a daemon in each berth. `folder`: where their data folders are made. */
export async function launch(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Fleet> {
  const lines: Heard[] = [];
  const noise: string[] = [];
  const surprises: Surprise[] = [];
  let starts = 0;

  const moor = async (name: string): Promise<Berth> => {
    const dataDir = join(folder, name);
    await mkdir(dataDir);
    const disk = mountSmallDisk(dataDir);
    const told = new WeakSet<Daemon>(); // those whose end was asked for
    const begin = (): Daemon => {
      starts += 1;
      const daemon = startDaemon(
        { ...env, DATA_DIR: dataDir, FLY_MACHINE_ID: name },
        (line) => lines.push({ ...line, berth: name, heardAt: Date.now() }),
        entry,
        (text) => noise.push(text),
      );
      void daemon.ended.then((ended) => {
        if (told.has(daemon)) return;
        surprises.push({ berth: name, ended });
        running = begin();
      });
      return daemon;
    };
    let running = begin();
    const finish = (signal: NodeJS.Signals): Promise<Ended> => {
      told.add(running);
      running.kill('SIGCONT');
      running.kill(signal);
      return running.ended;
    };
    return {
      name,
      disk,
      daemon: () => running,
      kill: async (pauseMs) => {
        await finish('SIGKILL');
        await pause(pauseMs);
        running = begin();
      },
      stopProcess: () => running.kill('SIGSTOP'),
      continueProcess: () => running.kill('SIGCONT'),
      moveClock: (aheadMs) => running.tell(String(aheadMs)),
      end: () => finish('SIGTERM'),
    };
  };

  const berths = [await moor('one'), await moor('two')] as const;
  return {
    berths,
    logbook: () => ({ lines, noise, surprises, starts }),
    unmount: () => {
      for (const { disk } of berths) disk?.unmount();
    },
  };
}
