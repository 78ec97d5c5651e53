import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test file, by its path inside the folder of tests. */
export interface TestFile {
  readonly name: string;
  readonly text: string;
}

/** The test files whose path contains one of the parts; all of them when there are no parts. */
export const testFiles = (folder: string, parts: readonly string[]): readonly TestFile[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !/(^|\/)(fixtures|node_modules)\//.test(name))
    .filter((name) => parts.length === 0 || parts.some((part) => join(folder, name).includes(part)))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** What uvu would get wrong without a word. */
export const complaints = ({ name, text }: TestFile): readonly string[] => {
  const found: string[] = [];
  // Without it the tests run under the next file's name, or, in the last file, not at all.
  if (!/^test\.run\(\);\s*$/.test(text.trimEnd().split('\n').at(-1) ?? ''))
    found.push(`${name} does not end with test.run();`);
  // The other tests of that file would count as skipped.
  if (/^\s*\w+\.only\(/m.test(text)) found.push(`${name} holds .only(`);
  return found;
};

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The pattern that makes uvu run these files and no others. */
export const patternOf = (files: readonly TestFile[]): string =>
  `^(${files.map(({ name }) => literally(name)).join('|')})$`;

/** Whether one of these files might want a database; starting one for nothing costs a second. */
export const mayWantDatabase = (files: readonly TestFile[]): boolean =>
  files.some(({ name, text }) => /store|e2e/.test(name) || /database|postgres/i.test(text));

/** Folders whose tests mostly wait: for daemons, for servers, for other processes. The first that fits counts. */
const groups: readonly RegExp[] = [
  /^e2e\/\w+\//,
  /^e2e\//,
  /^(scripts|store\/embedded)\//,
  /^(commands|store)\//,
];

/**
 * The files in the groups that may run side by side, each in a process of its own: those that
 * compute, and those that wait. Tests of one group may look at each other's tracks, as the count of
 * walked arrows does. No group is empty.
 */
export const groupsOf = (files: readonly TestFile[]): readonly (readonly TestFile[])[] => {
  const groupOf = ({ name }: TestFile): string =>
    String(groups.findIndex((folders) => folders.test(name)));
  return Object.values(Object.groupBy(files, groupOf)).filter((group) => group !== undefined);
};
