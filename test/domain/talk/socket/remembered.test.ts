import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nothingRemembered } from '../../../../src/domain/talk/socket/remembered.ts';

const test = suite('remembered envelopes');

test('a key is new once; of more than a thousand the oldest are forgotten', () => {
  const remembered = nothingRemembered();
  for (let n = 0; n < 1_000; n += 1) assert.ok(remembered.note(`ev:${n}`));
  assert.is(remembered.note('ev:0'), false);
  assert.is(remembered.note('ev:1000'), true);
  assert.is(remembered.note('ev:1'), false);
  assert.is(remembered.note('ev:0'), true);
});

test.run();
