import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runScript } from '../support/process.ts';

const test = suite('npm run otp');

const script = new URL('../../scripts/otp.ts', import.meta.url).pathname;
const fixture = (name: string): string =>
  new URL(`../fixtures/otp/${name}.gz`, import.meta.url).pathname;

let folder = '';
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'otp-'));
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

const lines = (output: string): readonly string[] => output.trimEnd().split('\n');

test('ends with 0 when all 731 scenarios agree, and says so', async () => {
  const { code, output } = await runScript(script, []);
  assert.equal([code, lines(output)], [0, ['731 passed, 0 failed']]);
});

test('ends with 1 when one line of the trace differs, and names the scenario', async () => {
  const trace = gunzipSync(readFileSync(fixture('trace.txt'))).toString('utf8');
  const changed = join(folder, 'trace.txt');
  writeFileSync(changed, trace.replace('{result,start_link,ok}', '{result,start_link,oh}'));
  const { code, output } = await runScript(script, [fixture('scenarios.json'), changed]);
  const [first = '', last] = lines(output);
  assert.match(first, /^\S.*: line \d+: expected \{result,start_link,oh\}, got/);
  assert.equal([code, last], [1, '730 passed, 1 failed']);
});

test('ends with 2 when the input cannot be played', async () => {
  const { code } = await runScript(script, [join(folder, 'nowhere.json')]);
  assert.is(code, 2);
});

test.run();
