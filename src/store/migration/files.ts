import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationFailure } from './failure.ts';

/** A migration: a file `0001_word.sql`. */
export interface Migration {
  /** The file's name without its ending. */
  readonly name: string;
  readonly text: string;
  /** Of the text with LF, so that a checkout on Windows is the same. */
  readonly sha256: string;
}

const NAME = /^(\d{4})_\w+\.sql$/;

const read = async (folder: string, file: string): Promise<Migration> => {
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name: file.replace(/\.sql$/, ''), text, sha256 };
};

/** The migrations of a folder in order. Throws DB/`migration` for a gap in their numbers. */
export const readMigrations = async (folder: string): Promise<readonly Migration[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  files.forEach((file, index) => {
    const number = NAME.exec(file)?.[1];
    if (number === undefined) throw migrationFailure(`${file} is no name of a migration`);
    if (Number(number) !== index + 1)
      throw migrationFailure(`${file}: there is a gap before it, or its number is there twice`);
  });
  return Promise.all(files.map((file) => read(folder, file)));
};
