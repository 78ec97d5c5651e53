import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeLife } from '../support/month/judge.ts';
import { liveThrough } from '../support/month/run.ts';
import { smallSupply } from '../support/month/supply.ts';

const test = suite('normal life of the whole tree');

test('five hours of it: everything told once, everybody answered, no alert, nothing left after the stop', async () => {
  const lived = await liveThrough(smallSupply(), { days: 0.2, heapOn: [], minEntries: 100 });
  const broken = judgeLife(lived, 0.2).filter(({ met }) => !met);
  assert.equal(
    broken.map(({ promise, seen }) => `${promise}: ${seen}`),
    [],
  );
});

test.run();
