import { globSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const exported = /^export (?:async |abstract )?(?:const|function|class|interface|type)\b/;

/** The exported names of a file: those with a doc comment above, and those without. */
function namesOf(file: string): { readonly said: number; readonly mute: readonly string[] } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const places = lines.flatMap((line, n) => (exported.test(line) ? [n] : []));
  const mute = places.filter((n) => !(lines[n - 1] ?? '').endsWith('*/'));
  return { said: places.length - mute.length, mute: mute.map((n) => `${file}:${n + 1}`) };
}

const test = suite('doc comments');

test('PS38: at least four of five exported names say what they are for', () => {
  const files = globSync(['src/**/*.ts', 'machines/**/*.ts']).map(namesOf);
  const said = files.reduce((sum, file) => sum + file.said, 0);
  const mute = files.flatMap((file) => file.mute);
  assert.ok(said > 500, 'the pattern finds them');
  assert.ok(said / (said + mute.length) >= 0.8, `without a comment:\n${mute.join('\n')}`);
});

test.run();
