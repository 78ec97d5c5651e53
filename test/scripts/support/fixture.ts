import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ProcessOptions, type Ran, runScript } from '../../support/process.ts';

/** The runner of the tests, as a script. */
export const script = new URL('../../../scripts/test.ts', import.meta.url).pathname;
const modules = new URL('../../../node_modules', import.meta.url).pathname;

/** A test file: the usual head, `body`, the usual end. */
export const file = (body: string, end = 'test.run();'): string =>
  `import { suite } from 'uvu';\nconst test = suite('fixture');\n${body}\n${end}\n`;

/** A test file that passes. */
export const good = file("test('passes', () => {});");

/** Makes a folder of test files in which `uvu` can be imported. */
export const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  symlinkSync(modules, join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

const limits = ['--limit-ms', '20000', '--exit-ms', '300'];

/** Runs the runner on such files. */
export const run = (
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  options: ProcessOptions = {},
): Promise<Ran> =>
  runScript(script, ['--in', folderOf(files), ...limits, ...args], {
    ...options,
    env: { TMPDIR: tmpdir(), ...options.env },
  });

/** What a run ends with. */
export const lastLine = ({ output }: Ran): string => output.trimEnd().split('\n').at(-1) ?? '';
