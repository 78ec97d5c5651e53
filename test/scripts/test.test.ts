import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ran, startScript } from '../support/process.ts';
import { file, folderOf, good, lastLine, run, script } from './support/fixture.ts';

const test = suite('npm test');

interface Trap {
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly line: string;
  /** What the output says about it. */
  readonly says: RegExp;
}

/** Each is a way in which uvu alone ends with 0, early, or never. */
const traps: Readonly<Record<string, Trap>> = {
  'a test fails': {
    files: {
      'a.test.ts': file("test('fails', () => { throw new Error('so it is'); });"),
      'b.test.ts': good,
    },
    line: '1 passed, 1 failed, 0 skipped',
    says: /so it is/,
  },
  'no file has such a name': {
    files: { 'a.test.ts': good },
    args: ['nothing-like-it'],
    line: '0 passed, 1 failed, 0 skipped',
    says: /no test ran/,
  },
  'the files hold no test': {
    files: { 'a.test.ts': file('') },
    line: '0 passed, 1 failed, 0 skipped',
    says: /no test ran/,
  },
  'a before hook throws': {
    files: {
      'a.test.ts': file("test.before(() => { throw new Error('no'); });\ntest('one', () => {});"),
      'b.test.ts': good,
    },
    line: '1 passed, 1 failed, 0 skipped',
    says: /1 tests neither passed nor failed/,
  },
  'a test throws a string': {
    files: { 'a.test.ts': file("test('one', () => { throw 'no'; });"), 'b.test.ts': good },
    line: '1 passed, 1 failed, 0 skipped',
    says: /1 tests neither passed nor failed/,
  },
  'the last file does not run its tests': {
    files: { 'a.test.ts': good, 'b.test.ts': file("test('lost', () => {});", '') },
    line: '1 passed, 1 failed, 0 skipped',
    says: /b\.test\.ts does not end with test\.run\(\);/,
  },
  'a file in the middle does not run its tests': {
    files: { 'a.test.ts': file("test('moved', () => {});", ''), 'b.test.ts': good },
    line: '1 passed, 1 failed, 0 skipped',
    says: /a\.test\.ts does not end with test\.run\(\);/,
  },
  'a test stands after test.run()': {
    files: { 'a.test.ts': `${good}test('lost', () => {});\n` },
    line: '1 passed, 1 failed, 0 skipped',
    says: /a\.test\.ts does not end with test\.run\(\);/,
  },
  'only one test of a file is run': {
    files: { 'a.test.ts': file(`test.${'only'}('one', () => {});\ntest('other', () => {});`) },
    line: '1 passed, 1 failed, 1 skipped',
    says: /a\.test\.ts holds \.only\(/,
  },
  'a promise never settles': {
    files: { 'a.test.ts': good, 'b.test.ts': file("test('hangs', () => new Promise(() => {}));") },
    line: '0 passed, 1 failed, 0 skipped',
    says: /ended before they were done/,
  },
  'a handle stays open after a green summary': {
    files: { 'a.test.ts': file("test('one', () => { setInterval(() => {}, 1000); });") },
    line: '1 passed, 1 failed, 0 skipped',
    says: /a handle is open/,
  },
  'an after hook throws': {
    files: {
      'a.test.ts': file("test.after(() => { throw new Error('no'); });\ntest('one', () => {});"),
      'b.test.ts': good,
    },
    line: '0 passed, 1 failed, 0 skipped',
    says: /ended before they were done/,
  },
  'promises chase each other for ever': {
    files: { 'a.test.ts': file("test('one', async () => { for (;;) await null; });") },
    args: ['--limit-ms', '2000'],
    line: '0 passed, 1 failed, 0 skipped',
    says: /no end within 2 s/,
  },
  'a test ends the process with 0': {
    files: { 'a.test.ts': file("test('one', () => process.exit(0));") },
    line: '0 passed, 1 failed, 0 skipped',
    says: /ended before they were done/,
  },
  'a test ends the process with 3 when all is done': {
    files: {
      'a.test.ts': file("test('one', () => { process.on('exit', () => process.exit(3)); });"),
    },
    line: '1 passed, 1 failed, 0 skipped',
    says: /the tests ended with code 3/,
  },
  'the process is killed': {
    files: { 'a.test.ts': file("test('one', () => { process.kill(process.pid, 'SIGKILL'); });") },
    line: '0 passed, 1 failed, 0 skipped',
    says: /ended by SIGKILL/,
  },
  'a file cannot be imported': {
    files: { 'a.test.ts': good, 'b.test.ts': file("await import('./nowhere.ts');") },
    line: '0 passed, 1 failed, 0 skipped',
    says: /nowhere\.ts/,
  },
};

const runs = new Map<string, Promise<Ran>>();

test.before(() => {
  // All at once: each waits more than it works.
  for (const [name, { files, args }] of Object.entries(traps)) runs.set(name, run(files, args));
});

for (const [name, { line, says }] of Object.entries(traps))
  test(`is red when ${name}`, async () => {
    const ran = await runs.get(name);
    assert.ok(ran);
    assert.is(lastLine(ran), line);
    assert.is(ran.code, 1);
    assert.match(ran.output, says);
  });

test('is green when all pass, and counts what was skipped', async () => {
  const skipping = file("test('passes', () => {});\ntest.skip('not now', () => {});");
  const ran = await run({ 'a.test.ts': skipping, 'b.test.ts': good });
  assert.is(lastLine(ran), '2 passed, 0 failed, 1 skipped');
  assert.is(ran.code, 0);
});

test('believes only the last summary, as tests may print one', async () => {
  const forged = '\\n  Total:     9\\n  Passed:    9\\n  Skipped:   0\\n  Duration:  1ms\\n';
  const ran = await run({
    'a.test.ts': file(`test('one', () => console.log('${forged}'));`),
    'b.test.ts': file("test('fails', () => { throw new Error('no'); });"),
  });
  assert.is(lastLine(ran), '1 passed, 1 failed, 0 skipped');
});

test('runs the files whose path contains PART, and no others', async () => {
  const files = { 'one.test.ts': good, 'two.test.ts': good, 'on+e.test.ts': good };
  assert.is(lastLine(await run(files, ['on+'])), '1 passed, 0 failed, 0 skipped');
  assert.is(lastLine(await run(files, ['one', 'two'])), '2 passed, 0 failed, 0 skipped');
});

/** Run folders, in a temporary folder of their own. */
const runFolders = (tmp: string): readonly string[] =>
  readdirSync(tmp).filter((name) => name.startsWith('paperscout-test-'));

const ownTmp = (): string => mkdtempSync(join(tmpdir(), 'tmp-'));

const leaves = file(`
  import { writeFileSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  test('leaves a file', () => writeFileSync(tmpdir() + '/left', ''));`);

test('gives tests a temporary folder that goes with the run', async () => {
  const tmp = ownTmp();
  const ran = await run({ 'a.test.ts': leaves }, [], { env: { TMPDIR: tmp } });
  assert.is(ran.code, 0);
  assert.equal(runFolders(tmp), []);
});

const waiting = file("test('waits', () => new Promise(() => setInterval(() => {}, 1000)));");

test('interrupted, it cleans up and is red', async () => {
  const tmp = ownTmp();
  const args = ['--in', folderOf({ 'a.test.ts': waiting }), '--limit-ms', '20000'];
  const running = startScript(script, args, { env: { TMPDIR: tmp } });
  await running.said('fixture');
  running.kill('SIGTERM');
  const ran = await running.ended;
  assert.is(lastLine(ran), '0 passed, 1 failed, 0 skipped');
  assert.is(ran.code, 1);
  assert.equal(runFolders(tmp), []);
});

test('removes what a killed run left, and nothing of a run that still goes on', async () => {
  const tmp = ownTmp();
  const args = ['--in', folderOf({ 'a.test.ts': waiting }), '--limit-ms', '20000'];
  const living = startScript(script, args, { env: { TMPDIR: tmp } });
  await living.said('fixture');
  const [kept = ''] = runFolders(tmp);
  const dead = join(tmp, 'paperscout-test-999999999-17-aBc123');
  const recurring = join(tmp, `paperscout-test-${process.pid}-17-aBc123`); // our number, another start
  for (const folder of [dead, recurring]) mkdirSync(folder);
  const ran = await run({ 'a.test.ts': good }, [], { env: { TMPDIR: tmp } });
  assert.is(ran.code, 0);
  assert.equal(runFolders(tmp), [kept]);
  assert.not(existsSync(dead));
  living.kill('SIGTERM');
  await living.ended;
});

test.run();
