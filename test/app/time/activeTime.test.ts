import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { activeTime } from '../../../src/app/time/activeTime.ts';

const test = suite('active time');

/** A clock that the test moves; nobody looks at it in between. */
function timeOf() {
  const at = { now: 1_000_000, elapsed: 500 };
  const active = activeTime({ now: () => at.now, elapsed: () => at.elapsed });
  return { at, active };
}

test('counts while the process runs, also when it is busy for two seconds', () => {
  const { at, active } = timeOf();
  at.elapsed += 2_000;
  assert.equal([active.elapsed(), active.now()], [2_000, 1_002_000]);
  active.stop();
});

test('counts one look of a span in which the process stood still', () => {
  const { at, active } = timeOf();
  at.elapsed += 3_600_000;
  assert.equal([active.elapsed(), active.now()], [250, 1_000_250]);
  active.stop();
});

test('does not follow a wall clock that is set', () => {
  const { at, active } = timeOf();
  at.now -= 3_600_000;
  at.elapsed += 10;
  assert.is(active.now(), 1_000_010);
  active.stop();
});

test.run();
