import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isOneEdit, nearestCommand } from '../../../src/domain/talk/grammar/help.ts';

const test = suite('words one edit away');

for (const [a, b, isNear] of [
  ['watch', 'watch', false],
  ['watc', 'watch', true],
  ['atch', 'watch', true],
  ['wtch', 'watch', true],
  ['watchh', 'watch', true],
  ['xwatch', 'watch', true],
  ['waxch', 'watch', true],
  ['xatch', 'watch', true],
  ['watcx', 'watch', true],
  ['wacth', 'watch', true],
  ['awtch', 'watch', true],
  ['wathc', 'watch', true],
  ['wac', 'watch', false],
  ['waxxh', 'watch', false],
  ['chwat', 'watch', false],
  ['watchxx', 'watch', false],
  ['hatcw', 'watch', false],
  ['xtch', 'watch', false],
  ['watxhx', 'watch', false],
] as const)
  test(`${a} is ${isNear ? '' : 'not '}one edit from ${b}`, () => {
    assert.is(isOneEdit(a, b), isNear);
    assert.is(isOneEdit(b, a), isNear);
  });

test('a word that is near to none means none', () => {
  assert.equal([nearestCommand('serch'), nearestCommand('xyzzy')], ['search', null]);
});

test.run();
