import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Edit } from './faults.ts';

const root = resolve(import.meta.dirname, '../..');

/** All that the player of scenarios needs to run elsewhere. */
const parts: readonly string[] = [
  'src/domain',
  'machines',
  'package.json',
  'scripts/otp.ts',
  'scripts/otp',
  'test/support/otp',
  'test/support/otp.ts',
  'test/support/clock.ts',
  'test/fixtures/otp',
];

/** A fault that is not where its edit looks for it: the policy was rewritten, the edit must be, too. */
export class NotPlanted extends Error {}

/** The text with the edit in it. */
export function edited(text: string, { file, from, to }: Edit): string {
  const [before, after, ...others] = text.split(from);
  if (before === undefined || after === undefined || others.length > 0)
    throw new NotPlanted(`${file} has not exactly one place with: ${from}`);
  return before + to + after;
}

/**
 * Plays all recorded scenarios in a process of its own on a copy of the supervisor that has these
 * edits; gives the number of those that differ. A policy that never ends counts all: the process
 * is killed after a minute.
 */
export async function differing(edits: readonly Edit[]): Promise<number> {
  const copy = mkdtempSync(join(tmpdir(), 'paperscout-otp-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const edit of edits) {
      const path = join(copy, edit.file);
      writeFileSync(path, edited(readFileSync(path, 'utf8'), edit));
    }
    return failedOf(await played(join(copy, 'scripts/otp.ts')));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const played = (script: string): Promise<string> =>
  new Promise((done) => {
    const options = { cwd: dirname(script), timeout: 60_000, maxBuffer: 64 * 1_048_576 };
    execFile(process.execPath, [script], options, (_, stdout, stderr) => done(stdout + stderr));
  });

function failedOf(output: string): number {
  const failed = /^\d+ passed, (\d+) failed$/m.exec(output)?.[1];
  if (failed === undefined) throw new Error(`no verdict: ${output.slice(-2_000)}`);
  return Number(failed);
}
