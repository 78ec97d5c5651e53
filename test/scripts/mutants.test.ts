import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mutantsOf, mutated } from '../../scripts/mutants/operators.ts';

const text = `import { a } from './a.ts'; // a < b
/** true when x < y */
interface Shape {
  readonly of: 1 | 2;
}
const word = 'x < y && true';
export const isLess = (x: number): boolean => x < 10 && !isOdd(x);
`;

const test = suite('mutants');

test('changes code, and neither comments, texts, imports nor types', () => {
  const found = mutantsOf('a.ts', text).map(({ line, from, to }) => [line, from, to]);
  assert.equal(found, [
    [7, ' < ', ' <= '],
    [7, ' && ', ' || '],
    [7, '10', '11'],
    [7, '!', ''],
  ]);
});

test('one change at a time, where it was found', () => {
  const [first] = mutantsOf('a.ts', text);
  assert.ok(first);
  assert.is(mutated(text, first), text.replace('x < 10', 'x <= 10'));
});

test.run();
