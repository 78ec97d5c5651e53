import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runScript } from '../../support/process.ts';
import { makeProject } from '../support/project.ts';

const test = suite('npm run mutants');

const script = new URL('../../../scripts/mutants.ts', import.meta.url).pathname;

const rule = `export const isLate = (ms: number): boolean => ms > 90;
export const isOdd = (n: number): boolean => n % 2 === 1;
`;

const testOf = (body: string): string => `import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isLate, isOdd } from '../src/domain/time/rule.ts';
const test = suite('rule');
test('rule', () => {
  ${body}
});
test.run();
`;

const thorough =
  'assert.equal([isLate(90), isLate(91), isOdd(3), isOdd(2)], [false, true, true, false]);';
const careless = 'assert.equal([isLate(91), isOdd(3), isOdd(2)], [true, true, false]);';

const project = makeProject({
  'src/domain/time/rule.ts': rule,
  'test/rule.test.ts': testOf(careless),
});
test.after(() => project.remove());

const run = async (): Promise<readonly string[]> => {
  const journal = join(project.root, 'journal');
  const { code, output } = await runScript(script, ['--in', project.root, '--journal', journal]);
  assert.is(code, 0, output);
  return output.trimEnd().split('\n');
};

const journal = (): number =>
  readFileSync(join(project.root, 'journal/verdicts.jsonl'), 'utf8').trimEnd().split('\n').length;

test('names what no test looks at, and counts it', async () => {
  const lines = await run();
  assert.ok(lines.includes('src/domain/time/rule.ts:1  boundary: > -> >='), lines.join('\n'));
  assert.ok(lines.includes('src/domain/time/rule.ts:1  number: 90 -> 89'), lines.join('\n'));
  assert.is(lines.at(-1), '| all | 9 | 7 | 0 | 2 | 77.8 % | 0 |');
});

test('leaves the project as it was', () => {
  assert.is(readFileSync(join(project.root, 'src/domain/time/rule.ts'), 'utf8'), rule);
});

test('tries again only what survived, once its tests have changed', async () => {
  const before = journal();
  await run();
  assert.is(journal(), before);
  writeFileSync(join(project.root, 'test/rule.test.ts'), testOf(thorough));
  const lines = await run();
  assert.is(lines.at(-1), '| all | 9 | 9 | 0 | 0 | 100.0 % | 0 |');
  assert.is(journal(), before + 2);
});

test.run();
