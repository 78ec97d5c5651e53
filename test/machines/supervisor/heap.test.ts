import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crash, passing, startOurs } from '../../../bench/supervision/ours.ts';
import { heapNow } from '../../support/heap.ts';

const MB = 1_048_576;

/** How much more is in use after so many turns than after a few. */
function growth(turns: number, work: (n: number) => void): number {
  for (let n = 0; n < 500; n += 1) work(n);
  const before = heapNow();
  for (let n = 0; n < turns; n += 1) work(n);
  return (heapNow() - before) / MB;
}

const test = suite('memory of a supervisor');

// The bench does a hundred thousand of each; here ten times fewer have to leave ten times less.
test('ten thousand crash-restarts of one id leave nothing behind', () => {
  const root = startOurs(6);
  const grown = growth(10_000, () => crash(root, ['child0'], 1));
  assert.ok(grown < 0.5, `${grown} MB`);
  assert.is(root.getSnapshot().context.core.children['child0']?.incarnation, 10_501);
});

test('ten thousand temporary children of one id come and go without a trace', () => {
  const root = startOurs(1);
  const grown = growth(10_000, () => {
    root.send({
      type: 'sup.call',
      callId: '1',
      request: { call: 'start_child', spec: passing },
    });
    root.system.get(passing.id).send({ type: 'end' });
  });
  assert.ok(grown < 0.5, `${grown} MB`);
  assert.equal(Object.keys(root.getSnapshot().children), ['child0']);
  assert.equal(Object.keys(root.getSnapshot().context.core.children), ['child0']);
});

test.run();
