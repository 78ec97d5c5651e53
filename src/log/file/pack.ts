/** Packs files of the log that were turned over, and deletes the oldest. */

import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const PLAIN = /^paperscout-.*\.ndjson$/;
const PACKED = /^paperscout-.*\.ndjson\.gz$/;

/** Packs every file that was turned over, those that an earlier process left too, then prunes. */
export async function packAll(
  dir: string,
  keep: { readonly files: number; readonly totalBytes: number },
): Promise<void> {
  const names = (await readdir(dir)).sort();
  for (const name of names.filter((one) => PLAIN.test(one))) await packOne(join(dir, name));
  await prune(dir, keep);
}

/** The packed file takes its name when it is whole: half of one is never taken for a log. */
async function packOne(file: string): Promise<void> {
  const part = `${file}.part`;
  await pipeline(createReadStream(file), createGzip({ level: 1 }), createWriteStream(part));
  await rename(part, `${file}.gz`);
  await rm(file);
}

async function prune(
  dir: string,
  { files, totalBytes }: { readonly files: number; readonly totalBytes: number },
): Promise<void> {
  const newestFirst = (await readdir(dir))
    .filter((one) => PACKED.test(one))
    .sort()
    .reverse();
  let bytes = 0;
  for (const [n, name] of newestFirst.entries()) {
    bytes += (await stat(join(dir, name))).size;
    if (n >= files || bytes > totalBytes) await rm(join(dir, name));
  }
}
