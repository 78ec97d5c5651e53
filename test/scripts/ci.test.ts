import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('.ci/run');

const script = new URL('../../.ci/run', import.meta.url).pathname;

/** Runs it with an `npm` that does as told for `npm ci` and `npm run check`. */
const run = (ci: string, check: string): readonly [number | null, string] => {
  const bin = mkdtempSync(join(tmpdir(), 'npm-'));
  const npm = join(bin, 'npm');
  writeFileSync(npm, `#!/bin/sh\nif [ "$1" = ci ]; then ${ci}; else ${check}; fi\n`);
  chmodSync(npm, 0o755);
  const { PATH = '' } = process.env;
  const env = { PATH: `${bin}:${PATH}`, TMPDIR: tmpdir() };
  const { status, stdout } = spawnSync(script, { env, encoding: 'utf8' });
  return [status, stdout.trimEnd().split('\n').at(-1) ?? ''];
};

const says = (line: string): string => `echo '${line}'`;

test('ends with the numbers of the tests', () => {
  const green = says('41 passed, 0 failed, 2 skipped');
  assert.equal(run('true', green), [0, '41 passed, 0 failed, 2 skipped']);
});

test('is red with the tests', () => {
  const red = `${says('40 passed, 1 failed, 2 skipped')}; exit 1`;
  assert.equal(run('true', red), [1, '40 passed, 1 failed, 2 skipped']);
});

test('counts one failure when the types, the lint or the installation are at fault', () => {
  assert.equal(run('true', 'exit 2'), [1, '0 passed, 1 failed, 0 skipped']);
  assert.equal(run('exit 7', says('41 passed, 0 failed, 0 skipped')), [
    1,
    '0 passed, 1 failed, 0 skipped',
  ]);
});

test('is red when no test ran, whatever the exit code', () => {
  assert.equal(run('true', 'true'), [1, '0 passed, 1 failed, 0 skipped']);
});

test.run();
