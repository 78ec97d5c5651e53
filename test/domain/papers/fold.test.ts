import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fold } from '../../../src/domain/papers/fold.ts';

const test = suite('folding');

for (const [text, folded] of [
  ['KAMINSKI', 'kaminski'],
  ['Kamiński', 'kaminski'],
  ['Kamin\u0301ski', 'kaminski'],
  ['Kühl', 'kuhl'],
  ['Łukasz Ørsted Đorđe', 'lukasz orsted dorde'],
  ['Straße Æsir œuvre ısı', 'strasse aesir oeuvre isi'],
  ['Þór Guðmundsson', 'thor gudmundsson'],
  ['İstanbul', 'istanbul'],
  ['ﬁne ＡＢＣ ①', 'fine abc 1'],
  ['std::vector<bool> & "x"', 'std::vector<bool> & "x"'],
] as const)
  test(`${text} becomes ${folded}`, () => assert.is(fold(text), folded));

test.run();
