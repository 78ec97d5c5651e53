/** The log as files that turn over: what stdout loses when nobody keeps it. */

import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { packAll } from './pack.ts';

/** Bytes and numbers of files. */
export interface FileLimits {
  /** A file that has reached this is turned over. */
  readonly fileBytes: number;
  /** Packed files that are kept. */
  readonly files: number;
  /** What all packed files together may take. */
  readonly totalBytes: number;
  /** What may wait for the disk; what comes beyond is dropped, since stdout has it. */
  readonly waitingBytes: number;
}

const MIB = 1_048_576;

const usual: FileLimits = {
  fileBytes: 20 * MIB,
  files: 14,
  totalBytes: 500 * MIB,
  waitingBytes: 16 * MIB,
};

/** What a file of the log needs. */
export interface LogFileOptions {
  readonly dir: string;
  /** Wall clock, in ms since the epoch: files turn over at midnight UTC. */
  readonly now: () => number;
  /** Hears that the disk refuses, at most once an hour; the file is tried again after a minute. */
  readonly onTrouble: (thrown: unknown) => void;
  readonly limits?: Partial<FileLimits>;
}

/** Takes lines and never throws, never waits. */
export interface LogFile {
  write(line: string): void;
  /** Writes what waits, packs what was turned over, and closes. */
  close(): Promise<void>;
}

/** The file that is written to; packed ones have the moment of their end in the name. */
export const CURRENT = 'paperscout.ndjson';

const HOUR_MS = 3_600_000;
const AGAIN_MS = 60_000;
const DAY_MS = 86_400_000;

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Starts to write into a folder, which is made when it is missing. A file that is there is gone on with. */
export function openLogFile({ dir, now, onTrouble, limits = {} }: LogFileOptions): LogFile {
  const { fileBytes, waitingBytes, ...keep } = { ...usual, ...limits };
  const current = join(dir, CURRENT);
  let waiting: Buffer[] = [];
  let waitingSize = 0;
  let handle: FileHandle | null = null;
  let size = 0;
  let day = dayOf(now());
  let triedAt = Number.NEGATIVE_INFINITY; // when the disk last refused
  let saidAt = Number.NEGATIVE_INFINITY;
  let draining: Promise<void> | null = null;
  let packing: Promise<void> = Promise.resolve();
  let turned = 0;

  const refused = (thrown: unknown): void => {
    triedAt = now();
    if (triedAt - saidAt < HOUR_MS) return;
    saidAt = triedAt;
    onTrouble(thrown);
  };

  async function ready(): Promise<FileHandle> {
    if (handle !== null) return handle;
    await mkdir(dir, { recursive: true });
    handle = await open(current, 'a');
    const known = await handle.stat();
    size = known.size;
    if (size > 0) day = dayOf(known.mtimeMs);
    pack();
    return handle;
  }

  /** In the background: a file that is being packed holds up no line. */
  function pack(): void {
    packing = packing.then(() => packAll(dir, keep)).catch(refused);
  }

  async function turnOver(): Promise<void> {
    await handle?.close();
    handle = null;
    const name = new Date(now()).toISOString().replaceAll(/[:.]/g, '-');
    turned += 1;
    await rename(current, join(dir, `paperscout-${name}-${turned}.ndjson`));
    day = dayOf(now());
  }

  /** The file that takes the next line: another one when this is full, or from yesterday. */
  async function next(): Promise<FileHandle> {
    const file = await ready();
    const isOver = size >= fileBytes || (size > 0 && dayOf(now()) !== day);
    if (isOver) await turnOver();
    day = dayOf(now());
    return isOver ? ready() : file;
  }

  async function append(lines: readonly Buffer[]): Promise<void> {
    for (let left = lines; left.length > 0; ) {
      const file = await next();
      const fits = howMany(left, fileBytes - size);
      const chunk = Buffer.concat(left.slice(0, fits));
      await file.appendFile(chunk);
      size += chunk.byteLength;
      left = left.slice(fits);
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      [waiting, waitingSize] = [[], 0];
      try {
        await append(lines);
      } catch (thrown) {
        await handle?.close().catch(() => undefined); // it is given up either way
        handle = null;
        refused(thrown);
      }
    }
    draining = null;
  }

  return {
    write: (line) => {
      if (now() - triedAt < AGAIN_MS || waitingSize > waitingBytes) return;
      const bytes = Buffer.from(`${line}\n`);
      waiting.push(bytes);
      waitingSize += bytes.byteLength;
      draining ??= drain();
    },
    close: async () => {
      await draining;
      await packing;
      await handle?.close();
      handle = null;
    },
  };
}

/** How many of the lines fill the room; the last one may stand over. */
function howMany(lines: readonly Buffer[], room: number): number {
  let left = room;
  const over = lines.findIndex(({ byteLength }) => {
    left -= byteLength;
    return left <= 0;
  });
  return over === -1 ? lines.length : over + 1;
}
