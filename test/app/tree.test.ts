import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { queueShutdownMs, treeSpecs } from '../../src/app/tree.ts';
import { checkTree } from '../../src/domain/supervision/check.ts';

const times = { shutdownMs: 20_000, longestPollStepMs: 125_000, longestProbeSilenceMs: 60_000 };
const specs = treeSpecs(times);

const test = suite('tree');

test('the tree of the daemon passes the check of specs, also with the shortest shutdown', () => {
  const longest = (id: string) => (id === 'poller' ? 125_000 : 0);
  assert.equal(checkTree(Object.values(specs), longest), []);
  assert.equal(checkTree(Object.values(treeSpecs({ ...times, shutdownMs: 1_000 })), longest), []);
});

test('observers start before sinks, sinks before sources', () => {
  const order = specs['root']?.children.flatMap(({ id }) =>
    specs[id]?.children.map((one) => one.id),
  );
  assert.equal(order, ['watchdog', 'alerts', 'slackSocket', 'messageQueue', 'poller', 'prober']);
});

test('the queue gets what the others leave of the shutdown, at least a second', () => {
  assert.equal([queueShutdownMs(20_000), queueShutdownMs(5_000)], [10_000, 1_000]);
});

test('the sources may be silent for as long as their longest step takes, and half a minute more', () => {
  const [poller, prober] = specs['ingestion']?.children ?? [];
  assert.equal(poller?.liveness, { silentMaxMs: 155_000 });
  assert.equal(prober?.liveness, { silentMaxMs: 90_000 });
});

test.run();
