import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, faults } from '../../scripts/otp/faults.ts';
import { differing, edited, NotPlanted } from '../../scripts/otp/planted.ts';

const test = suite('npm run otp -- --faults');

/** Four processes at once: each waits more than it computes. */
const AT_ONCE = 4;

const found = new Map<Fault, number>();

test.before(async () => {
  const left = [...faults];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      found.set(next, await differing(next.edits));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
});

test('there are fifteen', () => {
  assert.is(new Set(faults.map(({ name }) => name)).size, 15);
});

for (const fault of faults)
  test(`${fault.name}: about ${fault.differing} of 731 scenarios differ`, () => {
    const count = found.get(fault) ?? 0;
    const tolerance = Math.max(2, fault.differing / 10);
    assert.ok(Math.abs(count - fault.differing) <= tolerance, `${count} differ`);
  });

test('a fault that finds no place, or two, is refused and not silently left out', () => {
  for (const text of ['one', 'one two two'])
    assert.throws(
      () => edited(text, { file: 'x.ts', from: 'two', to: 'three' }),
      (thrown: unknown) => thrown instanceof NotPlanted && thrown.message.startsWith('x.ts '),
    );
  assert.is(edited('one two', { file: 'x.ts', from: 'two', to: 'three' }), 'one three');
});

test.run();
