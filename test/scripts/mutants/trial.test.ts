import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyProject, runTests } from '../../../scripts/mutants/trial.ts';
import { file, good } from '../support/fixture.ts';
import { makeProject } from '../support/project.ts';

const test = suite('trials of mutants');

const project = makeProject({
  'test/good.test.ts': good,
  'test/bad.test.ts': file("test('fails', () => { throw new Error('no'); });"),
  'test/hook.test.ts': file(
    "test.before(() => { throw new Error('no'); });\ntest('never', () => {});",
  ),
  'test/hang.test.ts': file("test('hangs', () => { for (;;); });"),
});
const copy = copyProject(project.root);
test.after(() => {
  copy.remove();
  project.remove();
});

const trial = async (names: readonly string[], limitMs = 20_000) => {
  const args = names.map((name) => `test/${name}.test.ts`);
  const { ended, ran } = await runTests(copy, args, limitMs);
  return [ended, ...ran.map(({ passed }) => passed)];
};

test('ends at the first test that fails', async () => {
  assert.equal(await trial(['good', 'bad', 'good']), ['failed', true, false]);
});

test('takes a hook that throws for a failure, as uvu does not', async () => {
  assert.equal(await trial(['hook']), ['failed', false]);
});

test('kills what hangs', async () => {
  assert.equal(await trial(['hang'], 300), ['cut']);
});

test.run();
