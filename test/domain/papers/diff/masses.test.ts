import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isMassAdd,
  massAdded,
  massChanged,
  missing,
  restored,
} from '../../../../src/domain/papers/diff/whole.ts';

const test = suite('masses of new entries');

for (const [added, known, isMass] of [
  [300, 100, false],
  [301, 100, true],
  [301, 6_020, false],
  [302, 6_020, true],
  [1_456, 29_136, false],
  [1_457, 29_136, true],
] as const)
  test(`${added} new beside ${known} are ${isMass ? 'a mass' : 'news'}`, () =>
    assert.is(isMassAdd(added, known), isMass));

test('each mass, and each coming and going, is told once per snapshot', () => {
  const keys = (snapshot: string) =>
    [
      massAdded(301, 100, snapshot),
      massChanged(['link'], 301, 100, snapshot),
      missing('P1R0', snapshot),
      restored('P1R0', snapshot),
    ].map(({ dedupe }) => dedupe);
  assert.equal(keys('7'), ['mass_add:7', 'mass_change:7', 'missing:P1R0:7', 'restored:P1R0:7']);
});

test.run();
