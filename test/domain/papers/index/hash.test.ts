import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { textHash } from '../../../../src/domain/papers/index/hash.ts';

const test = suite('hashes of texts');

/** Keys of messages and mailings that were told are made of them: another hash tells them again. */
for (const [text, hash] of [
  ['', '94e897d50106ca15'],
  ['P2300R10', '3bae34e6991349ae'],
  ['P2300R10\nP2301R0', '07ed900d59ddb457'],
  ['123456789', 'a3a7c19181e8fd5a'],
  ['é', '53a0bfdb4d86df42'],
] as const)
  test(`the hash of ${JSON.stringify(text)} is for ever ${hash}`, () =>
    assert.is(textHash(text), hash));

test.run();
