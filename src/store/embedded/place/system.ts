import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the launcher asks the machine it runs on; as data, so that tests can be any machine. */
export interface System {
  readonly platform: string;
  readonly arch: string;
  /** The version of glibc; null where the C library is another one. Only asked on Linux. */
  readonly glibc: () => string | null;
  /** The process's user; 0 is root, null where the platform has none. */
  readonly uid: number | null;
  /** The text of `/etc/passwd`. */
  readonly passwd: () => string;
  /** The folder of an installed package; null when it is not there. */
  readonly packageDir: (name: string) => string | null;
  /** Where the database goes when its user cannot enter `DATA_DIR`. */
  readonly elsewhere: string;
  readonly tmp: string;
}

const glibc = (): string | null => {
  // Without this the report looks up a name for every address of the machine.
  Object.assign(process.report, { excludeNetwork: true });
  const report: object = process.report.getReport();
  const header: unknown = 'header' in report ? report.header : null;
  if (typeof header !== 'object' || header === null) return null;
  return 'glibcVersionRuntime' in header ? String(header.glibcVersionRuntime) : null;
};

const packageDir = (name: string): string | null => {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name)))); // <package>/dist/index.js
  } catch {
    return null; // not installed: the caller has a sentence for it
  }
};

/** This machine. */
export const thisSystem = (): System => ({
  platform: process.platform,
  arch: process.arch,
  glibc,
  uid: process.getuid?.() ?? null,
  passwd: () => readFileSync('/etc/passwd', 'utf8'),
  packageDir,
  elsewhere: '/var/lib/paperscout',
  tmp: tmpdir(),
});
