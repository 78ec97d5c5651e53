import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { storeTime } from '../../../src/app/time/storeTime.ts';
import { Failure } from '../../../src/domain/health/failure.ts';

const test = suite('the time of the store');

const away = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'runs.now',
  message: 'gone',
});

test('it goes on from what the store said, whatever the wall clock does', async () => {
  let elapsed = 50;
  const time = await storeTime({ elapsed: () => elapsed }, async () => 1_000_000);
  assert.is(time.now(), 1_000_000);
  elapsed += 2_500;
  assert.is(time.now(), 1_002_500);
});

test('asked again it takes what the store says now, and goes on as before when that is away', async () => {
  let elapsed = 0;
  let answer: number | Failure = 1_000;
  const time = await storeTime({ elapsed: () => elapsed }, async () => {
    if (answer instanceof Failure) throw answer;
    return answer;
  });
  elapsed = 100;
  answer = 9_000; // the machine slept meanwhile, the store did not
  assert.is(await time.adjust(), true);
  assert.is(time.now(), 9_000);
  answer = away;
  elapsed = 150;
  assert.is(await time.adjust(), false);
  assert.is(time.now(), 9_050);
});

test.run();
