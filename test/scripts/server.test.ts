import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { serverSuite, serversIn } from '../store/embedded/support.ts';
import { runScript, startScript } from '../support/process.ts';

const test = serverSuite('the server of a test run');

const script = new URL('../../scripts/test.ts', import.meta.url).pathname;
const modules = new URL('../../node_modules', import.meta.url).pathname;

/** A folder with one test file that wants a database, and a temporary folder of its own. */
const scene = (body: string): { readonly args: readonly string[]; readonly tmp: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  symlinkSync(modules, join(folder, 'node_modules'));
  const text = `import { suite } from 'uvu';
const test = suite('database');
test('one', async () => { ${body} });
test.run();
`;
  writeFileSync(join(folder, 'a.test.ts'), text);
  const tmp = mkdtempSync(join(tmpdir(), 'tmp-'));
  execFileSync('chmod', ['711', tmp]); // as root the server is another user
  return { args: ['--in', folder, '--limit-ms', '20000'], tmp };
};

const folders = (tmp: string): readonly string[] =>
  readdirSync(tmp).filter((name) => name.startsWith('paperscout-test-'));

test('is there under TEST_DATABASE_URL, and gone afterwards', async () => {
  const { args, tmp } = scene("console.log('url', process.env.TEST_DATABASE_URL);");
  const { code, output } = await runScript(script, args, { env: { TMPDIR: tmp } });
  assert.is(code, 0);
  assert.match(
    output,
    `url postgres://postgres@localhost/postgres?host=${encodeURIComponent(tmp)}`,
  );
  assert.equal(serversIn(tmp), []);
  assert.equal(folders(tmp), []);
});

test('is gone also when uvu was killed', async () => {
  const { args, tmp } = scene("process.kill(process.pid, 'SIGKILL');");
  const { code } = await runScript(script, args, { env: { TMPDIR: tmp } });
  assert.is(code, 1);
  assert.equal(serversIn(tmp), []);
  assert.equal(folders(tmp), []);
});

test('goes at the next run when the runner was killed', async () => {
  const { args, tmp } = scene("console.log('pid', process.pid, '.'); setTimeout(() => {}, 5000);");
  const killed = startScript(script, args, { env: { TMPDIR: tmp } });
  await killed.said('pid ');
  killed.kill('SIGKILL');
  const { output } = await killed.ended;
  process.kill(Number(/pid (\d+) \./.exec(output)?.[1]), 'SIGKILL');
  assert.ok(serversIn(tmp).length > 0);
  const { code } = await runScript(script, ['--in', tmp, 'none'], { env: { TMPDIR: tmp } });
  assert.is(code, 1); // nothing to run, so nothing was cleaned
  assert.ok(serversIn(tmp).length > 0);
  const next = scene('');
  const last = await runScript(script, next.args, { env: { TMPDIR: tmp } });
  assert.is(last.code, 0, last.output);
  assert.equal(serversIn(tmp), []);
  assert.equal(folders(tmp), []);
});

test('is the one of TEST_DATABASE_URL when that is set', async () => {
  const { args, tmp } = scene("console.log('url', process.env.TEST_DATABASE_URL);");
  const env = { TMPDIR: tmp, TEST_DATABASE_URL: 'postgres://me@127.0.0.1:1/mine' };
  const { output } = await runScript(script, args, { env });
  assert.match(output, 'url postgres://me@127.0.0.1:1/mine');
  assert.match(output, /\n1 passed, 0 failed, 0 skipped\n$/); // though nobody is there to clean up
});

test.run();
