import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startAlertGauges } from '../../../src/app/alerts/gauges.ts';
import { startGauges } from '../../../src/app/gauges.ts';
import type { PoolStatus } from '../../../src/ports/database.ts';
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

const runtimeWith = (change: object) => {
  if (!good.runtime.ok) throw new Error('a daemon that is well has numbers');
  return { ...good.runtime.value, ...change };
};

test('spans are counted by the clock that only goes forward', () => {
  const time = { steady: 0, wall: 0 };
  const pool = good.database.ok ? good.database.value.pool : null;
  const gauges = startAlertGauges({
    steady: () => time.steady,
    elapsed: () => time.steady,
    wall: () => time.wall,
    startedAt: -60_000,
    pool: () => ({ ...pool, waitingMs: 2_000 }) as PoolStatus,
    restartsLeft: () => null,
    outsideFailing: () => 0,
    waitingMs: () => null,
    runtime: () => runtimeWith({}),
  });
  gauges.stop();
  time.wall = 86_400_000; // the wall clock jumps a day
  const seen = new Map(gauges.take().map(({ key, value }) => [key, value]));
  assert.equal([seen.get('process.uptime'), seen.get('pool.exhausted')], [60, 2]);
  assert.equal([gauges.stepped(), gauges.stepped()], [86_400_000, 0]);
});

/** What is seen of disks. */
const disks = (change: object): string[] => {
  const runtime = runtimeWith(change);
  const gauges = startAlertGauges({
    steady: () => 0,
    elapsed: () => 0,
    wall: () => 0,
    startedAt: 0,
    pool: () => null,
    restartsLeft: () => null,
    outsideFailing: () => 0,
    waitingMs: () => null,
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
