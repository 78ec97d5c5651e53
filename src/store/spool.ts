/** Files of lines for what the database did not take. They outlive the process. */

import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../domain/health/failure.ts';

const PRIVATE = 0o600;
const NEWLINE = 10;

/** What a spool holds; `torn` lines were cut off by the end of a process and say nothing. */
export interface Kept {
  readonly values: readonly unknown[];
  readonly torn: number;
}

/** A file of JSON lines. Calls may overlap: they are done in turn. */
export interface Spool {
  /** Appends one line and waits for the disk. */
  append(value: object): Promise<void>;
  /** All lines, oldest first. */
  read(): Promise<Kept>;
  /** Keeps the values that `keeps` wants, the rest goes; all or nothing. */
  filter(keeps: (value: unknown) => boolean): Promise<void>;
}

const codeOf = (thrown: unknown): string => {
  const code = thrown instanceof Error ? Reflect.get(thrown, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
};

const unwritable = (operation: string, thrown: unknown): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'data_dir_unwritable',
    operation,
    message: `the spool in DATA_DIR cannot be used: ${codeOf(thrown)}`,
  });

const contentOf = async (path: string): Promise<Buffer> => {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return Buffer.alloc(0); // nothing was ever kept
    throw thrown;
  }
};

/** Writes and waits until the disk has it. */
const put = async (path: string, flags: 'a' | 'w', text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, flags, PRIVATE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

const parse = (text: string): Kept => {
  const values: unknown[] = [];
  let torn = 0;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    try {
      values.push(JSON.parse(line));
    } catch {
      torn += 1; // it was being written when the process ended: nobody was told that it is kept
    }
  }
  return { values, torn };
};

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** The spool in the file `path`, which need not exist. Throws CONFIG/`data_dir_unwritable`. */
export function createSpool(path: string): Spool {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    const done = last.then(work).catch((thrown: unknown) => {
      throw unwritable(operation, thrown);
    });
    last = done.catch(() => undefined); // its caller hears of it; the next in line goes on
    return done;
  };
  return {
    append: (value) =>
      inTurn('spool.append', async () => {
        const before = await contentOf(path);
        const torn = before.length > 0 && before.at(-1) !== NEWLINE;
        await put(path, 'a', `${torn ? '\n' : ''}${lineOf(value)}`);
      }),
    read: () => inTurn('spool.read', async () => parse((await contentOf(path)).toString('utf8'))),
    filter: (keeps) =>
      inTurn('spool.filter', async () => {
        const { values } = parse((await contentOf(path)).toString('utf8'));
        if (values.length === 0) return;
        await put(`${path}.new`, 'w', values.filter(keeps).map(lineOf).join(''));
        await rename(`${path}.new`, path);
      }),
  };
}
