import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startAlertGauges } from '../../../src/app/alerts/gauges.ts';
import { startGauges } from '../../../src/app/gauges.ts';
import { until } from '../../e2e/support/until.ts';
import { good } from '../../support/health/parts.ts';

const test = suite('what is measured for alerts');

const other = '/dev/shm';
const hasOther = existsSync(other) && statSync(other).dev !== statSync(tmpdir()).dev;

(hasOther ? test : test.skip)(
  'a folder of logs on a volume of its own is looked at, too',
  async () => {
    const gauges = startGauges(tmpdir(), other);
    try {
      await until(() => gauges.read().logDiskUsedRatio !== null);
      assert.type(gauges.read().diskUsedRatio, 'number');
    } finally {
      gauges.stop();
    }
  },
);

test('a folder of logs on the same volume is no second trouble', async () => {
  const gauges = startGauges(tmpdir(), tmpdir());
  try {
    await until(() => gauges.read().diskUsedRatio !== null);
    assert.is(gauges.read().logDiskUsedRatio, null);
  } finally {
    gauges.stop();
  }
});

/** What is seen of disks. */
const disks = (change: object): string[] => {
  const runtime = good.runtime.ok ? { ...good.runtime.value, ...change } : null;
  if (runtime === null) throw new Error('a daemon that is well has numbers');
  const gauges = startAlertGauges({
    ...{ steady: () => 0, wall: () => 0, startedAt: 0, pool: () => null },
    ...{ restartsLeft: () => null, outsideFailing: () => 0, waitingMs: () => null },
    runtime: () => runtime,
  });
  gauges.stop();
  return gauges
    .take()
    .flatMap(({ key, value, labels }) =>
      key === 'disk.used' ? `${labels?.['volume']} ${value}` : [],
    );
};

test('each volume that is known is seen under its own name', () => {
  assert.equal(disks({ diskUsedRatio: 0.4, logDiskUsedRatio: 0.9 }), [
    'DATA_DIR 0.4',
    'LOG_DIR 0.9',
  ]);
  assert.equal(disks({ diskUsedRatio: null, logDiskUsedRatio: null }), []);
});

test.run();
