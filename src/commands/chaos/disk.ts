/** A small disk for `DATA_DIR`, so that it can be full: a tmpfs, where this process may mount one. */

import { execFileSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder on a disk of its own. */
export interface SmallDisk {
  fill(): Promise<void>;
  /** What filled it is gone. */
  free(): Promise<void>;
  unmount(): void;
}

const SIZE_MB = 4;

const says = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : '');

/** Mounts a disk of 4 MB over the folder; null where that is not allowed or not known. */
export function mountSmallDisk(folder: string): SmallDisk | null {
  const options = `size=${SIZE_MB}m,mode=0755`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (thrown) {
    if (/ENOENT|permi|superuser|not allowed|unknown|usage/i.test(says(thrown))) return null;
    throw thrown;
  }
  const filler = join(folder, 'filler');
  return {
    fill: async () => {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(bavail * bsize));
    },
    free: () => rm(filler, { force: true }),
    unmount: () => void execFileSync('umount', [folder]),
  };
}
