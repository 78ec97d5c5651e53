import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { file, good, lastLine, run } from './support/fixture.ts';

const test = suite('npm test, side by side');

const names = (from: string): string =>
  `test('waits', () => { console.log('run ' + process.env.TEST_RUN + ' ${from}'); });`;

test('tests that wait for processes run beside the others, and all are counted', async () => {
  const ran = await run({
    'domain/a.test.ts': file(names('quick')),
    'domain/b.test.ts': good,
    'e2e/c.test.ts': file(names('slow')),
    'store/d.test.ts': file("test.skip('not now', () => {});\ntest('one', () => {});"),
  });
  assert.is(lastLine(ran), '4 passed, 0 failed, 1 skipped');
  assert.is(ran.code, 0);
  const [, quick] = /run (\S+) quick/.exec(ran.output) ?? [];
  const [, slow] = /run (\S+) slow/.exec(ran.output) ?? [];
  assert.ok(quick && slow);
  assert.is.not(quick, slow, 'their databases have names of their own');
});

test('one group that fails is enough, and its output is shown', async () => {
  const ran = await run({
    'domain/a.test.ts': good,
    'e2e/b.test.ts': file("test('fails', () => { throw new Error('so it is'); });"),
  });
  assert.is(lastLine(ran), '1 passed, 1 failed, 0 skipped');
  assert.is(ran.code, 1);
  assert.match(ran.output, /so it is/);
});

test('a group that dies does not hide behind the other', async () => {
  const ran = await run({
    'domain/a.test.ts': good,
    'e2e/b.test.ts': file("test('ends all', () => process.exit(0));"),
  });
  assert.is(lastLine(ran), '1 passed, 1 failed, 0 skipped');
  assert.match(ran.output, /ended before they were done/);
});

test.run();
